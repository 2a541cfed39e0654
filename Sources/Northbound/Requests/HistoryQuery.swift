public import Policy

/// What of the history is asked for.
public enum HistoryQuery: Hashable, Sendable {
    /// The newest revisions below `before`, newest first, at most `limit`.
    case list(before: UInt64?, limit: Int)
    /// One revision with the documents that it changed.
    case revision(UInt64)
}

/// What the store says.
public enum HistoryAnswer: Sendable {
    /// - Parameter newest: the number of the newest revision of all.
    case revisions([RevisionView], newest: UInt64)
    /// The store could not be read.
    case failed(reason: String)
}

/// One revision of the history.
public struct RevisionView: Hashable, Sendable {
    public struct Change: Hashable, Sendable {
        public var document: DocumentKey
        public var isDeleted: Bool

        public init(document: DocumentKey, isDeleted: Bool) {
            self.document = document
            self.isDeleted = isDeleted
        }
    }

    public var number: UInt64
    /// Milliseconds since 1970.
    public var wallTime: UInt64
    public var actor: String
    public var summary: String
    /// The documents that the revision changed or deleted; may be left empty in lists.
    public var documents: [Change]

    public init(number: UInt64, wallTime: UInt64, actor: String, summary: String, documents: [Change] = []) {
        self.number = number
        self.wallTime = wallTime
        self.actor = actor
        self.summary = summary
        self.documents = documents
    }
}
