/// The keys that a mapping may have, in the order in which `weft explain` shows them.
public struct ObjectSchema: Sendable {
    /// A condition on which keys stand together.
    public enum Rule: Sendable {
        case exactlyOne([String])
        case atMostOne([String])
    }

    public let fields: [Field]
    public let rules: [Rule]

    public init(_ fields: [Field], rules: [Rule] = []) {
        self.fields = fields
        self.rules = rules
    }

    public func field(_ name: String) -> Field? { fields.first { $0.name == name } }

    func index(of name: String) -> Int? { fields.firstIndex { $0.name == name } }
}
