import NetworkTypes
import OVSDB
import Testing

@Suite("Transactions: built again after a conflict") struct TransactionRetryTests {
    private let conflict = OVSDBError(.timedOut, operationIndex: 0)

    private func replica(_ name: String = "a") throws -> Replica {
        var replica = Replica(schema: try Samples.database())
        _ = try replica.apply(TableUpdates([.init("Port", [.init(Samples.uuid(1), .insert(["name": .string(name)]))])]))
        return replica
    }

    private func rename(_ replica: inout Replica, _ name: String) throws {
        _ = try replica.apply(TableUpdates([.init("Port", [.init(Samples.uuid(1), .modify(["name": .string(name)]))])]))
    }

    /// Appends a letter to the name of the port.
    private static func appended(_ replica: Replica) -> Transaction? {
        guard let row = replica.rows(in: "Port").first, let name = row["name"].string, name.utf8.count < 5 else {
            return nil
        }
        var transaction = Transaction()
        transaction.expect("Port", row, columns: ["name"])
        transaction.update("Port", where: [.uuid(row.uuid)], row: ["name": .string(name + "x")])
        return transaction
    }

    private func retry(attempts: Int = 3) -> TransactionRetry {
        TransactionRetry(maximumAttempts: attempts, deadline: .at(10), build: Self.appended)
    }

    @Test("It is sent at once, and the first success is the end")
    func success() throws {
        var retry = retry()
        let replica = try replica()
        let transaction = try #require(Self.appended(replica))
        #expect(retry.nextDeadline == .at(10))
        #expect(retry.start(replica, now: .at(0)) == .send(transaction))
        #expect(retry.nextDeadline == nil)
        #expect(retry.updated(replica, now: .at(0)) == .wait)
        let result = TransactionResult(outcomes: [.done, .count(1)])
        #expect(retry.outcome(.success(result), replica, now: .at(0)) == .committed(result))
        #expect(retry.outcome(.success(result), replica, now: .at(0)) == .wait)
        #expect(retry.updated(replica, now: .at(0)) == .wait)
        #expect(retry.tick(now: .at(100)) == .wait)
    }

    @Test("After a conflict it is built from what the replica has then, as soon as that is something else")
    func conflicts() throws {
        var retry = retry()
        var replica = try replica()
        #expect(retry.start(replica, now: .at(0)) != .wait)
        // The replica has not seen yet what the server has.
        #expect(retry.outcome(.failure(conflict), replica, now: .at(1)) == .wait)
        #expect(retry.updated(replica, now: .at(1)) == .wait)
        try rename(&replica, "b")
        #expect(retry.updated(replica, now: .at(1)) == .send(try #require(Self.appended(replica))))
        // Now it has.
        try rename(&replica, "c")
        #expect(
            retry.outcome(.failure(conflict), replica, now: .at(2)) == .send(try #require(Self.appended(replica))))
        try rename(&replica, "d")
        #expect(
            retry.outcome(.failure(conflict), replica, now: .at(2))
                == .failed(.conflicts(attempts: 3, last: conflict)))
        #expect(retry.attempts == 3)
    }

    @Test("It waits for a live replica, and for no longer than its deadline")
    func liveness() throws {
        var retry = retry()
        var replica = Replica(schema: try Samples.database())
        #expect(retry.start(replica, now: .at(0)) == .wait)
        replica = try self.replica()
        replica.markStale()
        #expect(retry.updated(replica, now: .at(1)) == .wait)
        #expect(retry.tick(now: .at(9)) == .wait)
        #expect(retry.tick(now: .at(10)) == .failed(.deadlineExceeded(attempts: 0, last: nil)))
        #expect(retry.updated(try self.replica(), now: .at(10)) == .wait)
        #expect(retry.nextDeadline == nil)
    }

    @Test("A replica that was loaded anew counts as changed")
    func reloaded() throws {
        var retry = retry()
        let replica = try replica()
        #expect(retry.start(replica, now: .at(0)) != .wait)
        #expect(retry.outcome(.failure(conflict), replica, now: .at(0)) == .wait)
        #expect(retry.updated(Replica(schema: replica.schema), now: .at(0)) == .wait)
        let other = try self.replica("other")
        #expect(other.revision == replica.revision)
        #expect(retry.updated(other, now: .at(0)) == .committed(nil))
    }

    @Test("Nothing to do is a success")
    func nothing() throws {
        var retry = retry()
        #expect(retry.start(try replica("xxxxx"), now: .at(0)) == .committed(nil))
    }

    @Test(
        "Refusals and unknown outcomes are not tried again",
        arguments: [
            (.constraintViolation, false), (.referentialIntegrityViolation, false), (.notOwner, false),
            (.connectionClosed, true), (.deadlineExceeded, true), (.clusterError, true),
        ] as [(OVSDBError.Code, Bool)])
    func final(code: OVSDBError.Code, isUnknown: Bool) throws {
        var retry = retry()
        let replica = try replica()
        _ = retry.start(replica, now: .at(0))
        let error = OVSDBError(code)
        #expect(
            retry.outcome(.failure(error), replica, now: .at(0))
                == .failed(isUnknown ? .unknown(error) : .refused(error)))
        #expect(retry.tick(now: .at(100)) == .wait)
    }

    @Test("Revisions of a replica that was loaded anew meanwhile do not compare")
    func reload() throws {
        var retry = retry()
        var old = try replica()
        #expect(retry.start(old, now: .at(0)) != .wait)
        old.markStale()
        #expect(retry.updated(old, now: .at(1)) == .wait)
        let new = try replica("b")
        #expect(new.revision == old.revision)
        #expect(retry.outcome(.failure(conflict), new, now: .at(1)) == .send(try #require(Self.appended(new))))
    }
}
