/// What may stand at one place of a document.
public indirect enum ValueType: Sendable {
    case scalar(ScalarType)
    case enumeration([EnumerationCase])
    case list(ValueType, maximum: Int? = nil)
    /// A mapping whose keys are the names of what it holds.
    case map(key: ScalarType, ValueType)
    case object(ObjectSchema)
    /// One of several, told apart by being a scalar, a list or a mapping.
    case choice([ValueType])
    /// In the contract, but not built yet: checked in shape and refused as `not-supported`.
    case planned(ValueType)

    /// What stands there, for messages and `weft explain`.
    public var expected: String {
        switch self {
        case .scalar(let scalar): scalar.expected
        case .enumeration(let cases): cases.map { "`\($0.text)`" }.joined(separator: " or ")
        case .list(let element, _): "a list of " + element.plural
        case .map(let key, let element): "a mapping from \(key.short) to " + element.expected
        case .object: "a mapping"
        case .choice(let alternatives): Self.expected(alternatives)
        case .planned(let type): type.expected
        }
    }

    private static func expected(_ alternatives: [ValueType]) -> String {
        if alternatives.count == 2, case .list(let element, _) = alternatives[1],
            element.expected == alternatives[0].expected
        {
            return element.expected + ", or a list of these"
        }
        return alternatives.map(\.expected).joined(separator: ", or ")
    }

    /// The parts of it that this version refuses.
    var planned: [String] {
        switch self {
        case .enumeration(let cases): cases.filter { !$0.isBuilt }.map { "`\($0.text)`" }
        case .choice(let alternatives): alternatives.flatMap(\.planned)
        case .planned(let type): [type.expected]
        case .scalar, .list, .map, .object: []
        }
    }

    private var plural: String {
        switch self {
        case .object: "mappings"
        case .planned(let type): type.plural
        default: expected
        }
    }

    /// Whether a node of this shape can be of this type.
    func accepts(_ node: DocumentNode) -> Bool {
        switch (self, node.content) {
        case (.scalar, .scalar), (.enumeration, .scalar), (.list, .sequence), (.map, .mapping), (.object, .mapping):
            true
        case (.choice(let alternatives), _): alternatives.contains { $0.accepts(node) }
        case (.planned(let type), _): type.accepts(node)
        default: false
        }
    }

    /// The schema of the objects in it, looking through lists, maps and choices; what a path of `weft explain` enters.
    public var objectSchema: ObjectSchema? {
        switch self {
        case .scalar, .enumeration: nil
        case .object(let schema): schema
        case .list(let element, _), .map(_, let element): element.objectSchema
        case .choice(let alternatives): alternatives.lazy.compactMap(\.objectSchema).first
        case .planned(let type): type.objectSchema
        }
    }
}

/// One word that an enumeration allows.
public struct EnumerationCase: Sendable, ExpressibleByStringLiteral {
    public let text: String
    public let isBuilt: Bool

    public init(_ text: String, isBuilt: Bool) {
        self.text = text
        self.isBuilt = isBuilt
    }

    public init(stringLiteral text: String) { self.init(text, isBuilt: true) }

    /// A word of the contract that this version refuses.
    public static func planned(_ text: String) -> EnumerationCase { EnumerationCase(text, isBuilt: false) }
}
