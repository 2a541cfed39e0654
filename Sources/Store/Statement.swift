import CSQLite

/// A compiled SQL statement; freed with its last owner, which must not outlive the connection's use.
final class Statement {
    private let handle: OpaquePointer
    private let database: OpaquePointer

    init(_ handle: OpaquePointer, of database: OpaquePointer) {
        self.handle = handle
        self.database = database
    }

    deinit { sqlite3_finalize(handle) }

    /// Parameters count from 1, as in SQL.
    func bind(_ index: Int32, _ value: Int64) throws(StoreError) {
        try check(sqlite3_bind_int64(handle, index, value))
    }

    /// SQLite's integers are signed: the bits are kept, so order is only right below 2^63.
    func bind(_ index: Int32, bits value: UInt64) throws(StoreError) {
        try bind(index, Int64(bitPattern: value))
    }

    func bind(_ index: Int32, _ text: String) throws(StoreError) {
        var text = text
        let result = text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) {
                weft_sqlite_bind_text(handle, index, $0.baseAddress, UInt64($0.count))
            }
        }
        try check(result)
    }

    func bind(_ index: Int32, _ bytes: [UInt8]?) throws(StoreError) {
        guard let bytes else { return try check(sqlite3_bind_null(handle, index)) }
        try check(bytes.withUnsafeBytes { weft_sqlite_bind_blob(handle, index, $0.baseAddress, UInt64($0.count)) })
    }

    /// Moves to the next row; false when there is none.
    func step() throws(StoreError) -> Bool {
        let result = sqlite3_step(handle)
        switch result {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let failure = error(result)
            reset()
            throw failure
        }
    }

    /// Runs a statement that gives no rows.
    func run() throws(StoreError) {
        defer { reset() }
        while try step() {}
    }

    /// Reads all rows.
    func rows<Row>(_ read: (Statement) -> Row) throws(StoreError) -> [Row] {
        defer { reset() }
        var rows: [Row] = []
        while try step() { rows.append(read(self)) }
        return rows
    }

    /// Columns count from 0, as in C.
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func bits(_ column: Int32) -> UInt64 { UInt64(bitPattern: integer(column)) }

    func text(_ column: Int32) -> String {
        guard let bytes = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    func bytes(_ column: Int32) -> [UInt8]? {
        guard sqlite3_column_type(handle, column) != SQLITE_NULL else { return nil }
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    func reset() {
        // The result repeats the error of the last step, which was reported already.
        _ = sqlite3_reset(handle)
        _ = sqlite3_clear_bindings(handle)
    }

    private func check(_ result: Int32) throws(StoreError) {
        guard result == SQLITE_OK else { throw error(result) }
    }

    private func error(_ result: Int32) -> StoreError {
        .failed("the database failed: \(String(cString: sqlite3_errmsg(database)))", result)
    }
}
