/// Durable memory of the controller: documents with their revisions, issued numbers, facts, audit.
///
/// Derived state is never stored. Batches are stored in the order of `commit` calls, each wholly or not at all.
public protocol Store: Sendable {
    /// Queues a batch. `completion` is called once: with success only when the batch is durable.
    ///
    /// Errors: `conflict` and `invalid` refuse this batch alone; `overloaded` means the queue is full; after a
    /// `database` error the store refuses everything with `stopped`, because what is on disk is no longer known.
    /// `completion` may run on the store's own thread, or before `commit` returns: it must be brief and must not
    /// call `close`.
    func commit(_ batch: StoreBatch, completion: @escaping @Sendable (Result<Void, StoreError>) -> Void)

    /// Everything needed to start: the last revision, the current documents, numbers and facts, each in byte order
    /// of its key. Blocks while it reads.
    func load() throws(StoreError) -> StoreSnapshot

    /// At most `limit` revisions, newest first, all older than `before` (`nil`: from the last).
    func history(limit: Int, before: UInt64?) throws(StoreError) -> [RevisionRecord]

    /// The documents that were current as of a revision, by tenant and name. Deleted ones are left out.
    func documents(atRevision revision: UInt64) throws(StoreError) -> [DocumentRecord]

    /// At most `limit` lines of the audit log, newest first, all older than `before` (`nil`: from the last).
    func auditTrail(limit: Int, before: UInt64?) throws(StoreError) -> [AuditEntry]

    /// Stores what is queued, then lets go of everything. Later commits fail with `stopped`. Idempotent.
    func close()
}

/// What a store holds when it is opened.
public struct StoreSnapshot: Hashable, Sendable {
    public var lastRevision: RevisionRecord?
    /// Current documents, by tenant and name.
    public var documents: [DocumentRecord]
    /// By kind and name; never with a `nil` number.
    public var allocations: [AllocationRecord]
    /// By kind.
    public var counters: [CounterRecord]
    /// By key; never with a `nil` value.
    public var facts: [FactRecord]

    public init(
        lastRevision: RevisionRecord? = nil,
        documents: [DocumentRecord] = [],
        allocations: [AllocationRecord] = [],
        counters: [CounterRecord] = [],
        facts: [FactRecord] = []
    ) {
        self.lastRevision = lastRevision
        self.documents = documents
        self.allocations = allocations
        self.counters = counters
        self.facts = facts
    }
}
