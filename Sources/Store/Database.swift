import CSQLite

/// One SQLite connection. Not thread-safe: whoever owns it serialises its use.
final class Database {
    private let handle: OpaquePointer
    private var cache: [String: Statement] = [:]

    enum Access {
        case readWrite
        case readOnly
    }

    /// - Parameter disk: a disk with faults, for tests.
    init(path: String, access: Access, disk: FaultyDisk? = nil) throws(StoreError) {
        var opened: OpaquePointer?
        let mode = access == .readWrite ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY
        let result = sqlite3_open_v2(path, &opened, mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, disk?.name)
        guard result == SQLITE_OK, let opened else {
            // SQLite hands out a handle even when it fails, to carry the message.
            let reason = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(opened)
            throw .failed("cannot open \(path): \(reason)", result)
        }
        handle = opened
        sqlite3_busy_timeout(handle, 5_000)
    }

    deinit {
        cache.removeAll()
        // v2 waits for statements that are still held instead of failing.
        sqlite3_close_v2(handle)
    }

    /// Runs statements without parameters and without results.
    func execute(_ sql: String) throws(StoreError) {
        let result = sqlite3_exec(handle, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw failure(result) }
    }

    /// A statement ready for parameters; compiled once a connection.
    func statement(_ sql: String) throws(StoreError) -> Statement {
        if let cached = cache[sql] {
            cached.reset()
            return cached
        }
        var prepared: OpaquePointer?
        let result = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard result == SQLITE_OK, let prepared else { throw failure(result) }
        let statement = Statement(prepared, of: handle)
        cache[sql] = statement
        return statement
    }

    /// The first column of the first row, for pragmas and counts.
    func integer(_ sql: String) throws(StoreError) -> Int64? {
        let query = try statement(sql)
        defer { query.reset() }
        return try query.step() ? query.integer(0) : nil
    }

    private func failure(_ result: Int32) -> StoreError {
        .failed("the database failed: \(String(cString: sqlite3_errmsg(handle)))", result)
    }
}

extension StoreError {
    /// What SQLite reports, with what to do where it means that the file is damaged.
    static func failed(_ message: String, _ result: Int32) -> StoreError {
        // The low byte is the primary code; the others of an extended one say where.
        let isDamaged = [SQLITE_CORRUPT, SQLITE_NOTADB].contains(result & 0xff)
        return StoreError(.database, message, sqliteCode: result, hint: isDamaged ? Self.restoreHint : nil)
    }
}
