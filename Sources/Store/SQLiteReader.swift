/// The reading connection: sees every batch whose completion has run.
final class SQLiteReader {
    private let database: Database

    init(path: String) throws(StoreError) {
        database = try Database(path: path, access: .readOnly)
        try database.execute("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;")
    }

    func load() throws(StoreError) -> StoreSnapshot {
        // One transaction, so that all parts are of one moment.
        try database.execute("BEGIN")
        defer { try? database.execute("COMMIT") }
        return StoreSnapshot(
            lastRevision: try history(limit: 1, before: nil).first,
            documents: try documents(atRevision: .max),
            allocations: try database.statement("SELECT kind, name, number FROM allocations ORDER BY kind, name")
                .rows { AllocationRecord(kind: $0.text(0), name: $0.text(1), number: $0.bits(2)) },
            counters: try database.statement("SELECT kind, next FROM counters ORDER BY kind")
                .rows { CounterRecord(kind: $0.text(0), next: $0.bits(1)) },
            facts: try database.statement("SELECT key, value FROM facts ORDER BY key")
                .rows { FactRecord(key: $0.text(0), value: $0.bytes(1)) })
    }

    func history(limit: Int, before: UInt64?) throws(StoreError) -> [RevisionRecord] {
        let query = try database.statement(
            "SELECT number, unix_ms, actor, summary, metadata FROM revisions WHERE number < ? ORDER BY number DESC LIMIT ?"
        )
        try query.bind(1, Int64(clamping: before ?? .max))
        try query.bind(2, Int64(max(0, limit)))
        return try query.rows {
            RevisionRecord(
                number: $0.bits(0), unixMilliseconds: $0.integer(1), actor: $0.text(2), summary: $0.text(3),
                metadata: $0.text(4))
        }
    }

    func documents(atRevision revision: UInt64) throws(StoreError) -> [DocumentRecord] {
        let query = try database.statement(
            """
            SELECT tenant, document, revision, format, source FROM documents AS newest
            WHERE source IS NOT NULL AND revision = (
                SELECT max(revision) FROM documents
                WHERE tenant = newest.tenant AND document = newest.document AND revision <= ?)
            ORDER BY tenant, document
            """)
        try query.bind(1, Int64(clamping: revision))
        return try query.rows {
            DocumentRecord(
                tenant: $0.text(0), document: $0.text(1), revision: $0.bits(2), format: $0.text(3), source: $0.bytes(4))
        }
    }

    func auditTrail(limit: Int, before: UInt64?) throws(StoreError) -> [AuditEntry] {
        let query = try database.statement(
            """
            SELECT sequence, unix_ms, actor, action, detail FROM audit
            WHERE sequence < ? ORDER BY sequence DESC LIMIT ?
            """)
        try query.bind(1, Int64(clamping: before ?? .max))
        try query.bind(2, Int64(max(0, limit)))
        return try query.rows {
            AuditEntry(
                sequence: $0.bits(0),
                record: AuditRecord(
                    unixMilliseconds: $0.integer(1), actor: $0.text(2), action: $0.text(3), detail: $0.text(4)))
        }
    }

    /// Writes a consistent copy while the store is in use.
    func copy(to path: String) throws(StoreError) {
        try backUp(database, to: path)
    }
}
