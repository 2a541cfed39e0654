public import Policy

/// What a store keeps for the core, as it was found at the start.
public struct StoredState: Sendable {
    public struct Document: Sendable {
        public let document: PolicyDocument
        /// The revision that brought it.
        public let revision: UInt64

        public init(document: PolicyDocument, revision: UInt64) {
            self.document = document
            self.revision = revision
        }
    }

    /// The number of the last revision; 0 before the first.
    public var revision: UInt64 = 0
    public var documents: [Document] = []
    /// kind → name → number
    public var allocations: [String: [String: UInt64]] = [:]
    /// kind → the next number to give out
    public var counters: [String: UInt64] = [:]
    public var facts: [String: [UInt8]] = [:]
    /// The term of the last process.
    public var term: UInt64 = 0

    public init() {}
}

/// One atomic and durable write.
public struct StoreWrite: Sendable {
    public struct Revision: Sendable {
        public let number: UInt64
        /// Milliseconds since 1970.
        public let wallTime: UInt64
        public let actor: String
        public let summary: String
        /// Documents with their new text; none where one is deleted.
        public let documents: [(key: DocumentKey, source: SourceText?)]
    }

    public struct Allocation: Hashable, Sendable {
        public let kind: String
        public let name: String
        /// None releases the name and its number.
        public let number: UInt64?
    }

    public var revision: Revision?
    public var allocations: [Allocation] = []
    public var counters: [String: UInt64] = [:]
    /// Key → value, or none to delete.
    public var facts: [(key: String, value: [UInt8]?)] = []

    public init() {}
}
