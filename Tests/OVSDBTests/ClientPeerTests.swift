import AttackTable
import JSON
import NetworkTypes
import OVSDB
import Testing

@Suite("Client: silent, odd and hostile peers") struct ClientPeerTests {
    @Test("Echo requests are answered at once with what they carried")
    func echo() throws {
        let talk = Transcript()
        _ = try talk.sent()
        #expect(talk.receive(["method": "echo", "params": [1, "x"], "id": "e"]).isEmpty)
        #expect(try talk.onlySent() == ["result": [1, "x"], "error": nil, "id": "e"])
        #expect(talk.receive(["method": "transact", "params": [], "id": 5]).isEmpty)
        #expect(try talk.onlySent() == ["result": nil, "error": "unknown method", "id": 5])
    }

    @Test("A silent peer is asked, then given up")
    func silence() throws {
        let talk = Transcript()
        try talk.becomeLive()
        #expect(talk.nextDeadline == .at(5))
        #expect(talk.tick(at: .at(4)).isEmpty)
        #expect(try talk.sent().isEmpty)
        #expect(talk.tick(at: .at(5)).isEmpty)
        #expect(try talk.onlySent() == ["method": "echo", "params": [], "id": "echo"])
        #expect(talk.nextDeadline == .at(10))
        #expect(talk.tick(at: .at(9)).isEmpty)
        #expect(talk.receive(["id": "echo", "result": [], "error": nil]).isEmpty)
        #expect(talk.nextDeadline == .at(14))
        #expect(talk.tick(at: .at(14)).isEmpty)
        #expect(talk.tick(at: .at(19)).map(\.closingCode) == [.deadlineExceeded])
        #expect(talk.isClosed)
    }

    @Test("A peer that is challenged has so much time for a sign of life, and is asked once")
    func challenge() throws {
        let talk = Transcript()
        try talk.becomeLive()
        talk.challenge(within: .seconds(1), at: .at(2))
        talk.challenge(within: .seconds(1), at: .at(2))
        #expect(try talk.onlySent() == ["method": "echo", "params": [], "id": "echo"])
        #expect(talk.nextDeadline == .at(3))
        #expect(talk.receive(["id": "echo", "result": [], "error": nil]).isEmpty)
        #expect(talk.tick(at: .at(3)).isEmpty)
        talk.challenge(within: .seconds(1), at: .at(4))
        #expect(talk.tick(at: .at(5)).map(\.closingCode) == [.deadlineExceeded])
    }

    @Test("Without a probe interval nobody is asked")
    func noProbe() throws {
        var configuration = OVSDBClient.Configuration(monitored: Transcript.tables)
        configuration.probeInterval = .zero
        let talk = Transcript(configuration: configuration)
        try talk.becomeLive()
        #expect(talk.nextDeadline == nil)
        #expect(talk.tick(at: .at(100_000)).isEmpty)
    }

