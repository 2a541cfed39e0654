import AttackTable
import JSON
import NetworkTypes
import OVSDB
import Testing

@Suite("Client: the server's own account") struct ClientServerTests {
    private static let serverSchema: JSONValue = [
        "name": "_Server", "version": "1.2.0",
        "tables": [
            "Database": [
                "columns": [
                    "name": ["type": "string"], "model": ["type": "string"], "connected": ["type": "boolean"],
                    "leader": ["type": "boolean"], "schema": ["type": ["key": "string", "min": 0]],
                    "sid": ["type": ["key": "uuid", "min": 0]], "cid": ["type": ["key": "uuid", "min": 0]],
                    "index": ["type": ["key": "integer", "min": 0]],
                ]
            ]
        ],
    ]

    private static let cluster = Samples.uuid(77)

    private static func row(_ changes: JSONObject = [:]) -> JSONValue {
        var row: JSONObject = [
            "name": "Open_vSwitch", "model": "clustered", "connected": true, "leader": true, "schema": "{}",
            "cid": ["uuid", .string(cluster.description)], "index": 10,
        ]
        for (key, value) in changes { row[key] = value }
        return .object(row)
    }

    private static func updates(_ kind: String, _ row: JSONValue) -> JSONValue {
        ["Database": [Samples.uuid(1).description: .object([kind: row])]]
    }

    private static func talk(_ requirement: ServerRequirement) -> Transcript {
        var configuration = OVSDBClient.Configuration(monitored: Transcript.tables)
        configuration.server = requirement
        return Transcript(configuration: configuration)
    }

    /// Answers until the account was given; what the client makes of it.
    private static func account(_ talk: Transcript, _ result: JSONValue) throws -> [OVSDBClient.Event] {
        let requests = try talk.sent()
        #expect(requests.map { $0["method"] } == ["set_db_change_aware", "get_schema"])
        #expect(requests[0]["params"] == [true])
        #expect(requests[1]["params"] == ["_Server"])
        #expect(talk.reply(to: requests[0], [:]).isEmpty)
        #expect(talk.reply(to: requests[1], serverSchema).isEmpty)
        let monitor = try talk.onlySent()
        #expect(monitor["method"] == "monitor_cond")
        return talk.reply(to: monitor, result)
    }

    @Test("The server is asked what it is before the database is, and its changes are told")
    func straight() throws {
        let talk = Self.talk(.init(role: .connected))
        let events = try Self.account(talk, Self.updates("initial", Self.row()))
        var status = DatabaseStatus(name: "Open_vSwitch", model: .clustered, clusterID: Self.cluster, index: 10)
        #expect(events == [.server(status)])
        try talk.becomeLive()
        let update: JSONValue = [
            "method": "update2", "id": nil,
            "params": ["weft-server", Self.updates("modify", ["leader": false, "index": 11])],
        ]
        status = DatabaseStatus(
            name: "Open_vSwitch", model: .clustered, isLeader: false, clusterID: Self.cluster, index: 11)
        #expect(talk.receive(update) == [.server(status)])
        #expect(!talk.isClosed)
        let cutOff: JSONValue = [
            "method": "update2", "id": nil, "params": ["weft-server", Self.updates("modify", ["connected": false])],
        ]
        #expect(talk.receive(cutOff).map(\.closingCode) == [nil, .databaseUnavailable])
    }

    @Test(
        "A server that is not what is required ends the session",
        arguments: [
            (.init(role: .leader), ["leader": false], .notLeader),
            (.init(role: .connected), ["connected": false], .databaseUnavailable),
            (.init(role: .any), ["schema": ["set", []]], .databaseUnavailable),
            (.init(clusterID: .zero), [:], .wrongCluster),
            (.init(clusterID: .zero), ["cid": ["set", []]], .wrongCluster),
            (.init(minimumPosition: .init(clusterID: cluster, index: 11)), [:], .staleServer),
            (.init(minimumPosition: .init(clusterID: cluster, index: 10)), [:], nil),
            (.init(minimumPosition: .init(clusterID: .zero, index: 11)), [:], nil),
            (.init(role: .any), ["connected": false, "leader": false], nil),
            (.init(role: .any), ["name": "other"], .databaseUnavailable),
        ] as [(ServerRequirement, JSONObject, OVSDBError.Code?)])
    func requirement(requirement: ServerRequirement, changes: JSONObject, code: OVSDBError.Code?) throws {
        let talk = Self.talk(requirement)
        let events = try Self.account(talk, Self.updates("initial", Self.row(changes)))
        #expect(events.compactMap(\.closingCode) == (code.map { [$0] } ?? []))
        #expect(talk.isClosed == (code != nil))
    }

    @Test("A server that is older than its account is taken as it is")
    func old() throws {
        let talk = Self.talk(.init(role: .leader))
        let requests = try talk.sent()
        #expect(talk.fail(requests[0], "unknown method").isEmpty)
        #expect(talk.fail(requests[1], ["error": "unknown database"]).isEmpty)
        try talk.becomeLive()
        // It does not tell of changes: the end of a monitor is the end.
        let events = talk.receive(["method": "monitor_canceled", "params": ["weft-1"], "id": nil])
        #expect(events.map(\.closingCode) == [.monitorCanceled])
    }

