import Foundation
import Synchronization
import Testing

@testable import Store

@Suite struct SQLiteStoreTests {
    @Test("What was stored is there after a reopen")
    func reopen() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let first = try SQLiteStore(directory: directory.path)
        try await first.store(revision(1))
        let before = try first.load()
        first.close()
        #expect(try SQLiteStore(directory: directory.path).load() == before)
    }

    @Test("A committed batch survives although the store was never closed")
    func crash() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let store = try SQLiteStore(directory: directory.path)
        try await store.store(revision(1))
        // What a crash leaves on the disk: the files as they are while the store is open.
        let copy = try TemporaryDirectory()
        defer { copy.remove() }
        for name in ["weft.db", "weft.db-wal"] {
            try FileManager.default.copyItem(atPath: "\(directory.path)/\(name)", toPath: "\(copy.path)/\(name)")
        }
        #expect(try SQLiteStore(directory: copy.path).load() == store.load())
    }

    @Test("Many batches at once are all stored, in order, and complete in order")
    func group() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let store = try SQLiteStore(directory: directory.path)
        let order = Mutex<[UInt64]>([])
        await withCheckedContinuation { continuation in
            for number: UInt64 in 1...500 {
                store.commit(revision(number)) { result in
                    if case .success = result { order.withLock { $0.append(number) } }
                    if number == 500 { continuation.resume() }
                }
            }
        }
        #expect(order.withLock { $0 } == Array(1...500))
        #expect(try store.load().lastRevision?.number == 500)
    }

    @Test("A refused batch does not harm those that share its transaction")
    func refusedInGroup() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let writer = try SQLiteWriterFixture(directory)
        let results = try writer.write([revision(1), revision(5), revision(2)])
        #expect(results == [true, false, true])
    }

    @Test("A second store in the same directory is refused and told who has it")
    func lock() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let store = try SQLiteStore(directory: directory.path)
        let error = #expect(throws: StoreError.self) { try SQLiteStore(directory: directory.path) }
        #expect(error?.code == .locked)
        #expect(error?.message == "the state directory \(directory.path) is in use by process \(getpid())")
        store.close()
        try SQLiteStore(directory: directory.path).close()
    }

    @Test("A database of a newer version is refused and left alone")
    func newer() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        try SQLiteStore(directory: directory.path).close()
        let database = try Database(path: "\(directory.path)/weft.db", access: .readWrite)
        try database.execute("PRAGMA user_version=7")
        let error = #expect(throws: StoreError.self) { try SQLiteStore(directory: directory.path) }
        #expect(error?.code == .version)
        #expect(error?.message.contains("has version 7") == true)
        #expect(try database.integer("PRAGMA user_version") == 7)
    }

    @Test("The database of another program is refused")
    func foreign() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        try Database(path: "\(directory.path)/weft.db", access: .readWrite).execute("CREATE TABLE other (x)")
        let error = #expect(throws: StoreError.self) { try SQLiteStore(directory: directory.path) }
        #expect(error?.code == .version)
    }

    @Test("A damaged database is refused", arguments: [Array("not a database, but long enough to look at".utf8), nil])
    func damaged(content: [UInt8]?) async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let file = URL(filePath: "\(directory.path)/weft.db")
        if let content {
            try Data(content + [UInt8](repeating: 0x55, count: 4_096)).write(to: file)
        } else {
            let store = try SQLiteStore(directory: directory.path)
            try await store.store(revision(1, source: [UInt8](repeating: 7, count: 60_000)))
            store.close()
            var bytes = try Data(contentsOf: file)
            // Every page but the first loses its header.
            for page in stride(from: 4_096, to: bytes.count, by: 4_096) {
                bytes.replaceSubrange(page..<page + 16, with: [UInt8](repeating: 0xff, count: 16))
            }
            try bytes.write(to: file)
        }
        let error = #expect(throws: StoreError.self) { try SQLiteStore(directory: directory.path) }
        #expect(error?.code == .database)
        #expect(error?.sqliteCode != nil)
    }

    @Test("A migration keeps the data and leaves a copy of the old database")
    func migration() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let old = try SQLiteStore(directory: directory.path)
        try await old.store(revision(1))
        let before = try old.load()
        old.close()
        let next = Schema(steps: Schema.current.steps + ["CREATE TABLE added (x INTEGER) STRICT;"])
        let migrated = try SQLiteStore(directory: directory.path, schema: next, maximumPages: nil)
        #expect(try migrated.load() == before)
        let copy = try Database(path: "\(directory.path)/weft.db.v2.bak", access: .readOnly)
        #expect(try copy.integer("PRAGMA user_version") == 2)
        #expect(try copy.integer("SELECT count(*) FROM revisions") == 1)
    }

    @Test("A migration that fails changes nothing")
    func failedMigration() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let store = try SQLiteStore(directory: directory.path)
        try await store.store(revision(1))
        store.close()
        let broken = Schema(steps: Schema.current.steps + ["CREATE TABLE added (x INTEGER) STRICT; NONSENSE;"])
        for _ in 0..<2 {
            let error = #expect(throws: StoreError.self) {
                try SQLiteStore(directory: directory.path, schema: broken, maximumPages: nil)
            }
            #expect(error?.code == .database)
        }
        #expect(try SQLiteStore(directory: directory.path).load().lastRevision?.number == 1)
    }

    @Test("A full disk is reported with SQLite's code, and the store stops")
    func full() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let store = try SQLiteStore(directory: directory.path, schema: .current, maximumPages: 24)
        try await store.store(revision(1))
        let tooLarge = revision(2, source: [UInt8](repeating: 7, count: 1 << 20))
        let error = await #expect(throws: StoreError.self) { try await store.store(tooLarge) }
        #expect(error?.code == .database)
        #expect(error?.sqliteCode == 13)  // SQLITE_FULL
        let later = await #expect(throws: StoreError.self) { try await store.store(revision(2)) }
        #expect(later?.code == .stopped)
        store.close()
        #expect(try SQLiteStore(directory: directory.path).load().lastRevision?.number == 1)
    }

    @Test("A backup of a store in use is a whole store, and never replaces a file")
    func backup() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let copy = try TemporaryDirectory()
        defer { copy.remove() }
        let store = try SQLiteStore(directory: directory.path)
        try await store.store(revision(1))
        try store.backup(to: "\(copy.path)/weft.db")
        #expect(throws: StoreError.self) { try store.backup(to: "\(copy.path)/weft.db") }
        #expect(try SQLiteStore(directory: copy.path).load() == store.load())
    }

    @Test("Only the owner can read the state", arguments: ["weft.db", "weft.db-wal", "lock"])
    func modes(name: String) async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let store = try SQLiteStore(directory: directory.path)
        try await store.store(revision(1))
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory.path)/\(name)")
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    }

    @Test("The last owner may let go inside a completion")
    func releasedInCompletion() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let holder = Mutex<SQLiteStore?>(try SQLiteStore(directory: directory.path))
        await withCheckedContinuation { continuation in
            holder.withLock { $0 }?.commit(revision(1)) { _ in
                holder.withLock { $0 = nil }
                continuation.resume()
            }
        }
        // The store's thread may still be letting go of the lock.
        let reopened = try await retry { try SQLiteStore(directory: directory.path) }
        #expect(try reopened.load().lastRevision?.number == 1)
    }
}

private func retry<Value>(_ body: () throws -> Value) async throws -> Value {
    for _ in 0..<500 {
        if let value = try? body() { return value }
        try await Task.sleep(for: .milliseconds(10))
    }
    return try body()
}

/// A writer without a thread, so that a test decides what shares a transaction.
private struct SQLiteWriterFixture {
    private let writer: SQLiteWriter

    init(_ directory: TemporaryDirectory) throws {
        let state = try StateDirectory(path: directory.path)
        try migrate(state, to: .current)
        writer = try SQLiteWriter(path: state.databasePath, maximumPages: nil)
    }

    func write(_ batches: [StoreBatch]) throws -> [Bool] {
        try writer.write(batches).map { if case .success = $0 { true } else { false } }
    }
}
