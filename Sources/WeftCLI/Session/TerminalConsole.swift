import CommandLine

/// The standard streams of the process.
public struct TerminalConsole: Console {
    public init() {}

    public func write(_ text: String) { writeText(text, to: .output) }

    public func writeError(_ text: String) { writeText(text, to: .standardError) }

    public var isInteractive: Bool { StandardStream.input.isTerminal && StandardStream.output.isTerminal }

    public func ask(_ question: String) -> String? {
        write(question)
        return readLine()
    }
}
