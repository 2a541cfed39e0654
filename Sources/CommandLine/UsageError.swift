/// The command line cannot be understood: exit code 2.
public struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
    public let message: String
    /// What to try, when something comes to mind.
    public let hint: String?

    public init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    public var description: String { message }
}
