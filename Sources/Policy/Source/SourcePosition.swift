/// A place in a text that a person wrote, as `file:line:column`.
public struct SourcePosition: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The path as it was given.
    public let file: String
    /// Counted from 1.
    public let line: Int
    /// Counted from 1, in characters (Unicode scalars).
    public let column: Int

    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }

    public var description: String { "\(file):\(line):\(column)" }
}
