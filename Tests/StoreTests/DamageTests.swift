import AttackTable
import Foundation
import Testing

@testable import Store

/// What accidents of the disk do to a database, and whether they are noticed at the next start.
@Suite struct DamageTests {
    private static let text = Array("addresses: [10.0.0.11]\n".utf8)

    /// A closed store with some revisions, facts and numbers.
    private func filled(_ directory: TemporaryDirectory) async throws {
        let store = try SQLiteStore(directory: directory.path)
        for number: UInt64 in 1...4 { try await store.store(revision(number, source: Self.text)) }
        for value: UInt8 in 1...3 {
            var batch = StoreBatch()
            batch.allocations = [AllocationRecord(kind: "vni", name: "web\(value)", number: 10_000 + UInt64(value))]
            batch.counters = [CounterRecord(kind: "term", next: UInt64(value))]
            batch.facts = [FactRecord(key: "host/kvm1", value: [value, value])]
            try await store.store(batch)
        }
        var batch = StoreBatch()
        batch.allocations = [AllocationRecord(kind: "vni", name: "web1", number: nil)]
        batch.facts = [FactRecord(key: "host/kvm1", value: nil)]
        try await store.store(batch)
        store.close()
    }

    @Test("A changed byte in a document, that SQLite's own check does not see, is found at the start", .covers(.d3))
    func changedDocument() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        try await filled(directory)
        // It opens as long as nothing is changed, deletions and replacements included.
        try SQLiteStore(directory: directory.path).close()

