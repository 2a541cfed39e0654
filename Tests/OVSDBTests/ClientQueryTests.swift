import JSON
import NetworkTypes
import OVSDB
import Testing

@Suite("Client: queries and cancelled transactions") struct ClientQueryTests {
    @Test("Each query has its method and its answer")
    func answers() throws {
        let talk = Transcript()
        try talk.becomeLive()
        let id = Samples.uuid(5)
        let cases: [(OVSDBClient.Query, JSONValue, JSONValue, OVSDBClient.Answer)] = [
            (.databases, [], ["a", "b"], .databases(["a", "b"])),
            (.serverID, [], .string(id.description), .serverID(id)),
            (.schema(database: "Open_vSwitch"), ["Open_vSwitch"], Samples.schema, .schema(try Samples.database())),
            (.convert(Samples.schema), ["Open_vSwitch", Samples.schema], [:], .converted),
        ]
        let methods = ["list_dbs", "get_server_id", "get_schema", "convert"]
        for (number, (query, params, result, answer)) in cases.enumerated() {
            talk.ask(query, id: 4)
            let request = try talk.onlySent()
            #expect(request["method"] == .string(methods[number]))
            #expect(request["params"] == params)
            #expect(talk.reply(to: request, result) == [.answered(id: 4, .success(answer))])
        }
    }

    @Test(
        "An answer that is none fails the query, not the session",
        arguments: [
            (.databases, [1]), (.databases, nil), (.serverID, "x"), (.serverID, 5), (.schema(database: "a"), [:]),
        ] as [(OVSDBClient.Query, JSONValue)])
    func malformed(query: OVSDBClient.Query, result: JSONValue) throws {
        let talk = Transcript()
        try talk.becomeLive()
        talk.ask(query, id: 1)
        let events = talk.reply(to: try talk.onlySent(), result)
        guard case .answered(1, .failure)? = events.first else {
            Issue.record("not a failure: \(events)")
            return
        }
        #expect(!talk.isClosed)
    }

    @Test("Queries have deadlines and limits as transactions do, and end with the session")
    func ends() throws {
        var configuration = OVSDBClient.Configuration(monitored: Transcript.tables)
        configuration.probeInterval = .zero
        configuration.maximumPendingRequests = 1
        let talk = Transcript(configuration: configuration)
        try talk.becomeLive()
        talk.ask(.databases, id: 1)
        talk.ask(.databases, id: 2)
        #expect(talk.tick(at: .at(9)).map(\.failureCode) == [.queueFull])
        #expect(talk.tick(at: .at(10)).map(\.failureCode) == [.deadlineExceeded])
        talk.ask(.serverID, id: 3)
        let events = talk.close(OVSDBError(.connectionClosed))
        #expect(events.first?.failureCode == .connectionClosed)
        #expect(events.count == 2)
        talk.ask(.serverID, id: 4)
        #expect(talk.tick(at: .at(11)).map(\.failureCode) == [.connectionClosed])
    }

    @Test("A transaction under way can be cancelled, whether the server answers it or not", arguments: [false, true])
    func cancel(isAnswered: Bool) throws {
        let talk = Transcript()
        try talk.becomeLive()
        talk.cancel(1)
        #expect(try talk.sent().isEmpty)
        talk.transact(Transaction(), id: 1)
        let request = try talk.onlySent()
        talk.cancel(1)
        let requests = try talk.sent()
        #expect(requests.first == ["method": "cancel", "params": [request["id"] ?? nil], "id": nil])
        #expect(requests.map { $0["method"] } == ["cancel", "echo"])
        if isAnswered { #expect(talk.fail(request, "canceled").map(\.failureCode) == [.canceled]) }
        #expect(talk.reply(to: requests[1], []).map(\.failureCode) == (isAnswered ? [] : [.canceled]))
        #expect(talk.reply(to: request, []).isEmpty)
        talk.cancel(1)
        #expect(try talk.sent().isEmpty)
    }

    @Test("A transaction is cancelled once, however often that is asked")
    func cancelTwice() throws {
        let talk = Transcript()
        try talk.becomeLive()
        talk.transact(Transaction(), id: 1)
        _ = try talk.sent()
        for _ in 0..<3 { talk.cancel(1) }
        #expect(try talk.sent().map { $0["method"] } == ["cancel", "echo"])
    }
}
