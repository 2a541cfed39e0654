import Store
import Testing

/// The rules that every store obeys: each test runs in memory and on a database.
@Suite struct StoreRulesTests {
    enum Kind: CaseIterable {
        case memory, sqlite

        func with(_ body: (any Store) async throws -> Void) async throws {
            switch self {
            case .memory: try await body(MemoryStore())
            case .sqlite:
                let directory = try TemporaryDirectory()
                defer { directory.remove() }
                let store = try SQLiteStore(directory: directory.path)
                try await body(store)
                store.close()
            }
        }
    }

    @Test("A new store is empty", arguments: Kind.allCases)
    func empty(kind: Kind) async throws {
        try await kind.with { store in
            let snapshot = try store.load()
            #expect(snapshot == StoreSnapshot())
            let history = try store.history(limit: 10, before: nil)
            #expect(history.isEmpty)
        }
    }

    @Test("Everything that was stored is loaded, in byte order of its keys", arguments: Kind.allCases)
    func roundTrip(kind: Kind) async throws {
        try await kind.with { store in
            var batch = revision(1, source: [])
            batch.documents.append(
                DocumentRecord(tenant: "acme", document: "api", revision: 1, format: "json", source: [0, 0xff]))
            batch.allocations = [
                AllocationRecord(kind: "vni", name: "acme/web", number: 10_017),
                AllocationRecord(kind: "rule", name: "", number: .max),
            ]
            batch.counters = [CounterRecord(kind: "vni", next: 10_018)]
            // Equal for Swift's String, different for a database: both must be kept.
            batch.facts = [
                FactRecord(key: "nic/\u{e9}", value: [1]), FactRecord(key: "nic/e\u{301}", value: [2]),
                FactRecord(key: "nic/gone", value: []), FactRecord(key: "nic/\0", value: []),
            ]
            try await store.store(batch)
            try await store.store(StoreBatch(facts: [FactRecord(key: "nic/gone", value: nil)]))
            let snapshot = try store.load()
            #expect(snapshot.lastRevision == batch.appendRevision)
            #expect(snapshot.documents == [batch.documents[1], batch.documents[0]])
            #expect(snapshot.allocations == [batch.allocations[1], batch.allocations[0]])
            #expect(snapshot.counters == batch.counters)
            #expect(
                snapshot.facts.map { Array($0.key.utf8) }
                    == ["nic/\0", "nic/e\u{301}", "nic/\u{e9}"].map { Array($0.utf8) })
            #expect(snapshot.facts.map(\.value) == [[], [2], [1]])
        }
    }

    @Test(
        "The current documents are the latest ones, and history can be read as of any revision",
        arguments: Kind.allCases)
    func history(kind: Kind) async throws {
        try await kind.with { store in
            try await store.store(revision(1))
            try await store.store(revision(2, document: "extra"))
            try await store.store(revision(3, source: Array("a: 2\n".utf8)))
            try await store.store(revision(4, document: "extra", source: nil))
            #expect(try store.load().documents.map(\.revision) == [3])
            #expect(try store.documents(atRevision: 2).map(\.revision) == [1, 2])
            #expect(try store.documents(atRevision: 0).isEmpty)
            #expect(try store.history(limit: 2, before: nil).map(\.number) == [4, 3])
            #expect(try store.history(limit: 10, before: 3).map(\.number) == [2, 1])
            #expect(try store.history(limit: 0, before: nil).isEmpty)
        }
    }

    @Test(
        "A revision that does not follow the last is a conflict, and nothing of its batch stays",
        arguments: Kind.allCases)
    func revisionConflict(kind: Kind) async throws {
        try await kind.with { store in
            try await store.store(revision(1))
            for number: UInt64 in [1, 3] {
                var batch = revision(number)
                batch.facts = [FactRecord(key: "x", value: [1])]
                let error = await #expect(throws: StoreError.self) { try await store.store(batch) }
                #expect(error?.code == .conflict)
            }
            #expect(try store.load().lastRevision?.number == 1)
            #expect(try store.load().facts.isEmpty)
            try await store.store(revision(2))
        }
    }

    @Test("A number is given to one name and a name has one number, until it is released", arguments: Kind.allCases)
    func allocations(kind: Kind) async throws {
        func batch(_ name: String, _ number: UInt64?) -> StoreBatch {
            StoreBatch(
                allocations: [AllocationRecord(kind: "zone", name: name, number: number)],
                facts: [FactRecord(key: name, value: [])])
        }
        try await kind.with { store in
            try await store.store(batch("a", 1))
            try await store.store(batch("a", 1))
            for refused in [batch("b", 1), batch("a", 2)] {
                let error = await #expect(throws: StoreError.self) { try await store.store(refused) }
                #expect(error?.code == .conflict)
            }
            // Releasing and giving again in one batch, and a later part of the batch that is refused: all is undone.
            var undone = batch("a", nil)
            undone.allocations.append(AllocationRecord(kind: "zone", name: "b", number: 1))
            undone.counters = [CounterRecord(kind: "zone", next: 5), CounterRecord(kind: "zone", next: 4)]
            let error = await #expect(throws: StoreError.self) { try await store.store(undone) }
            #expect(error?.code == .conflict)
            #expect(try store.load().allocations == [AllocationRecord(kind: "zone", name: "a", number: 1)])
            #expect(try store.load().counters.isEmpty)
            undone.counters = []
            try await store.store(undone)
            #expect(try store.load().allocations == [AllocationRecord(kind: "zone", name: "b", number: 1)])
        }
    }

    @Test("Batches that could never be stored are invalid", arguments: Kind.allCases)
    func invalid(kind: Kind) async throws {
        var strayDocument = revision(1)
        strayDocument.documents[0].revision = 2
        var noRevision = revision(1)
        noRevision.appendRevision = nil
        var doubled = revision(1)
        doubled.documents.append(doubled.documents[0])
        let batches: [(StoreBatch, StoreError.Code)] = [
            (strayDocument, .invalid), (noRevision, .invalid), (revision(0), .invalid), (revision(.max), .invalid),
            (doubled, .conflict),
        ]
        try await kind.with { store in
            for (batch, code) in batches {
                let error = await #expect(throws: StoreError.self) { try await store.store(batch) }
                #expect(error?.code == code)
            }
            let snapshot = try store.load()
            #expect(snapshot == StoreSnapshot())
        }
    }

    @Test("The audit log is read backwards in pages", arguments: Kind.allCases)
    func audit(kind: Kind) async throws {
        try await kind.with { store in
            let records = (0..<5).map { AuditRecord(unixMilliseconds: $0, actor: "root", action: "apply") }
            try await store.store(StoreBatch(audit: records))
            let newest = try store.auditTrail(limit: 2, before: nil)
            #expect(newest.map(\.record) == [records[4], records[3]])
            let rest = try store.auditTrail(limit: 10, before: newest.last?.sequence)
            #expect(rest.map(\.record) == [records[2], records[1], records[0]])
        }
    }

    @Test("A closed store refuses commits", arguments: Kind.allCases)
    func closed(kind: Kind) async throws {
        try await kind.with { store in
            store.close()
            let error = await #expect(throws: StoreError.self) { try await store.store(revision(1)) }
            #expect(error?.code == .stopped)
        }
    }
}
