/// What is stored together or not at all.
public struct StoreBatch: Hashable, Sendable {
    /// Stored only if the last stored revision is the one before it.
    public var appendRevision: RevisionRecord?
    /// Documents written or deleted by `appendRevision`; each must carry its number.
    public var documents: [DocumentRecord]
    public var allocations: [AllocationRecord]
    public var counters: [CounterRecord]
    public var facts: [FactRecord]
    public var audit: [AuditRecord]

    public init(
        appendRevision: RevisionRecord? = nil,
        documents: [DocumentRecord] = [],
        allocations: [AllocationRecord] = [],
        counters: [CounterRecord] = [],
        facts: [FactRecord] = [],
        audit: [AuditRecord] = []
    ) {
        self.appendRevision = appendRevision
        self.documents = documents
        self.allocations = allocations
        self.counters = counters
        self.facts = facts
        self.audit = audit
    }

    public var isEmpty: Bool {
        appendRevision == nil && documents.isEmpty && allocations.isEmpty && counters.isEmpty && facts.isEmpty
            && audit.isEmpty
    }

    /// Roughly the bytes the batch holds: what the queue's bound counts.
    var weight: Int {
        let revision = appendRevision.map { 64 + $0.actor.utf8.count + $0.summary.utf8.count + $0.metadata.utf8.count }
        return (revision ?? 0)
            + documents.reduce(0) { $0 + 64 + ($1.source?.count ?? 0) }
            + allocations.reduce(0) { $0 + 64 + $1.name.utf8.count }
            + counters.count * 64
            + facts.reduce(0) { $0 + 64 + $1.key.utf8.count + ($1.value?.count ?? 0) }
            + audit.reduce(0) { $0 + 64 + $1.actor.utf8.count + $1.action.utf8.count + $1.detail.utf8.count }
    }

    /// Refuses what no store could hold, so that every store refuses the same.
    func validate() throws(StoreError) {
        if let revision = appendRevision {
            guard revision.number >= 1, revision.number <= UInt64(Int64.max) else {
                throw StoreError(.invalid, "revision \(revision.number) is not in 1...\(Int64.max)")
            }
        }
        for document in documents where document.revision != appendRevision?.number {
            throw StoreError(
                .invalid,
                "document \(document.tenant)/\(document.document) carries revision \(document.revision), "
                    + "the batch appends \(appendRevision.map { String($0.number) } ?? "none")")
        }
    }
}
