public import JSON

/// A change of a column relative to what it holds (RFC 7047 section 5.1 `<mutation>`).
public struct Mutation: Hashable, Sendable {
    public enum Mutator: String, Hashable, Sendable {
        case add = "+="
        case subtract = "-="
        case multiply = "*="
        case divide = "/="
        case remainder = "%="
        case insert
        case delete
    }

    public var column: String
    public var mutator: Mutator
    public var value: Datum

    public init(_ column: String, _ mutator: Mutator, _ value: Datum) {
        self.column = column
        self.mutator = mutator
        self.value = value
    }

    /// Adds elements to a set or entries to a map; an entry whose key is there already changes nothing.
    public static func insert(_ column: String, _ value: Datum) -> Self { Self(column, .insert, value) }

    /// Takes elements out of a set; out of a map, entries equal to those of a map or with the keys of a set.
    public static func delete(_ column: String, _ value: Datum) -> Self { Self(column, .delete, value) }

    /// Adds to an integer or real, or to each element of a set of them.
    public static func add(_ column: String, _ value: Datum) -> Self { Self(column, .add, value) }

    /// Puts entries into a map, in the place of those with the same keys.
    public static func set(_ column: String, _ entries: Datum) -> [Self] {
        precondition(entries.isMap, "entries are set in a map")
        return [.delete(column, Datum(set: entries.atoms)), .insert(column, entries)]
    }

    public var json: JSONValue { [.string(column), .string(mutator.rawValue), value.json] }
}
