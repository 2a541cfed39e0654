/// Where a command's output goes and who can answer its questions.
public protocol Console: Sendable {
    /// Writes to standard output, as is.
    func write(_ text: String)
    /// Writes to standard error, as is.
    func writeError(_ text: String)
    /// Whether somebody sits at a terminal and can be asked.
    var isInteractive: Bool { get }
    /// Asks and returns the line that was typed; nil at the end of input.
    func ask(_ question: String) -> String?
}
