/// What the database says of itself in the table `checks`: the digest of its contents and how often it was written.
struct Integrity: Hashable {
    var digest = ContentDigest()
    /// Transactions of the writer.
    var commits: UInt64 = 0

    /// As it is stored; none in a database of version 1.
    init?(storedIn database: Database) throws(StoreError) {
        let rows = try database.statement("SELECT name, value FROM checks").rows { ($0.text(0), $0.bits(1)) }
        let values = Dictionary(rows) { first, _ in first }
        guard let sum = values["digest"], let commits = values["commits"] else { return nil }
        digest = ContentDigest(sum: sum)
        self.commits = commits
    }

    /// As the contents are.
    init(contentsOf database: Database) throws(StoreError) {
        func add(_ sql: String, _ row: (Statement) -> any DigestedRow) throws(StoreError) {
            let query = try database.statement(sql)
            defer { query.reset() }
            while try query.step() { digest.add(row(query)) }
        }
        try add("SELECT number, unix_ms, actor, summary, metadata FROM revisions") {
            RevisionRecord(
                number: $0.bits(0), unixMilliseconds: $0.integer(1), actor: $0.text(2), summary: $0.text(3),
                metadata: $0.text(4))
        }
        try add("SELECT tenant, document, revision, format, source FROM documents") {
            DocumentRecord(
                tenant: $0.text(0), document: $0.text(1), revision: $0.bits(2), format: $0.text(3), source: $0.bytes(4))
        }
        try add("SELECT kind, name, number FROM allocations") {
            AllocationRecord(kind: $0.text(0), name: $0.text(1), number: $0.bits(2))
        }
        try add("SELECT kind, next FROM counters") { CounterRecord(kind: $0.text(0), next: $0.bits(1)) }
        try add("SELECT key, value FROM facts") { FactRecord(key: $0.text(0), value: $0.bytes(1) ?? []) }
        try add("SELECT unix_ms, actor, action, detail FROM audit") {
            AuditRecord(unixMilliseconds: $0.integer(0), actor: $0.text(1), action: $0.text(2), detail: $0.text(3))
        }
    }

    /// Writes it, within the transaction whose outcome it describes.
    func store(in database: Database) throws(StoreError) {
        for (name, value) in [("commits", commits), ("digest", digest.sum)] {
            let insert = try database.statement("INSERT OR REPLACE INTO checks VALUES (?, ?)")
            try insert.bind(1, name)
            try insert.bind(2, bits: value)
            try insert.run()
        }
    }

    /// Refuses a database whose contents are not those that were stored, or that has forgotten what was acknowledged.
    static func verify(_ directory: StateDirectory) throws(StoreError) {
        let database = try Database(path: directory.databasePath, access: .readOnly)
        guard let stored = try Integrity(storedIn: database) else {
            throw .damaged(directory, "its checksum is missing")
        }
        let found = try Integrity(contentsOf: database)
        guard found.digest == stored.digest else {
            throw .damaged(directory, "its contents are not what was stored")
        }
        if let known = directory.knownCommits, known > stored.commits {
            throw .damaged(directory, "the last \(known - stored.commits) of its \(known) changes are gone")
        }
    }
}

extension StoreError {
    static func damaged(_ directory: StateDirectory, _ how: String) -> StoreError {
        // 11 is SQLITE_CORRUPT, which SQLite itself would say.
        StoreError(
            .database, "the database \(directory.databasePath) is damaged: \(how)", sqliteCode: 11,
            hint: restoreHint)
    }

    /// What to do with a damaged database.
    static let restoreHint =
        "put a backup back as weft.db, and remove weft.db-wal, weft.db-shm and weft.commits beside it; hosts keep forwarding meanwhile"
}
