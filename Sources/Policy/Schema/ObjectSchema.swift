/// The keys that a mapping may have, in the order in which `weft explain` shows them.
public struct ObjectSchema: Sendable {
    public let fields: [SchemaField]
    /// Keys of which exactly one stands; empty where there is no such choice.
    public let exactlyOneOf: [String]

    public init(_ fields: [SchemaField], exactlyOneOf: [String] = []) {
        self.fields = fields
        self.exactlyOneOf = exactlyOneOf
    }

    public func field(_ name: String) -> SchemaField? { fields.first { $0.name == name } }

    func index(of name: String) -> Int? { fields.firstIndex { $0.name == name } }
}
