import JSON
import NetworkTypes
import OVSDB
import Testing

@Suite("Client: from connection to updates") struct ClientSessionTests {
    private let id8 = JSONValue.string(Samples.uuid(8).description)
    private let row1 = Samples.uuid(1).description

    @Test("Schema, then the best monitor, then updates")
    func straight() throws {
        let talk = Transcript()
        let schemaRequest = try talk.onlySent()
        #expect(schemaRequest == ["method": "get_schema", "params": ["Open_vSwitch"], "id": 1])
        #expect(talk.reply(to: schemaRequest, Samples.schema).isEmpty)
        let monitorRequest = try talk.onlySent()
        #expect(
            monitorRequest == [
                "method": "monitor_cond_since", "id": 2,
                "params": [
                    "Open_vSwitch", "weft-1",
                    ["Bridge": [["columns": Transcript.bridgeColumns]], "Port": [["columns": ["name"]]]],
                    "00000000-0000-0000-0000-000000000000",
                ],
            ])
        let initial = talk.reply(to: monitorRequest, [false, id8, ["Port": [row1: ["initial": ["name": "p"]]]]])
        let port = TableUpdates([.init("Port", [.init(Samples.uuid(1), .initial(["name": "p"]))])])
        #expect(initial == [.ready(schemaVersion: "8.3.1", found: false), .updates(port, isInitial: true)])
        #expect(talk.schema?.tables["Bridge"]?.columns.keys.sorted() == ["external_ids", "name", "ports"])

