public import JSON

extension Atom {
    /// Reads an atom of the type asked for; a uuid may be a `["named-uuid", …]` as well.
    public init(json: JSONValue, type: AtomicType) throws(OVSDBError) {
        switch (type, json) {
        case (.integer, .integer(let value)): self = .integer(value)
        case (.boolean, .bool(let value)): self = .boolean(value)
        case (.string, .string(let value)): self = .string(value)
        case (.uuid, .array(let pair)): self = try Self.uuid(pair)
        case (.real, _):
            guard let value = json.double else { throw Self.mismatch(type, json) }
            self = .real(value)
        default: throw Self.mismatch(type, json)
        }
    }

    /// Reads an atom of whatever type its spelling says. A real whose value is an integer cannot be told from one.
    public init(json: JSONValue) throws(OVSDBError) {
        switch json {
        case .integer(let value): self = .integer(value)
        case .double(let value): self = .real(value)
        case .bool(let value): self = .boolean(value)
        case .string(let value): self = .string(value)
        case .array(let pair): self = try Self.uuid(pair)
        case .null, .object: throw OVSDBError(.syntaxError, "expected an atom, found \(json.kindDescription)")
        }
    }

    /// The atom as RFC 7047 spells it.
    public var json: JSONValue {
        switch self {
        case .integer(let value): .integer(value)
        case .real(let value): .double(value)
        case .boolean(let value): .bool(value)
        case .string(let value): .string(value)
        case .uuid(let value): ["uuid", .string(value.description)]
        case .namedUUID(let name): ["named-uuid", .string(name)]
        }
    }

    private static func uuid(_ pair: [JSONValue]) throws(OVSDBError) -> Self {
        guard pair.count == 2, let kind = pair[0].string, let text = pair[1].string else {
            throw OVSDBError(.syntaxError, "expected [\"uuid\", …]")
        }
        if kind == "uuid", let uuid = OVSDBUUID(text) { return .uuid(uuid) }
        if kind == "named-uuid", Identifier.isValid(text) { return .namedUUID(text) }
        throw OVSDBError(.syntaxError, "\"\(text.cut(to: 64))\" is not a \(kind.cut(to: 16))")
    }

    private static func mismatch(_ type: AtomicType, _ json: JSONValue) -> OVSDBError {
        OVSDBError(.syntaxError, "expected \(type.rawValue), found \(json.kindDescription)")
    }
}
