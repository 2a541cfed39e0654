/// The writing connection: turns groups of batches into transactions.
///
/// Owned by the store's thread.
final class SQLiteWriter {
    private let database: Database
    private let observe: @Sendable (StoreStage) -> Void
    private(set) var integrity: Integrity

    init(
        path: String, maximumPages: Int?, disk: FaultyDisk? = nil,
        observe: @escaping @Sendable (StoreStage) -> Void = { _ in }
    ) throws(StoreError) {
        self.observe = observe
        database = try Database(path: path, access: .readWrite, disk: disk)
        // FULL makes every COMMIT wait for the disk; NORMAL would lose the last transactions in a power cut.
        try database.execute(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;")
        guard let integrity = try Integrity(storedIn: database) else {
            throw StoreError(.database, "the database has no checksum", sqliteCode: 11)
        }
        self.integrity = integrity
        if let maximumPages { try database.execute("PRAGMA max_page_count=\(maximumPages)") }
    }

    /// Stores all batches with one wait for the disk. A refused batch gets its error and leaves the others alone; a
    /// thrown error means that none of them is stored.
    func write(_ batches: [StoreBatch]) throws(StoreError) -> [Result<Void, StoreError>] {
        try database.execute("BEGIN IMMEDIATE")
        do throws(StoreError) {
            var results: [Result<Void, StoreError>] = []
            for batch in batches { results.append(try writeOne(batch)) }
            integrity.commits += 1
            try integrity.store(in: database)
            observe(.written)
            try database.execute("COMMIT")
            observe(.durable)
            return results
        } catch {
            // Some failures (a full disk) have rolled back already; then this one fails and changes nothing.
            try? database.execute("ROLLBACK")
            throw error
        }
    }

    /// Folds the log into the database, so that the file alone is whole.
    func checkpoint() {
        // What stays in the log is read from there at the next start.
        try? database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    }

    private func writeOne(_ batch: StoreBatch) throws(StoreError) -> Result<Void, StoreError> {
        try database.execute("SAVEPOINT batch")
        let before = integrity
        do throws(StoreError) {
            try batch.validate()
            try insert(batch)
            try database.execute("RELEASE batch")
            return .success(())
        } catch  where error.code == .conflict || error.code == .invalid {
            try database.execute("ROLLBACK TO batch; RELEASE batch")
            integrity = before
            return .failure(error)
        }
    }

    private func insert(_ batch: StoreBatch) throws(StoreError) {
        if let revision = batch.appendRevision { try append(revision) }
        for document in batch.documents { try insert(document) }
        for allocation in batch.allocations { try insert(allocation) }
        for counter in batch.counters { try insert(counter) }
        for fact in batch.facts { try insert(fact) }
        for record in batch.audit { try insert(record) }
    }

    private func append(_ revision: RevisionRecord) throws(StoreError) {
        let last = UInt64(try database.integer("SELECT max(number) FROM revisions") ?? 0)
        guard revision.number == last + 1 else { throw .revisionConflict(revision.number, last: last) }
        let insert = try database.statement("INSERT INTO revisions VALUES (?, ?, ?, ?, ?)")
        try insert.bind(1, bits: revision.number)
        try insert.bind(2, revision.unixMilliseconds)
        try insert.bind(3, revision.actor)
        try insert.bind(4, revision.summary)
        try insert.bind(5, revision.metadata)
        try insert.run()
        integrity.digest.add(revision)
    }

    private func insert(_ document: DocumentRecord) throws(StoreError) {
        let insert = try database.statement("INSERT OR IGNORE INTO documents VALUES (?, ?, ?, ?, ?)")
        try insert.bind(1, document.tenant)
        try insert.bind(2, document.document)
        try insert.bind(3, bits: document.revision)
        try insert.bind(4, document.format)
        try insert.bind(5, document.source)
        try insert.run()
        guard try database.integer("SELECT changes()") == 1 else { throw .documentConflict(document) }
        integrity.digest.add(document)
    }

    private func insert(_ allocation: AllocationRecord) throws(StoreError) {
        guard let number = allocation.number else {
            let query = try database.statement("SELECT number FROM allocations WHERE kind = ? AND name = ?")
            try query.bind(1, allocation.kind)
            try query.bind(2, allocation.name)
            for old in try query.rows({ $0.bits(0) }) {
                integrity.digest.remove(AllocationRecord(kind: allocation.kind, name: allocation.name, number: old))
            }
            let delete = try database.statement("DELETE FROM allocations WHERE kind = ? AND name = ?")
            try delete.bind(1, allocation.kind)
            try delete.bind(2, allocation.name)
            return try delete.run()
        }
        // One equal row may be there already; any other with the name or the number is in the way.
        let query = try database.statement(
            """
            SELECT EXISTS (SELECT 1 FROM allocations WHERE kind = ?1 AND name = ?2 AND number <> ?3)
                OR EXISTS (SELECT 1 FROM allocations WHERE kind = ?1 AND number = ?3 AND name <> ?2)
            """)
        try query.bind(1, allocation.kind)
        try query.bind(2, allocation.name)
        try query.bind(3, bits: number)
        let isTaken = try query.rows { $0.integer(0) } != [0]
        guard !isTaken else { throw .allocationConflict(allocation) }
        let insert = try database.statement("INSERT OR IGNORE INTO allocations VALUES (?, ?, ?)")
        try insert.bind(1, allocation.kind)
        try insert.bind(2, allocation.name)
        try insert.bind(3, bits: number)
        try insert.run()
        if try database.integer("SELECT changes()") == 1 { integrity.digest.add(allocation) }
    }

    private func insert(_ counter: CounterRecord) throws(StoreError) {
        let query = try database.statement("SELECT next FROM counters WHERE kind = ?")
        try query.bind(1, counter.kind)
        let old = try query.rows { $0.bits(0) }.first
        guard counter.next >= old ?? 0 else { throw .counterConflict(counter) }
        let insert = try database.statement("INSERT OR REPLACE INTO counters VALUES (?, ?)")
        try insert.bind(1, counter.kind)
        try insert.bind(2, bits: counter.next)
        try insert.run()
        if let old { integrity.digest.remove(CounterRecord(kind: counter.kind, next: old)) }
        integrity.digest.add(counter)
    }

    private func insert(_ fact: FactRecord) throws(StoreError) {
        let query = try database.statement("SELECT value FROM facts WHERE key = ?")
        try query.bind(1, fact.key)
        for old in try query.rows({ $0.bytes(0) ?? [] }) {
            integrity.digest.remove(FactRecord(key: fact.key, value: old))
        }
        guard let value = fact.value else {
            let delete = try database.statement("DELETE FROM facts WHERE key = ?")
            try delete.bind(1, fact.key)
            return try delete.run()
        }
        let insert = try database.statement(
            "INSERT INTO facts VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
        try insert.bind(1, fact.key)
        try insert.bind(2, value)
        try insert.run()
        integrity.digest.add(fact)
    }

    private func insert(_ record: AuditRecord) throws(StoreError) {
        let insert = try database.statement("INSERT INTO audit (unix_ms, actor, action, detail) VALUES (?, ?, ?, ?)")
        try insert.bind(1, record.unixMilliseconds)
        try insert.bind(2, record.actor)
        try insert.bind(3, record.action)
        try insert.bind(4, record.detail)
        try insert.run()
        integrity.digest.add(record)
    }
}
