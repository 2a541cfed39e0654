import Glibc
import NetworkTypes
import OVSDB
import Testing

@Suite("Against ovsdb-server: transactions", .enabled(if: RealServer.isAvailable, "ovsdb-server is not installed"))
struct RealTransactionTests {
    private let byName = RowIndex("Bridge", columns: "name", "fail_mode")

    private func root(_ session: RealSession) throws -> Row {
        try #require(session.replica?.rows(in: "Open_vSwitch").first)
    }

    @Test("A bridge with port and interface, built with names made up, is found by a compound index")
    func newRows() throws {
        let server = try RealServer(in: RealServer.makeFolder())
        let session = try RealSession(.connect(server.socketPath), indexes: [byName])
        let wanted = OVSDBUUID(high: 0x1234_5678_9abc_4def, low: 0x8000_0000_0000_0001)
        var transaction = Transaction()
        transaction.expectNone("Open_vSwitch", where: [])
        let interface = transaction.insert("Interface", ["name": "p"])
        let port = transaction.insert("Port", ["name": "p", "interfaces": interface.reference])
        transaction.insert(
            "Bridge", row: ["name": "br", "ports": port.reference, "fail_mode": "secure"], namedUUID: "br", uuid: wanted
        )
        let root = transaction.insert("Open_vSwitch", ["bridges": .namedUUID("br")])
        let result = try session.transact(transaction).get()
        let replica = try #require(session.replica)
        #expect(try replica.find(byName, ["br", "secure"]).uuid == wanted)
        #expect(throws: LookupError.self) { try replica.find(byName, ["br", "standalone"]) }
        let portUUID = try #require(result.uuid(of: port))
        #expect(try replica.find("Bridge", wanted)["ports"] == .uuid(portUUID))
        #expect(try replica.find("Port", portUUID)["interfaces"].uuid == result.uuid(of: interface))
        #expect(result.uuid(of: root) == replica.rows(in: "Open_vSwitch").first?.uuid)
        // The guard does not hold a second time, and the uuid is taken.
        let conflict = #expect(throws: OVSDBError.self) { try session.transact(transaction).get() }
        #expect(conflict?.isConflict == true)
        #expect(conflict?.operationIndex == 0)
        var twice = Transaction()
        twice.insert("Bridge", row: ["name": "other"], uuid: wanted)
        guard case .failure(let error) = try session.transact(twice) else {
            Issue.record("two rows with one uuid")
            return
        }
        #expect(error.code == .duplicateUUID)
        var duplicate = Transaction()
        duplicate.insert("Bridge", row: ["name": "br"], namedUUID: "other")
        duplicate.mutate("Open_vSwitch", where: [], mutations: [.insert("bridges", .namedUUID("other"))])
        guard case .failure(let violation) = try session.transact(duplicate) else {
            Issue.record("two bridges with one name")
            return
        }
        #expect(violation.code == .constraintViolation)
        #expect(violation.operationIndex == nil)
    }

    @Test("Entries of a map are set and removed, and a counter's new value is told")
    func mutations() throws {
        let server = try RealServer(in: RealServer.makeFolder())
        let session = try RealSession(.connect(server.socketPath))
        var first = Transaction()
        first.insert("Open_vSwitch", row: ["external_ids": ["a": "1", "b": "2"], "next_cfg": 5])
        _ = try session.transact(first).get()
        var change = Transaction()
        let uuid = try root(session).uuid
        change.mutate(
            "Open_vSwitch", where: [.uuid(uuid)],
            mutations: Mutation.set("external_ids", ["a": "3", "c": "4"]) + [.delete("external_ids", "b")])
        let counter = change.increment("Open_vSwitch", uuid, "next_cfg", by: 2)
        change.comment("why")
        let result = try session.transact(change).get()
        #expect(result.value(of: counter) == 7)
        #expect(try root(session)["external_ids"] == ["a": "3", "c": "4"])
        #expect(try root(session)["next_cfg"] == 7)
    }

    @Test("Four clients that increase a counter by reading and writing lose no step")
    func retries() throws {
        let server = try RealServer(in: RealServer.makeFolder())
        let sessions = try (0..<4).map { _ in try RealSession(.connect(server.socketPath)) }
        var first = Transaction()
        first.insert("Open_vSwitch", row: [:])
        _ = try sessions[0].transact(first).get()
        let build: TransactionRetry.Build = { replica in
            guard let row = replica.rows(in: "Open_vSwitch").first, let value = row["next_cfg"].integer else {
                return nil
            }
            var transaction = Transaction()
            transaction.expect("Open_vSwitch", row, columns: ["next_cfg"])
            transaction.update("Open_vSwitch", where: [.uuid(row.uuid)], row: ["next_cfg": .integer(value + 1)])
            return transaction
        }
        for session in sessions { try session.pump { session.replica?.count(in: "Open_vSwitch") == 1 } }
        var attempts = 0
        for _ in 0..<5 {
            let runs = sessions.map { RetryRun($0, build) }
            // All are built from the same contents before any is sent on.
            for run in runs { try run.begin() }
            for run in runs {
                try run.finish()
                attempts += run.attempts
            }
        }
        #expect(attempts > 20)
        try sessions[3].pump { sessions[3].replica?.rows(in: "Open_vSwitch").first?["next_cfg"] == 20 }
    }
}

/// A change and the session that makes it.
private final class RetryRun {
    private let session: RealSession
    private var retry: TransactionRetry
    private var pending: UInt64?
    private var result: TransactionRetry.Step?

    var attempts: Int { retry.attempts }

    init(_ session: RealSession, _ build: @escaping TransactionRetry.Build) {
        self.session = session
        retry = TransactionRetry(maximumAttempts: 50, deadline: RealSession.now + .seconds(20), build: build)
    }

    func begin() throws { perform(retry.start(try #require(session.replica), now: RealSession.now)) }

    func finish() throws {
        while result == nil {
            if let id = pending {
                pending = nil
                let outcome = try session.outcome(id)
                perform(retry.outcome(outcome, try #require(session.replica), now: RealSession.now))
            } else {
                let revision = session.replica?.revision
                try session.pump { self.session.replica?.revision != revision }
                perform(retry.updated(try #require(session.replica), now: RealSession.now))
            }
        }
        guard case .committed = result else {
            Issue.record("\(String(describing: result))")
            return
        }
    }

    private func perform(_ step: TransactionRetry.Step) {
        switch step {
        case .wait: break
        case .send(let transaction): pending = session.begin(transaction)
        case .committed, .failed: result = step
        }
    }
}
