/// The tables by version. A database is brought up step by step; a newer one is refused.
struct Schema: Sendable {
    /// `steps[n]` brings a database from version n to version n + 1. Steps are never edited after a release.
    let steps: [String]

    var version: Int64 { Int64(steps.count) }

    /// Marks the file as Weft's ("Weft" in ASCII), so that another program's database is never touched.
    static let applicationID: Int64 = 0x5765_6674

    static let current = Schema(steps: [
        """
        CREATE TABLE revisions (
            number INTEGER PRIMARY KEY,
            unix_ms INTEGER NOT NULL,
            actor TEXT NOT NULL,
            summary TEXT NOT NULL,
            metadata TEXT NOT NULL
        ) STRICT;
        CREATE TABLE documents (
            tenant TEXT NOT NULL,
            document TEXT NOT NULL,
            revision INTEGER NOT NULL,
            format TEXT NOT NULL,
            source BLOB,
            PRIMARY KEY (tenant, document, revision)
        ) STRICT;
        CREATE TABLE allocations (
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            number INTEGER NOT NULL,
            PRIMARY KEY (kind, name),
            UNIQUE (kind, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE counters (kind TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE facts (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
        CREATE TABLE audit (
            sequence INTEGER PRIMARY KEY,
            unix_ms INTEGER NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            detail TEXT NOT NULL
        ) STRICT;
        """,
        "CREATE TABLE checks (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;",
    ])

    /// From this version on the database holds a checksum of its contents.
    static let firstWithChecks: Int64 = 2
}
