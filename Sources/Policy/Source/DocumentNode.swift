/// One node of a document's tree: a scalar, a sequence or a mapping, with its place.
///
/// Scalars are text; only the schema gives them a type (INTERFACE.md 1).
public struct DocumentNode: Hashable, Sendable {
    public enum Content: Hashable, Sendable {
        case scalar(String, isQuoted: Bool)
        case sequence([DocumentNode])
        /// Entries in the order in which they were written; keys are unique.
        case mapping([Entry])
    }

    public struct Entry: Hashable, Sendable {
        public let key: String
        public let keyPosition: SourcePosition
        public let value: DocumentNode

        public init(key: String, keyPosition: SourcePosition, value: DocumentNode) {
            self.key = key
            self.keyPosition = keyPosition
            self.value = value
        }
    }

    public let content: Content
    public let position: SourcePosition

    public init(_ content: Content, at position: SourcePosition) {
        self.content = content
        self.position = position
    }

    /// Nothing was written: `networks:` with no value, where an empty mapping or list may be meant.
    public var isEmpty: Bool { content == .scalar("", isQuoted: false) }

    /// What stands there, for a message.
    var found: String {
        switch content {
        case .scalar(let text, _): isEmpty ? "nothing" : "`\(excerpt(text))`"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
