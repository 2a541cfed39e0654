/// One key of a mapping, declared once for checking, `weft explain` and the API.
public struct SchemaField: Sendable {
    public let name: String
    public let type: ValueType
    /// One line, a sentence.
    public let summary: String
    public let isRequired: Bool
    /// What counts when the field is absent, where that can be said in a word.
    public let defaultText: String?
    /// Whether this version does what the field says; else it is refused as `not-supported`.
    public let isBuilt: Bool
    /// May stand only in documents of tenant `admin`.
    public let isAdminOnly: Bool

    public init(
        _ name: String, _ type: ValueType, _ summary: String, required: Bool = false,
        default defaultText: String? = nil,
        built: Bool = true, adminOnly: Bool = false
    ) {
        self.name = name
        self.type = type
        self.summary = summary
        self.isRequired = required
        self.defaultText = defaultText
        self.isBuilt = built
        self.isAdminOnly = adminOnly
    }
}