    @Test("A schema or monitor that does not come ends the session", arguments: [false, true])
    func setUpDeadline(hasSchema: Bool) throws {
        var configuration = OVSDBClient.Configuration(monitored: Transcript.tables)
        configuration.probeInterval = .zero
        let talk = Transcript(configuration: configuration)
        let request = try talk.onlySent()
        if hasSchema { #expect(talk.reply(to: request, Samples.schema).isEmpty) }
        // A peer that has said nothing may be anybody, and has less time.
        let deadline = MonotonicTime.at(hasSchema ? 10 : 5)
        #expect(talk.nextDeadline == deadline)
        #expect(talk.tick(at: deadline).map(\.closingCode) == [.deadlineExceeded])
    }

    @Test(
        "Garbage ends the session with a reason", .covers(.c4),
        arguments: [
            "HTTP/1.1 400 Bad Request\r\n", "[]", "\u{16}\u{3}\u{1}", "{]}", "{\"id\":}", "{}", "{\"id\":null}",
            "{\"id\":99,\"result\":{},\"error\":null}", "{\"id\":0,\"result\":{},\"error\":null}",
            "{\"id\":-1,\"result\":{},\"error\":null}", "{\"method\":5,\"params\":[],\"id\":null}",
            "{\"method\":\"echo\",\"params\":{},\"id\":1}", "{\"method\":\"echo\",\"id\":1}",
            "{\"id\":1,\"result\":\(String(repeating: "[", count: 100))\(String(repeating: "]", count: 100))}",
        ])
    func garbage(text: String) throws {
        let talk = Transcript()
        try talk.becomeLive()
        talk.transact(Transaction(), id: 3)
        let events = talk.receive(bytes: Array(text.utf8))
        #expect(events.first?.failureCode == .connectionClosed)
        #expect(events.last?.closingCode == .malformedMessage)
        #expect(events.count == 2)
        #expect(talk.receive(bytes: Array("{}".utf8)).isEmpty)
    }

    @Test(
        "Updates that are not as the schema says end the session", .covers(.c4),
        arguments: [
            ["weft-1"], ["weft-1", 5, [:]], ["weft-1", "x", [:]],
            ["weft-1", .string(OVSDBUUID.zero.description), ["Nonsense": [:]]],
            ["weft-1", .string(OVSDBUUID.zero.description), ["Port": ["not-a-uuid": ["delete": nil]]]],
        ] as [JSONValue])
    func badUpdate(params: JSONValue) throws {
        let talk = Transcript()
        try talk.becomeLive()
        let events = talk.receive(["method": "update3", "params": params, "id": nil])
        #expect(events.map(\.closingCode) == [.malformedMessage])
        #expect(talk.resumption?.lastTransactionID == Samples.uuid(7))
    }

    @Test(
        "Notifications nobody asked for are ignored",
        arguments: [
            ["method": "locked", "params": ["l"], "id": nil], ["method": "nonsense", "params": [], "id": nil],
            ["method": "update3", "params": ["other", 1, 2], "id": nil],
            ["method": "update2", "params": ["weft-1", [:]], "id": nil],
            ["method": "monitor_canceled", "params": ["other"], "id": nil],
        ] as [JSONValue])
    func ignored(message: JSONValue) throws {
        let talk = Transcript()
        try talk.becomeLive()
        #expect(talk.receive(message).isEmpty)
        #expect(try talk.sent().isEmpty)
        #expect(!talk.isClosed)
    }

    @Test("A monitor that the server cancels ends the session")
    func monitorCanceled() throws {
        let talk = Transcript()
        try talk.becomeLive()
        let events = talk.receive(["method": "monitor_canceled", "params": ["weft-1"], "id": nil])
        #expect(events.map(\.closingCode) == [.monitorCanceled])
    }

    @Test("A peer that asks and never reads is given up")
    func echoFlood() throws {
        var configuration = OVSDBClient.Configuration(monitored: Transcript.tables)
        configuration.maximumQueuedBytes = 10_000
        let talk = Transcript(configuration: configuration)
        let flood: JSONValue = ["method": "echo", "params": [.string(String(repeating: "x", count: 1000))], "id": 1]
        var events: [OVSDBClient.Event] = []
        for _ in 0..<20 where events.isEmpty { events = talk.receive(flood) }
        #expect(events.map(\.closingCode) == [.queueFull])
    }

    @Test("A message that trickles in has to end in time")
    func trickle() throws {
        let talk = Transcript()
        try talk.becomeLive()
        for second in 0..<10 {
            #expect(talk.tick(at: .at(UInt64(second))).isEmpty)
            #expect(talk.receive(bytes: [UInt8(ascii: second == 0 ? "{" : " ")]).isEmpty)
        }
        #expect(talk.nextDeadline == .at(10))
        #expect(talk.tick(at: .at(10)).map(\.closingCode) == [.deadlineExceeded])
    }

    @Test("Whole messages one after the other may go on for ever")
    func steady() throws {
        let talk = Transcript()
        try talk.becomeLive()
        let message = Array("{\"method\":\"x\",\"params\":[],\"id\":null}".utf8)
        for second in 0..<100 {
            // Each call ends one message and begins another.
            let bytes = second == 0 ? Array(message.prefix(5)) : Array(message.dropFirst(5) + message.prefix(5))
            #expect(talk.tick(at: .at(UInt64(second))).isEmpty)
            #expect(talk.receive(bytes: bytes).isEmpty)
        }
        #expect(!talk.isClosed)
    }

    @Test("A message without end is given up at the limit", .covers(.c4))
    func endless() throws {
        var configuration = OVSDBClient.Configuration(monitored: Transcript.tables)
        configuration.maximumMessageBytes = 10_000
        let talk = Transcript(configuration: configuration)
        var events = talk.receive(bytes: Array("{\"id\":\"".utf8))
        let filler = [UInt8](repeating: UInt8(ascii: "x"), count: 1000)
        for _ in 0..<20 where events.isEmpty { events = talk.receive(bytes: filler) }
        #expect(events.map(\.closingCode) == [.malformedMessage])
    }

    @Test("Any corrupted byte is survived")
    func corruption() throws {
        let message = Array(
            ("{\"method\":\"update3\",\"id\":null,\"params\":[\"weft-1\",\"\(OVSDBUUID.zero)\","
                + "{\"Port\":{\"\(Samples.uuid(1))\":{\"insert\":{\"name\":\"p\"}}}}]}").utf8)
        for position in message.indices {
            for byte in [0, 0x22, 0x30, 0x5B, 0x5C, 0x7B, 0x7D, 0xFF] as [UInt8] {
                let talk = Transcript()
                try talk.becomeLive()
                var bytes = message
                bytes[position] = byte
                let events = talk.receive(bytes: bytes)
                #expect(events.count <= 1)
            }
        }
    }

    @Test("A peer's text is cut, a single character of it too", .covers(.c4))
    func endlessCharacter() throws {
        let talk = Transcript()
        try talk.becomeLive()
        let character = "e" + String(repeating: "\u{301}", count: 100_000)
        talk.transact(Transaction(), id: 1)
        let request = try talk.onlySent()
        let error: JSONValue = ["error": .string(character), "details": .string(character)]
        guard case .transacted(1, .failure(let failure))? = talk.fail(request, error).first else {
            Issue.record("not a failure")
            return
        }
        #expect(failure.description.utf8.count < 5000)
        let update: JSONValue = ["weft-1", .string(OVSDBUUID.zero.description), [character: [:]]]
        let events = talk.receive(["method": "update3", "params": update, "id": nil])
        guard case .closed(let reason)? = events.last else {
            Issue.record("not the end")
            return
        }
        #expect(reason.description.utf8.count < 500)
    }
}
