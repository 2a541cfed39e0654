import JSON
import OVSDB

/// Takes the members out of an object that a client sent, and notes the first that is missing, of the wrong kind or
/// unknown: a syntax error goes before any other.
struct OperationReader {
    enum Kind {
        case identifier, string, object, array, boolean, integer

        func accepts(_ json: JSONValue) -> Bool {
            switch self {
            case .identifier: json.string.map { Identifier.isValid($0) } ?? false
            case .string: json.string != nil
            case .object: json.object != nil
            case .array: json.array != nil
            case .boolean: json.bool != nil
            case .integer: json.integer != nil
            }
        }
    }

    private let members: JSONObject
    /// What the object is, for messages: "ovsdb operation 1 of 2".
    private let name: String
    private var taken: Set<String> = []
    private(set) var error: OVSDBError?

    init(_ json: JSONValue, _ name: String) {
        self.name = name
        members = json.object ?? [:]
        if json.object == nil { fail("Object expected.") }
    }

    mutating func member(_ key: String, _ kind: Kind) -> JSONValue? {
        let value = optional(key, kind)
        if value == nil { fail("Required '\(key)' member is missing.") }
        return value
    }

    mutating func optional(_ key: String, _ kind: Kind) -> JSONValue? {
        guard let value = members[key] else { return nil }
        taken.insert(key)
        guard kind.accepts(value) else {
            fail("Type mismatch for member '\(key)'.")
            return nil
        }
        return value
    }

    /// Notes an error, unless there is one already.
    mutating func fail(_ text: String) {
        if error == nil { error = OVSDBError(.syntaxError, "Parsing \(name) failed: \(text)") }
    }

    /// The first error, once all that is known was taken.
    mutating func finish() -> OVSDBError? {
        if let unknown = members.first(where: { !taken.contains($0.key) })?.key {
            fail("Member '\(unknown)' is present but not allowed here.")
        }
        return error
    }
}
