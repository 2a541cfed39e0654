import JSON
import NetworkTypes
import OVSDB
import Testing

@Suite("Client: transactions") struct ClientTransactionTests {
    private static func transaction() -> Transaction {
        var transaction = Transaction()
        transaction.insert("Port", row: ["name": "p"])
        transaction.delete("Bridge", where: [])
        return transaction
    }

    private static let uuidText = Samples.uuid(4).description

    @Test("Results come back under the caller's id")
    func success() throws {
        let talk = Transcript()
        try talk.becomeLive()
        talk.transact(Self.transaction(), id: 77)
        let request = try talk.onlySent()
        #expect(request["method"] == "transact")
        #expect(request["params"]?.array?.first == "Open_vSwitch")
        #expect(request["params"]?.array?.count == 3)
        let events = talk.reply(to: request, [["uuid": ["uuid", .string(Self.uuidText)]], ["count": 2]])
        let result = TransactionResult(outcomes: [.inserted(Samples.uuid(4)), .count(2)])
        #expect(events == [.transacted(id: 77, .success(result))])
        #expect(result.insertedUUID(at: 0) == Samples.uuid(4))
        #expect(result.insertedUUID(at: 1) == nil)
    }

    @Test(
        "A failure names the operation, or the commit",
        arguments: [
            ([["error": "constraint violation", "details": "d"], nil], .constraintViolation, 0),
            ([[:], ["error": "timed out"]], .timedOut, 1),
            (
                [["count": 1], ["count": 1], ["error": "referential integrity violation"]],
                .referentialIntegrityViolation, nil
            ),
            ([["count": 1]], .malformedMessage, nil), ([["count": 1], ["count": -1]], .malformedMessage, nil),
            ([["count": 1], 5], .malformedMessage, nil), ([["count": 1], ["uuid": "x"]], .syntaxError, nil),
            (["count": 1], .malformedMessage, nil), (nil, .malformedMessage, nil),
        ] as [(JSONValue, OVSDBError.Code, Int?)])
    func failure(result: JSONValue, code: OVSDBError.Code, operation: Int?) throws {
        let talk = Transcript()
        try talk.becomeLive()
        talk.transact(Self.transaction(), id: 1)
        let request = try talk.onlySent()
        let events = talk.reply(to: request, result)
        guard case .transacted(1, .failure(let error))? = events.first else {
            Issue.record("not a failure: \(events)")
            return
        }
        #expect(error.code == code)
        #expect(error.operationIndex == operation)
        #expect(!talk.isClosed)
    }

    @Test("An error for the whole request is the transaction's")
    func requestError() throws {
        let talk = Transcript()
        try talk.becomeLive()
        talk.transact(Self.transaction(), id: 1)
        let request = try talk.onlySent()
        #expect(talk.fail(request, ["error": "not allowed"]).map(\.failureCode) == [.notAllowed])
    }

    @Test("Rows of a select are read")
    func select() throws {
        let talk = Transcript()
        try talk.becomeLive()
        var transaction = Transaction()
        transaction.select("Port", where: [])
        talk.transact(transaction, id: 1)
        let request = try talk.onlySent()
        let events = talk.reply(to: request, [["rows": [["name": "p", "ids": ["map", [["a", "b"]]]]]]])
        let result = TransactionResult(outcomes: [.rows([["name": "p", "ids": ["a": "b"]]])])
        #expect(events == [.transacted(id: 1, .success(result))])
    }

    @Test("No answer within the deadline fails the transaction once, and a late answer is ignored")
    func deadline() throws {
        let talk = Transcript()
        try talk.becomeLive()
        talk.transact(Self.transaction(), id: 1)
        let request = try talk.onlySent()
        // The peer is alive and answers other things.
        #expect(talk.tick(at: .at(4)).isEmpty)
        _ = talk.receive(["method": "echo", "params": [], "id": "e"])
        #expect(talk.tick(at: .at(8)).isEmpty)
        _ = talk.receive(["method": "echo", "params": [], "id": "e"])
        #expect(talk.nextDeadline == .at(10))
        #expect(talk.tick(at: .at(10)).map(\.failureCode) == [.deadlineExceeded])
        #expect(talk.reply(to: request, [[:], [:]]).isEmpty)
        #expect(!talk.isClosed)
    }

    @Test("Everything pending fails when the session ends, in order, then it is closed")
    func closing() throws {
        let talk = Transcript()
        try talk.becomeLive()
        for id in 1...3 { talk.transact(Self.transaction(), id: UInt64(id)) }
        let reason = OVSDBError(.connectionClosed, "the peer hung up")
        let events = talk.close(reason)
        let failure = OVSDBError(.connectionClosed, "connection closed: the peer hung up")
        #expect(events == (1...3).map { .transacted(id: $0, .failure(failure)) } + [.closed(reason)])
        #expect(talk.close(reason).isEmpty)
        #expect(talk.nextDeadline == nil)
        #expect(try talk.sent().isEmpty)

        talk.transact(Self.transaction(), id: 4)
        #expect(talk.nextDeadline.map { $0 <= talk.now } == true)
        #expect(talk.tick(at: talk.now).map(\.failureCode) == [.connectionClosed])
        #expect(talk.nextDeadline == nil)
    }

    @Test("What waits to be sent and to be answered is bounded")
    func bounds() throws {
        var configuration = OVSDBClient.Configuration(monitored: Transcript.tables)
        configuration.maximumPendingRequests = 2
        configuration.maximumQueuedBytes = 2000
        let talk = Transcript(configuration: configuration)
        try talk.becomeLive()
        for id in 1...3 { talk.transact(Self.transaction(), id: UInt64(id)) }
        #expect(try talk.sent().count == 2)
        #expect(talk.tick(at: talk.now).map(\.failureCode) == [.queueFull])

        let other = Transcript(configuration: configuration)
        try other.becomeLive()
        var large = Transaction()
        large.comment(String(repeating: "x", count: 3000))
        other.transact(large, id: 1)
        other.transact(Self.transaction(), id: 2)
        #expect(try other.sent().count == 1)
        #expect(other.tick(at: other.now).map(\.failureCode) == [.queueFull])
        #expect(!other.isClosed)
    }

    @Test("A transaction may go out before the monitor stands")
    func early() throws {
        let talk = Transcript()
        talk.transact(Transaction(), id: 9)
        let requests = try talk.sent()
        #expect(requests.map { $0["method"] } == ["get_schema", "transact"])
        #expect(talk.reply(to: requests[1], []) == [.transacted(id: 9, .success(.init(outcomes: [])))])
    }
}
