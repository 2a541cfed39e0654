import AttackTable
import Testing

@testable import Store

/// A disk that fails at every place where it can, one run a place.
@Suite struct DiskFaultTests {
    private static func source(_ number: UInt64) -> [UInt8] { [UInt8](repeating: UInt8(number), count: 3000) }

    @Test(
        "Wherever the disk fails, what was acknowledged is there afterwards, and what was not is there whole or not at all",
        .covers(.d3), arguments: [true, false])
    func anywhere(isTorn: Bool) async throws {
        var place = 0
        var kept = 0
        while true {
            let directory = try TemporaryDirectory()
            defer { directory.remove() }
            let fault: FaultyDisk.Fault = isTorn ? .tearing(after: place) : .failing(after: place)
            let (acknowledged, wasFaulty) = try await fill(directory, fault)
            guard wasFaulty else { break }

            let reopened = try SQLiteStore(directory: directory.path)
            let found = try reopened.load().lastRevision?.number ?? 0
            #expect(found == acknowledged || found == acknowledged + 1, "place \(place)")
            let documents = try reopened.load().documents
            #expect(documents.map(\.source) == (found == 0 ? [] : [Self.source(found)]), "place \(place)")
            try await reopened.store(revision(found + 1, source: Self.source(found + 1)))
            if found > acknowledged { kept += 1 }
            place += 1
        }
        #expect(place >= 20, "six revisions write that often")
        noteMeasurement(
            "\(isTorn ? "a torn write" : "EIO") at each of \(place) writes and waits: 0 acknowledged changes lost, \(kept) that failed are there whole, none in part"
        )
    }

    /// Stores six revisions one after the other on a disk with this fault.
    ///
    /// - Returns: the last revision that was acknowledged, and whether the fault was met.
    private func fill(
        _ directory: TemporaryDirectory, _ fault: FaultyDisk.Fault
    ) async throws -> (acknowledged: UInt64, wasFaulty: Bool) {
        // The database itself is made on a good disk.
        try SQLiteStore(directory: directory.path).close()
        let store = try SQLiteStore(directory: directory.path, disk: FaultyDisk(fault))
        defer { store.close() }
        var acknowledged: UInt64 = 0
        for number: UInt64 in 1...6 {
            do {
                try await store.store(revision(number, source: Self.source(number)))
                acknowledged = number
            } catch let error as StoreError {
                #expect(error.code == .database && error.sqliteCode.map { $0 & 0xff } == 10, "SQLITE_IOERR: \(error)")
                let later = await #expect(throws: StoreError.self) { try await store.store(revision(number)) }
                #expect(later?.code == .stopped, "what is on the disk is not known any more")
                return (acknowledged, true)
            }
        }
        return (acknowledged, false)
    }

    @Test("A disk that is slow is waited for, and nothing is acknowledged before it is done", .covers(.d3))
    func slow() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let store = try SQLiteStore(directory: directory.path, disk: FaultyDisk(.slow(.milliseconds(300))))
        let start = ContinuousClock.now
        try await store.store(revision(1))
        #expect(ContinuousClock.now - start >= .milliseconds(300))
        #expect(try store.load().lastRevision?.number == 1)
        store.close()
    }
}