        let file = URL(filePath: "\(directory.path)/weft.db")
        var bytes = try Data(contentsOf: file)
        let place = try #require(bytes.range(of: Data("10.0.0.11".utf8)))
        bytes[place.lowerBound + 8] = UInt8(ascii: "9")
        try bytes.write(to: file)
        let database = try Database(path: file.path(), access: .readOnly)
        #expect(try database.statement("PRAGMA integrity_check").rows { $0.text(0) } == ["ok"])
        let error = #expect(throws: StoreError.self) { try SQLiteStore(directory: directory.path) }
        #expect(error?.code == .database && error?.message.hasSuffix("its contents are not what was stored") == true)
        #expect(error?.hint?.contains("put a backup back") == true)
        noteMeasurement("a changed byte in a document is found, and the start refused with what to do")
    }

    @Test("A bit flipped anywhere in the database is found, or changes nothing that is stored", .covers(.d3))
    func flippedBits() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        try await filled(directory)
        let file = URL(filePath: "\(directory.path)/weft.db")
        let good = try Data(contentsOf: file)
        let content = try SQLiteStore(directory: directory.path)
        let expected = try content.load()
        content.close()
        let clean = try Data(contentsOf: file)
        var found = 0
        let places = stride(from: 0, to: clean.count, by: 211)
        for place in places {
            for name in ["weft.db-wal", "weft.db-shm"] {
                try? FileManager.default.removeItem(atPath: "\(directory.path)/\(name)")
            }
            var bytes = clean
            bytes[place] ^= 1 << UInt8(place % 8)
            try bytes.write(to: file)
            do throws(StoreError) {
                let store = try SQLiteStore(directory: directory.path)
                let loaded = try store.load()
                store.close()
                #expect(loaded == expected, "byte \(place)")
            } catch {
                found += 1
            }
        }
        #expect(found > 0 && good.count == clean.count)
        let count = Array(places).count
        noteMeasurement("\(count) flipped bits: \(found) found, the others in room that holds nothing")
    }

    @Test("A bit flipped in an index, whose rows are as they were, is found at the start", .covers(.d3))
    func flippedIndex() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        try await filled(directory)
        let file = URL(filePath: "\(directory.path)/weft.db")
        let clean = try Data(contentsOf: file)
        let database = try Database(path: file.path(), access: .readOnly)
        let pageSize = Int(try #require(try database.integer("PRAGMA page_size")))
        let indexes = try database.statement("SELECT name, rootpage FROM sqlite_schema WHERE type = 'index'")
            .rows { (name: $0.text(0), start: (Int($0.integer(1)) - 1) * pageSize) }
        var flipped: [String] = []
        for index in indexes {
            // A leaf of an index: type 10, the number of cells at 3, their places from 8, each a length and as many bytes.
            let page = [UInt8](clean[index.start..<index.start + pageSize])
            guard page[0] == 10, page[3] != 0 || page[4] != 0 else { continue }
            let cell = Int(page[8]) << 8 | Int(page[9])
            var bytes = clean
            bytes[index.start + cell + Int(page[cell])] ^= 1
            try bytes.write(to: file)
            let damaged = try Database(path: file.path(), access: .readOnly)
            let stored = try Integrity(storedIn: damaged)?.digest
            let found = try Integrity(contentsOf: damaged).digest
            #expect(stored == found, "\(index.name): the rows themselves are whole")
            let error = #expect(throws: StoreError.self) { try SQLiteStore(directory: directory.path) }
            #expect(error?.message.hasSuffix("SQLite's check of its pages fails") == true, "\(index.name)")
            #expect(error?.hint == StoreError.restoreHint, "\(index.name)")
            flipped.append(index.name)
        }
        #expect(flipped.contains { $0.contains("documents") } && flipped.contains { $0.contains("allocations") })
        noteMeasurement("a flipped bit in each of \(flipped.count) indexes is found, though every row is whole")
    }

    @Test("A file that SQLite itself cannot read is refused with what to do", .covers(.d3), arguments: [0, 100])
    func unreadable(place: Int) async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        try await filled(directory)
        let file = URL(filePath: "\(directory.path)/weft.db")
        var bytes = try Data(contentsOf: file)
        // At 0 the file's own name for itself; at 100 the type of the page that holds the schema.
        bytes[place] = 0xff
        try bytes.write(to: file)
        let error = #expect(throws: StoreError.self) { try SQLiteStore(directory: directory.path) }
        #expect(error?.code == .database)
        #expect(error?.sqliteCode.map { $0 & 0xff } == (place == 0 ? 26 : 11), "SQLITE_NOTADB, SQLITE_CORRUPT")
        #expect(error?.hint == StoreError.restoreHint)
    }

    @Test("A log that lost acknowledged changes to a flipped bit is found by the count beside it", .covers(.d3))
    func flippedLog() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let store = try SQLiteStore(directory: directory.path)
        for number: UInt64 in 1...5 { try await store.store(revision(number, source: Self.text)) }
        // The files as a crash leaves them, with a bit flipped in the middle of the log: SQLite takes its end for torn.
        let copy = try TemporaryDirectory()
        defer { copy.remove() }
        for name in ["weft.db", "weft.db-wal", "weft.commits"] {
            try FileManager.default.copyItem(atPath: "\(directory.path)/\(name)", toPath: "\(copy.path)/\(name)")
        }
        let log = URL(filePath: "\(copy.path)/weft.db-wal")
        var bytes = try Data(contentsOf: log)
        bytes[bytes.count / 2] ^= 4
        try bytes.write(to: log)
        let error = #expect(throws: StoreError.self) { try SQLiteStore(directory: copy.path) }
        #expect(error?.code == .database)
        #expect(error?.message.contains("changes are gone") == true, "\(String(describing: error))")
        noteMeasurement("a flipped bit in the log, which SQLite takes for its torn end, is found")
    }

    @Test(
        "A torn end of the log, which nobody was told of, is dropped, and what was acknowledged is there", .covers(.d3))
    func tornWrite() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let store = try SQLiteStore(directory: directory.path)
        try await store.store(revision(1, source: Self.text))
        let before = try Data(contentsOf: URL(filePath: "\(directory.path)/weft.db-wal"))
        let copy = try TemporaryDirectory()
        defer { copy.remove() }
        for name in ["weft.db", "weft.commits"] {
            try FileManager.default.copyItem(atPath: "\(directory.path)/\(name)", toPath: "\(copy.path)/\(name)")
        }
        try await store.store(revision(2, source: [UInt8](repeating: 7, count: 30_000)))
        let after = try Data(contentsOf: URL(filePath: "\(directory.path)/weft.db-wal"))
        #expect(after.count > before.count)
        // Half of the second revision reached the disk, and the power went.
        try after.prefix(before.count + (after.count - before.count) / 2)
            .write(to: URL(filePath: "\(copy.path)/weft.db-wal"))
        let reopened = try SQLiteStore(directory: copy.path)
        #expect(try reopened.load().lastRevision?.number == 1)
        try await reopened.store(revision(2, source: Self.text))
        noteMeasurement("a torn write is dropped; the store goes on")
    }
}
