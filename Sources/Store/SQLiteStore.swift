import Synchronization

/// The store in an SQLite database (`weft.db` in the state directory), written by one thread of its own.
///
/// Batches that wait together share one wait for the disk. One process at a time may use a state directory.
public final class SQLiteStore: Store {
    private let directory: Mutex<StateDirectory?>
    private let queue: CommitQueue
    private let reader: Mutex<SQLiteReader?>
    private let thread: WorkerThread

    /// Batches that may wait to be stored; the next one is refused with `overloaded`.
    public static let maximumQueuedBatches = 4_096
    /// Bytes of batches that may wait to be stored.
    public static let maximumQueuedBytes = 64 << 20

    /// Opens or makes the store in `directory`, whose parent must exist; brings an older database up to date.
    ///
    /// Errors: `locked` names the process that uses the directory; `version` when a newer Weft or another program
    /// wrote the database; `database` when it is damaged; `system`.
    ///
    /// - Parameters:
    ///   - disk: a disk with faults, for tests.
    ///   - observe: called on the store's thread as a group of batches goes through its stages; for tests of what a crash
    ///     in between leaves.
    public convenience init(
        directory: String, disk: FaultyDisk? = nil, observe: @escaping @Sendable (StoreStage) -> Void = { _ in }
    ) throws(StoreError) {
        try self.init(directory: directory, schema: .current, maximumPages: nil, disk: disk, observe: observe)
    }

    /// For tests: another schema, and a database that is full after `maximumPages` pages.
    init(
        directory path: String, schema: Schema, maximumPages: Int?, disk: FaultyDisk? = nil,
        observe: @escaping @Sendable (StoreStage) -> Void = { _ in }
    ) throws(StoreError) {
        let directory = try StateDirectory(path: path)
        try migrate(directory, to: schema)
        try Integrity.verify(directory)
        let queue = CommitQueue(maximumCount: Self.maximumQueuedBatches, maximumWeight: Self.maximumQueuedBytes)
        // The writer is made here, so that its errors come out of this initialiser; only the thread uses it.
        let writer = WriterBox(
            try SQLiteWriter(
                path: directory.databasePath, maximumPages: maximumPages, disk: disk, observe: observe),
            directory: directory)
        reader = Mutex(try SQLiteReader(path: directory.databasePath))
        self.directory = Mutex(directory)
        self.queue = queue
        thread = try WorkerThread { storeBatches(from: queue, with: writer) }
    }

    deinit { close() }

    public func commit(_ batch: StoreBatch, completion: @escaping @Sendable (Result<Void, StoreError>) -> Void) {
        if let refusal = queue.append(PendingCommit(batch: batch, completion: completion)) {
            completion(.failure(refusal))
        }
    }

    public func load() throws(StoreError) -> StoreSnapshot {
        try read { reader throws(StoreError) in try reader.load() }
    }

    public func history(limit: Int, before: UInt64?) throws(StoreError) -> [RevisionRecord] {
        try read { reader throws(StoreError) in try reader.history(limit: limit, before: before) }
    }

    public func documents(atRevision revision: UInt64) throws(StoreError) -> [DocumentRecord] {
        try read { reader throws(StoreError) in try reader.documents(atRevision: revision) }
    }

    public func auditTrail(limit: Int, before: UInt64?) throws(StoreError) -> [AuditEntry] {
        try read { reader throws(StoreError) in try reader.auditTrail(limit: limit, before: before) }
    }

    /// Writes a consistent, durable copy of the database to `path`, which must not exist, while the store is in use.
    public func backup(to path: String) throws(StoreError) {
        try read { reader throws(StoreError) in try reader.copy(to: path) }
    }

    public func close() {
        queue.end(with: .closed)
        thread.join()
        reader.withLock { $0 = nil }
        // Last, so that nobody else opens the database while this process still has it.
        directory.withLock { $0 = nil }
    }

    private func read<Value: Sendable>(
        _ body: (SQLiteReader) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        try reader.withLock { reader throws(StoreError) in
            guard let reader else { throw .closed }
            return try body(reader)
        }
    }
}

/// Carries the writer to the one thread that uses it.
private final class WriterBox: @unchecked Sendable {
    // Unchecked: made by the initialiser, which hands it to the store's thread and never touches it again.
    let writer: SQLiteWriter
    /// Keeps the lock until the last batch is stored.
    let directory: StateDirectory

    init(_ writer: SQLiteWriter, directory: StateDirectory) {
        self.writer = writer
        self.directory = directory
    }
}

/// The store's thread: stores groups of batches until the queue ends. After a failure nothing more is stored, because
/// what is on the disk is no longer known.
private func storeBatches(from queue: CommitQueue, with box: WriterBox) {
    var stopped: StoreError?
    while let group = queue.takeAll() {
        if let stopped {
            for commit in group { commit.completion(.failure(stopped)) }
            continue
        }
        do throws(StoreError) {
            let results = try box.writer.write(group.map(\.batch))
            box.directory.note(commits: box.writer.integrity.commits)
            for (commit, result) in zip(group, results) { commit.completion(result) }
        } catch {
            let refusal = StoreError(.stopped, "the store stopped: \(error)", sqliteCode: error.sqliteCode)
            queue.refuse(with: refusal)
            stopped = refusal
            for commit in group { commit.completion(.failure(error)) }
        }
    }
    if stopped == nil { box.writer.checkpoint() }
}
