import Glibc

/// Brings the database of a state directory to the schema's version.
///
/// A database that holds data is copied first, to `weft.db.v<version>.bak`, so that the old program can be put back.
func migrate(_ directory: StateDirectory, to schema: Schema) throws(StoreError) {
    try directory.makeDatabaseFile()
    let database = try Database(path: directory.databasePath, access: .readWrite)
    let version = try database.integer("PRAGMA user_version") ?? 0
    try check(database, directory, version: version, schema: schema)
    guard version < schema.version else { return }
    try database.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL")
    if version > 0 {
        let copy = "\(directory.databasePath).v\(version).bak"
        // A copy that an interrupted migration left may be incomplete; the database is still the old one.
        guard unlink(copy) == 0 || errno == ENOENT else { throw systemError("cannot replace \(copy)") }
        try backUp(database, to: copy)
    }
    var script = "BEGIN IMMEDIATE;"
    for step in schema.steps[Int(version)...] { script += step }
    let end = "PRAGMA application_id=\(Schema.applicationID); PRAGMA user_version=\(schema.version); COMMIT;"
    do throws(StoreError) {
        try database.execute(script)
        if version < Schema.firstWithChecks { try Integrity(contentsOf: database).store(in: database) }
        try database.execute(end)
    } catch {
        try? database.execute("ROLLBACK")
        throw error
    }
    try directory.synchronize()
}

/// Refuses databases of others, of the future, and broken ones.
private func check(
    _ database: Database, _ directory: StateDirectory, version: Int64, schema: Schema
) throws(StoreError) {
    let application = try database.integer("PRAGMA application_id") ?? 0
    let tables = try database.integer("SELECT count(*) FROM sqlite_schema") ?? 0
    guard application == Schema.applicationID || (application == 0 && version == 0 && tables == 0) else {
        throw StoreError(.version, "the database was not written by Weft")
    }
    guard version <= schema.version else {
        throw StoreError(
            .version,
            "the database has version \(version), this program knows versions up to \(schema.version): "
                + "it was written by a newer Weft")
    }
    // Not quick_check, which does not compare indexes with their tables: a changed index makes other rows be found.
    let query = try database.statement("PRAGMA integrity_check(1)")
    guard let verdict = try query.rows({ $0.text(0) }).first, verdict == "ok" else {
        throw .damaged(directory, "SQLite's check of its pages fails")
    }
}

/// Writes a durable copy of a database that may be in use. `path` must not exist; the copy is readable by the owner only.
func backUp(_ database: Database, to path: String) throws(StoreError) {
    // SQLite accepts an empty file as target, so the mode and the refusal of existing files can be ours.
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw systemError("cannot make the copy \(path)") }
    close(file)
    do throws(StoreError) {
        let copy = try database.statement("VACUUM INTO ?")
        try copy.bind(1, path)
        try copy.run()
        try synchronizeFile(path)
        try synchronizeFile(parentDirectory(of: path))
    } catch {
        unlink(path)
        throw error
    }
}

private func parentDirectory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}
