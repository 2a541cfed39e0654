public import JSON

/// A clause of a `where` (RFC 7047 section 5.1 `<condition>`). Rows must fulfil every clause.
public struct Condition: Hashable, Sendable {
    public enum Function: String, Hashable, Sendable {
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case includes
        case excludes
    }

    public var column: String
    public var function: Function
    public var value: Datum

    public init(_ column: String, _ function: Function, _ value: Datum) {
        self.column = column
        self.function = function
        self.value = value
    }

    /// The row with this uuid.
    public static func uuid(_ uuid: OVSDBUUID) -> Self { Self("_uuid", .equal, .uuid(uuid)) }

    /// Rows whose column has this value.
    public static func equal(_ column: String, _ value: Datum) -> Self { Self(column, .equal, value) }

    public var json: JSONValue { [.string(column), .string(function.rawValue), value.json] }
}