        let id9 = JSONValue.string(Samples.uuid(9).description)
        let later = talk.receive([
            "method": "update3", "id": nil,
            "params": ["weft-1", id9, ["Port": [row1: ["modify": ["name": "q"]]]]],
        ])
        let change = TableUpdates([.init("Port", [.init(Samples.uuid(1), .modify(["name": "q"]))])])
        #expect(later == [.updates(change, isInitial: false)])
        #expect(talk.resumption?.lastTransactionID == Samples.uuid(9))
        #expect(try talk.sent().isEmpty)
    }

    @Test(
        "An old server is asked in older ways",
        arguments: ["unknown method", ["error": "unknown method"]] as [JSONValue])
    func fallback(error: JSONValue) throws {
        let talk = Transcript()
        let schemaRequest = try talk.onlySent()
        _ = talk.reply(to: schemaRequest, Samples.schema)
        let since = try talk.onlySent()
        #expect(since["method"] == "monitor_cond_since")
        #expect(talk.fail(since, error).isEmpty)
        let conditional = try talk.onlySent()
        #expect(conditional["method"] == "monitor_cond")
        #expect(conditional["params"]?.array?.count == 3)
        #expect(talk.fail(conditional, error).isEmpty)
        let plain = try talk.onlySent()
        #expect(plain["method"] == "monitor")
        let initial = talk.reply(to: plain, ["Port": [row1: ["new": ["name": "p"]]]])
        let port = TableUpdates([.init("Port", [.init(Samples.uuid(1), .insert(["name": "p"]))])])
        #expect(initial == [.ready(schemaVersion: "8.3.1", found: false), .updates(port, isInitial: true)])
        let later = talk.receive([
            "method": "update", "id": nil,
            "params": [plain["params"]?.array?[1] ?? nil, ["Port": [row1: ["old": ["name": "p"]]]]],
        ])
        #expect(later == [.updates(TableUpdates([.init("Port", [.init(Samples.uuid(1), .delete)])]), isInitial: false)])
        #expect(talk.resumption == nil)
    }

    @Test("monitor_cond sends its updates as update2")
    func conditional() throws {
        let talk = Transcript()
        let schemaRequest = try talk.onlySent()
        _ = talk.reply(to: schemaRequest, Samples.schema)
        let since = try talk.onlySent()
        _ = talk.fail(since, "unknown method")
        let conditional = try talk.onlySent()
        #expect(talk.reply(to: conditional, [:]).count == 2)
        let name = conditional["params"]?.array?[1] ?? nil
        let events = talk.receive([
            "method": "update2", "id": nil, "params": [name, ["Port": [row1: ["insert": [:]]]]],
        ])
        #expect(events.count == 1)
    }

    @Test("A monitor that fails otherwise ends the session")
    func monitorFails() throws {
        let talk = Transcript()
        let schemaRequest = try talk.onlySent()
        _ = talk.reply(to: schemaRequest, Samples.schema)
        let since = try talk.onlySent()
        let events = talk.fail(since, ["error": "syntax error", "details": "no"])
        #expect(events.map(\.closingCode) == [.syntaxError])
    }

    @Test("A session resumes where another ended, if the schema is the same")
    func resumption() throws {
        let first = Transcript()
        try first.becomeLive()
        let resumption = try #require(first.resumption)
        let second = Transcript(resumption: resumption)
        let schemaRequest = try second.onlySent()
        _ = second.reply(to: schemaRequest, Samples.schema)
        let monitor = try second.onlySent()
        #expect(monitor["params"]?.array?.last == .string(Samples.uuid(7).description))
        let events = second.reply(to: monitor, [true, id8, [:]])
        #expect(events.first == .ready(schemaVersion: "8.3.1", found: true))

        var configuration = OVSDBClient.Configuration(monitored: [.init("Port")])
        configuration.database = "Open_vSwitch"
        let third = Transcript(configuration: configuration, resumption: resumption)
        let thirdSchema = try third.onlySent()
        _ = third.reply(to: thirdSchema, Samples.schema)
        let fresh = try third.onlySent()
        #expect(fresh["params"]?.array?.last == .string(OVSDBUUID.zero.description))
        // A server that resumes what was not asked for would leave the replica empty.
        #expect(third.reply(to: fresh, [true, id8, [:]]).map(\.closingCode) == [.malformedMessage])
    }

    @Test("A database that does not fit is refused with what is missing")
    func incompatible() throws {
        var old = OVSDBClient.Configuration(monitored: [])
        old.minimumSchemaVersion = SchemaVersion(8, 4, 0)
        let oldTalk = Transcript(configuration: old)
        let first = try oldTalk.onlySent()
        let refusal = OVSDBError(
            .incompatibleSchema, "database Open_vSwitch: schema version 8.3.1, at least 8.4.0 needed")
        #expect(oldTalk.reply(to: first, Samples.schema) == [.closed(refusal)])

        let missing = Transcript(configuration: .init(monitored: [.init("Mirror")]))
        let second = try missing.onlySent()
        let lack = OVSDBError(.incompatibleSchema, "database Open_vSwitch 8.3.1 has no table Mirror")
        #expect(missing.reply(to: second, Samples.schema) == [.closed(lack)])

        let unknown = Transcript()
        let third = try unknown.onlySent()
        #expect(unknown.fail(third, ["error": "unknown database"]).map(\.closingCode) == [.unknownDatabase])

        let broken = Transcript()
        let fourth = try broken.onlySent()
        #expect(broken.reply(to: fourth, ["name": 1]).map(\.closingCode) == [.malformedMessage])
    }

    @Test("Resynchronising cancels the monitor, starts anew and ignores what is left of the old one")
    func resynchronise() throws {
        let talk = Transcript()
        try talk.becomeLive()
        talk.resynchronise()
        let requests = try talk.sent()
        #expect(requests.map { $0["method"] } == ["monitor_cancel", "monitor_cond_since"])
        #expect(requests[0]["params"] == ["weft-1"])
        #expect(requests[1]["params"]?.array?[1] == "weft-2")
        #expect(requests[1]["params"]?.array?.last == .string(OVSDBUUID.zero.description))
        let stray = talk.receive([
            "method": "update3", "id": nil, "params": ["weft-1", id8, ["Port": [row1: ["delete": nil]]]],
        ])
        #expect(stray.isEmpty)
        #expect(talk.reply(to: requests[0], [:]).isEmpty)
        let events = talk.reply(to: requests[1], [false, id8, [:]])
        #expect(events == [.ready(schemaVersion: "8.3.1", found: false), .updates(TableUpdates(), isInitial: true)])
    }

    @Test("Resynchronising twice leaves one monitor")
    func resynchroniseTwice() throws {
        let talk = Transcript()
        try talk.becomeLive()
        talk.resynchronise()
        talk.resynchronise()
        let requests = try talk.sent()
        #expect(requests.map { $0["params"]?.array?.count } == [1, 4, 1, 4])
        #expect(talk.reply(to: requests[1], [false, id8, [:]]).isEmpty)
        #expect(talk.reply(to: requests[3], [false, id8, [:]]).count == 2)
        #expect(talk.isLive)
    }

    @Test("However the bytes are cut, the events are the same")
    func dripFeed() throws {
        let messages: [JSONValue] = [
            ["id": 1, "result": Samples.schema, "error": nil],
            ["method": "echo", "params": ["} { \\\""], "id": "x"],
            ["id": 2, "result": [false, id8, ["Port": [row1: ["initial": ["name": "é{"]]]]], "error": nil],
            ["method": "update3", "id": nil, "params": ["weft-1", id8, ["Port": [row1: ["delete": nil]]]]],
        ]
        let stream = Array(messages.map { $0.serializedBytes() + [0x0A] }.joined())
        let whole = Transcript()
        let expected = whole.receive(bytes: stream)
        #expect(expected.count == 3)
        let drip = Transcript()
        var events: [OVSDBClient.Event] = []
        for byte in stream { events += drip.receive(bytes: [byte]) }
        #expect(events == expected)
        #expect(try drip.sent() == whole.sent())
    }

    @Test("Resynchronising before the schema has come gives up what was to be resumed")
    func resynchroniseEarly() throws {
        let first = Transcript()
        try first.becomeLive()
        let resumption = try #require(first.resumption)
        let talk = Transcript(resumption: resumption)
        talk.resynchronise()
        _ = talk.reply(to: try talk.onlySent(), Samples.schema)
        #expect(try talk.onlySent()["params"]?.array?[3] == .string(OVSDBUUID.zero.description))
    }
}
