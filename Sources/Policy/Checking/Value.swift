import NetworkTypes

/// A part of a document that was checked against its schema.
struct Value: Sendable {
    enum Content: Sendable {
        case scalar(Scalar)
        case list([Value])
        case map([Entry])
        case object(ObjectSchema, [Value?])
    }

    struct Entry: Sendable {
        let name: String
        let position: SourcePosition
        let value: Value
    }

    let content: Content
    let position: SourcePosition
    /// False when something in it was refused and left out.
    let isComplete: Bool

    /// The value of a key of an object, nil when it is absent or was refused.
    subscript(name: String) -> Value? {
        guard case .object(let schema, let values) = content else { return nil }
        guard let index = schema.index(of: name) else { preconditionFailure("the schema has no key \(name)") }
        return values[index]
    }

    var scalar: Scalar? { if case .scalar(let scalar) = content { scalar } else { nil } }
    var list: [Value] { if case .list(let list) = content { list } else { [] } }
    var map: [Entry] { if case .map(let map) = content { map } else { [] } }

    var text: String? { if case .text(let text) = scalar { text } else { nil } }
    var integer: Int? { if case .integer(let value) = scalar { value } else { nil } }
    var mac: MACAddress? { if case .mac(let value) = scalar { value } else { nil } }
    var address: IPAddress? { if case .address(let value) = scalar { value } else { nil } }
    var prefix: IPPrefix? { if case .prefix(let value) = scalar { value } else { nil } }
    var range: ClosedRange<Int>? { if case .range(let value) = scalar { value } else { nil } }
    var reference: ObjectReference? { if case .reference(let value) = scalar { value } else { nil } }
    var management: ManagementAddress? { if case .management(let value) = scalar { value } else { nil } }

    var proto: RuleProtocol? { if case .proto(let value) = scalar { value } else { nil } }
    var endpoint: RuleEndpoint? { if case .endpoint(let value) = scalar { value } else { nil } }

    /// A mapping of texts.
    var texts: [String: String] {
        Dictionary(map.compactMap { entry in entry.value.text.map { (entry.name, $0) } }) { first, _ in first }
    }
}
