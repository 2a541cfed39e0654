/// Why text is no flow, match or action, and where.
public struct FlowTextError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Byte offset in the text's UTF-8.
    public let offset: Int
    /// What would have been right there.
    public let expected: String
    /// What stands there.
    public let found: String

    public var description: String {
        "at byte \(offset): expected \(expected), found " + (found.isEmpty ? "nothing" : "`\(found)`")
    }
}