    @Test("A schema that changes without the monitor's end is read anew all the same", arguments: [false, true])
    func silentConversion(isLive: Bool) throws {
        let talk = Self.talk(.init(role: .any))
        _ = try Self.account(talk, Self.updates("initial", Self.row()))
        let schemaRequest = try talk.onlySent()
        _ = talk.reply(to: schemaRequest, Samples.schema)
        let id = JSONValue.string(Samples.uuid(8).description)
        let monitor = try talk.onlySent()
        if isLive { #expect(talk.reply(to: monitor, [false, id, [:]]).count == 2) }
        let update: JSONValue = [
            "method": "update2", "id": nil,
            "params": ["weft-server", Self.updates("modify", ["schema": "{\"version\":\"9\"}"])],
        ]
        let events = talk.receive(update)
        #expect(events.count == (isLive ? 1 : 0))
        let requests = try talk.sent()
        #expect(requests.map { $0["method"] } == ["monitor_cancel", "get_schema"])
        // What is said twice is done once.
        #expect(talk.receive(["method": "monitor_canceled", "params": ["weft-1"], "id": nil]).isEmpty)
        if !isLive { #expect(talk.reply(to: monitor, [false, id, [:]]).isEmpty) }
        #expect(talk.fail(requests[0], "unknown monitor").isEmpty)
        #expect(talk.reply(to: requests[1], Samples.schema).isEmpty)
        #expect(talk.reply(to: try talk.onlySent(), [false, id, [:]]).count == 2)
    }

    @Test("After a conversion the schema is read anew and a new monitor begins")
    func conversion() throws {
        let talk = Self.talk(.init(role: .any))
        _ = try Self.account(talk, Self.updates("initial", Self.row()))
        try talk.becomeLive()
        let events = talk.receive(["method": "monitor_canceled", "params": ["weft-1"], "id": nil])
        guard case .interrupted(let reason)? = events.first else {
            Issue.record("not an interruption: \(events)")
            return
        }
        #expect(reason.code == .monitorCanceled)
        #expect(talk.resumption == nil)
        let schemaRequest = try talk.onlySent()
        #expect(schemaRequest["method"] == "get_schema")
        var schema = try #require(Samples.schema.object)
        schema["version"] = "9.0.0"
        #expect(talk.reply(to: schemaRequest, .object(schema)).isEmpty)
        let monitor = try talk.onlySent()
        #expect(monitor["params"]?.array?[1] == "weft-2")
        #expect(monitor["params"]?.array?[3] == .string(OVSDBUUID.zero.description))
        let id = JSONValue.string(Samples.uuid(8).description)
        #expect(talk.reply(to: monitor, [false, id, [:]]).first == .ready(schemaVersion: "9.0.0", found: false))
    }

    @Test("An account that makes no sense ends the session")
    func malformed() throws {
        let results: [JSONValue] = [nil, [:], ["Nonsense": [:]], Self.updates("modify", ["leader": true])]
        let codes: [OVSDBError.Code] = [.malformedMessage, .databaseUnavailable, .malformedMessage, .malformedMessage]
        for (result, code) in zip(results, codes) {
            let talk = Self.talk(.init(role: .any))
            #expect(try Self.account(talk, result).map(\.closingCode) == [code])
        }
        let talk = Self.talk(.init(role: .any))
        let requests = try talk.sent()
        #expect(talk.reply(to: requests[1], ["name": "_Server"]).map(\.closingCode) == [.malformedMessage])
    }

    @Test("A server that does not say what it is in time is given up")
    func deadline() {
        let talk = Self.talk(.init(role: .any))
        #expect(talk.tick(at: .at(5)).map(\.closingCode) == [.deadlineExceeded])
    }

    @Test("A change of filters that crossed with a conversion goes with the next monitor")
    func filtersInConversion() throws {
        let talk = Self.talk(.init(role: .any))
        _ = try Self.account(talk, Self.updates("initial", Self.row()))
        try talk.becomeLive()
        talk.setFilters(["Port": .none])
        let change = try talk.onlySent()
        #expect(talk.receive(["method": "monitor_canceled", "params": ["weft-1"], "id": nil]).count == 1)
        #expect(talk.fail(change, "unknown monitor").isEmpty)
        let schemaRequest = try talk.onlySent()
        #expect(talk.reply(to: schemaRequest, Samples.schema).isEmpty)
        let monitor = try talk.onlySent()
        #expect(monitor["params"]?.array?[2]["Port"]?.array?.first?["where"] == [false])
        let events = talk.reply(to: monitor, [false, .string(Samples.uuid(8).description), [:]])
        #expect(events.last == .filtersApplied)
        #expect(talk.resumption?.filters == ["Port": RowFilter.none])
    }

    @Test("A server that converts the database without end and does not read is given up", .covers(.c4))
    func conversionsWithoutEnd() throws {
        var configuration = OVSDBClient.Configuration(monitored: Transcript.tables)
        configuration.server = ServerRequirement(role: .any)
        configuration.maximumQueuedBytes = 10_000
        let talk = Transcript(configuration: configuration)
        _ = try Self.account(talk, Self.updates("initial", Self.row()))
        let schemaRequest = try talk.onlySent()
        var id = try #require(schemaRequest["id"]?.integer)
        var events: [OVSDBClient.Event] = []
        for version in 0..<1000 where events.isEmpty {
            events += talk.receive(["id": .integer(id), "result": Samples.schema, "error": nil])
            // What it is asked next: the monitor, its end, and the schema.
            id += 3
            let row = Self.updates("modify", ["schema": .string("{\(version)}")])
            events += talk.receive(["method": "update2", "id": nil, "params": ["weft-server", row]])
        }
        #expect(events.map(\.closingCode) == [.queueFull])
    }
}
