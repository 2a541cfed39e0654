import Glibc
import JSON
import OVSDB
import Testing

@Suite("Against ovsdb-server: requests", .enabled(if: RealServer.isAvailable, "ovsdb-server is not installed"))
struct RealRequestTests {
    private func insert(_ names: [String], _ session: RealSession) throws {
        var transaction = Transaction()
        for name in names { transaction.insert("Queue", row: ["dscp": .integer(Int64(name.utf8.count))]) }
        _ = try session.transact(transaction).get()
    }

    @Test("Conditions of a live monitor change, and the replica has exactly the rows that fulfil them")
    func filters() throws {
        let server = try RealServer(in: RealServer.makeFolder())
        var configuration = OVSDBClient.Configuration(monitored: [.init("Queue", rows: .none)])
        let session = try RealSession(.connect(server.socketPath), configuration)
        try insert(["a", "bb", "ccc"], session)
        #expect(session.replica?.count(in: "Queue") == 0)
        func lengths() -> [Int64] {
            (session.replica?.rows(in: "Queue") ?? []).compactMap { $0["dscp"].integer }.sorted()
        }
        let steps: [(RowFilter, [Int64])] = [
            (.any([.equal("dscp", 1), Condition("dscp", .greater, 2)]), [1, 3]), (.all, [1, 2, 3]),
            (.any([.equal("dscp", 2)]), [2]), (.none, []), (.any([.equal("dscp", 3)]), [3]),
        ]
        for (filter, expected) in steps {
            session.setFilters(["Queue": filter])
            try session.await(.filtersApplied)
            #expect(lengths() == expected)
        }
        try insert(["xxx", "yyyy"], session)
        #expect(lengths() == [3, 3])
        session.setFilters(["Queue": .any([.equal("nonsense", 1)])])
        try session.pump { !session.notices.isEmpty }
        guard case .filtersRefused(let error)? = session.notices.first else {
            Issue.record("\(session.notices)")
            return
        }
        #expect(error.code == .unknownColumn)
        try session.resynchronise()
        #expect(lengths() == [3, 3])
        configuration.monitored[0].rows = .any([.equal("nonsense", 1)])
        let refused = try RealSession(.connect(server.socketPath), configuration, waitsUntilLive: false)
        #expect(refused.closed?.code == .unknownColumn)
    }

    @Test("Locks are handed over, stolen, and guard transactions")
    func locks() throws {
        let server = try RealServer(in: RealServer.makeFolder())
        let first = try RealSession(.connect(server.socketPath))
        let second = try RealSession(.connect(server.socketPath))
        var guarded = Transaction()
        guarded.assertLock("l")
        first.lock("l")
        try first.await(.lock("l", .acquired))
        second.lock("l")
        try second.await(.lock("l", .waiting))
        #expect(try first.transact(guarded).get().outcomes == [.done])
        #expect(throws: OVSDBError.self) { try second.transact(guarded).get() }
        first.unlock("l")
        try first.await(.lock("l", .released))
        try second.await(.lock("l", .acquired))
        first.lock("l", steal: true)
        try first.await(.lock("l", .acquired))
        try second.await(.lock("l", .stolen))
        guard case .failure(let error) = try second.transact(guarded) else {
            Issue.record("the lock is not needed")
            return
        }
        #expect(error.code == .notOwner)
        // Waiting and stealing again: the queue is left first.
        second.lock("l", steal: true)
        try second.await(.lock("l", .acquired))
        try first.await(.lock("l", .stolen))
        second.unlock("l")
        try second.await(.lock("l", .released))
        first.unlock("l")
        try first.await(.lock("l", .released))
        first.lock("l")
        try first.await(.lock("l", .acquired))
    }

    @Test("Databases, ids and schemas are told")
    func queries() throws {
        let server = try RealServer(in: RealServer.makeFolder())
        let session = try RealSession(.connect(server.socketPath))
        #expect(try session.ask(.databases).get() == .databases(["Open_vSwitch", "_Server"]))
        guard case .serverID(let id) = try session.ask(.serverID).get() else {
            Issue.record("no id")
            return
        }
        #expect(id != .zero)
        #expect(try session.ask(.serverID).get() == .serverID(id))
        guard case .schema(let schema) = try session.ask(.schema(database: "_Server")).get() else {
            Issue.record("no schema")
            return
        }
        #expect(schema.tables.keys.sorted() == ["Database"])
        #expect(throws: OVSDBError.self) { try session.ask(.schema(database: "nonsense")).get() }
    }

    @Test("A transaction that waits can be cancelled")
    func cancel() throws {
        let server = try RealServer(in: RealServer.makeFolder())
        let session = try RealSession(.connect(server.socketPath))
        var patient = Transaction()
        patient.wait("Queue", where: [], columns: ["dscp"], rows: [["dscp": 5]], timeout: 8000)
        let id = session.begin(patient)
        _ = try session.ask(.databases)
        session.cancel(id)
        guard case .failure(let error) = try session.outcome(id) else {
            Issue.record("the wait came true")
            return
        }
        #expect(error.code == .canceled)
    }

    @Test("A conversion leads to a new schema in the same session", arguments: [false, true])
    func conversion(isClustered: Bool) throws {
        let server = try RealServer(isClustered: isClustered, in: RealServer.makeFolder())
        var configuration = OVSDBClient.Configuration(monitored: [.init("Open_vSwitch")])
        configuration.server = ServerRequirement(role: .leader)
        let session = try RealSession(.connect(server.socketPath), configuration)
        let unaware = try RealSession(.connect(server.socketPath))
        #expect(session.serverStatus?.model == (isClustered ? .clustered : .standalone))
        #expect((session.serverStatus?.position != nil) == isClustered)
        var transaction = Transaction()
        transaction.insert("Open_vSwitch", row: ["next_cfg": 3])
        _ = try session.transact(transaction).get()

        let version = SchemaVersion(99, 0, 0)
        #expect(try session.ask(.convert(OtherSchema.json(version: version))).get() == .converted)
        try session.pump { session.readies.count == 2 && session.replica?.count(in: "Open_vSwitch") == 1 }
        #expect(session.replica?.schema.version == version)
        #expect(session.replica?.rows(in: "Open_vSwitch").first?.columns["weft"] == "")
        #expect(session.replica?.rows(in: "Open_vSwitch").first?["next_cfg"] == 3)
        try unaware.pumpToEnd()
        #expect(unaware.closed?.code == .connectionClosed)
        guard case .failure = try session.ask(.convert(["name": "Other", "tables": [:]])) else {
            Issue.record("another database's schema is accepted")
            return
        }
    }
}
