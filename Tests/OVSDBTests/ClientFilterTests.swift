import JSON
import NetworkTypes
import OVSDB
import Testing

@Suite("Client: which rows are monitored") struct ClientFilterTests {
    private let named = RowFilter.any([.equal("name", "a"), .equal("name", "b")])
    private let namedJSON: JSONValue = [["name", "==", "a"], ["name", "==", "b"]]

    private var configuration: OVSDBClient.Configuration {
        .init(monitored: [.init("Port", rows: named), .init("Bridge", columns: ["name"])])
    }

    @Test("A monitor is set up with its filters, and RFC 7047's without")
    func setUp() throws {
        let talk = Transcript(configuration: configuration)
        let schemaRequest = try talk.onlySent()
        _ = talk.reply(to: schemaRequest, Samples.schema)
        let since = try talk.onlySent()
        let requests = since["params"]?.array?[2]
        #expect(
            requests == [
                "Bridge": [["columns": ["name"]]], "Port": [["columns": ["name"], "where": namedJSON]],
            ])
        _ = talk.fail(since, "unknown method")
        _ = talk.fail(try talk.onlySent(), "unknown method")
        let plain = try talk.onlySent()
        #expect(plain["params"]?.array?[2]["Port"] == [["columns": ["name"]]])
        #expect(talk.reply(to: plain, [:]).count == 2)
        talk.setFilters(["Port": .none])
        #expect(
            talk.tick(at: .at(0)) == [
                .filtersRefused(OVSDBError(.notSupported, "the server reports whole tables only"))
            ])
    }

    @Test("Changes are asked one at a time, the last one wins, and its arrival is told once")
    func changes() throws {
        let talk = Transcript(configuration: configuration)
        try talk.becomeLive()
        talk.setFilters(["Port": .none])
        let first = try talk.onlySent()
        #expect(first["method"] == "monitor_cond_change")
        #expect(first["params"] == ["weft-1", "weft-1", ["Port": [["where": [false]]]]])
        #expect(talk.resumption == nil)
        talk.setFilters(["Bridge": .any([])])
        talk.setFilters(["Bridge": named, "Port": .all])
        #expect(try talk.sent().isEmpty)
        #expect(talk.reply(to: first, [:]).isEmpty)
        let second = try talk.onlySent()
        let both: JSONValue = ["Bridge": [["where": namedJSON]], "Port": [["where": [true]]]]
        #expect(second["params"]?.array?[2] == both)
        #expect(talk.reply(to: second, [:]) == [.filtersApplied])
        #expect(talk.resumption?.filters == ["Bridge": named])
        talk.setFilters(["Port": .all])
        #expect(try talk.sent().isEmpty)
        #expect(talk.tick(at: talk.now) == [.filtersApplied])
    }

    @Test("A refused change leaves the filters as they were")
    func refusal() throws {
        let talk = Transcript(configuration: configuration)
        try talk.becomeLive()
        talk.setFilters(["Port": .any([.equal("nonsense", 1)])])
        let events = talk.fail(try talk.onlySent(), ["error": "unknown column", "details": "d"])
        #expect(events == [.filtersRefused(OVSDBError(.unknownColumn, "monitor_cond_change: d"))])
        #expect(talk.resumption?.filters == ["Port": named])
    }

    @Test("Filters chosen before the monitor stands go with it or follow it")
    func early() throws {
        let talk = Transcript(configuration: configuration)
        talk.setFilters(["Port": .none])
        let schemaRequest = try talk.onlySent()
        _ = talk.reply(to: schemaRequest, Samples.schema)
        let monitor = try talk.onlySent()
        #expect(monitor["params"]?.array?[2]["Port"] == [["columns": ["name"], "where": [false]]])
        talk.setFilters(["Port": .all])
        #expect(try talk.sent().isEmpty)
        let id = JSONValue.string(Samples.uuid(7).description)
        #expect(talk.reply(to: monitor, [false, id, [:]]).count == 2)
        let change = try talk.onlySent()
        #expect(change["params"]?.array?[2] == ["Port": [["where": [true]]]])
        #expect(talk.reply(to: change, [:]) == [.filtersApplied])
    }

    @Test("A session with other filters than the replica's begins anew")
    func resumption() throws {
        let talk = Transcript(configuration: configuration)
        try talk.becomeLive()
        let resumption = try #require(talk.resumption)
        for (filter, id) in [(named, Samples.uuid(7)), (.all, .zero)] as [(RowFilter, OVSDBUUID)] {
            var other = configuration
            other.monitored[0].rows = filter
            let second = Transcript(configuration: other, resumption: resumption)
            _ = second.reply(to: try second.onlySent(), Samples.schema)
            #expect(try second.onlySent()["params"]?.array?[3] == .string(id.description))
        }
    }

    @Test("A new monitor does not wait for the change of the old one")
    func resynchronised() throws {
        let talk = Transcript(configuration: configuration)
        try talk.becomeLive()
        talk.setFilters(["Port": .none])
        let change = try talk.onlySent()
        talk.resynchronise()
        let requests = try talk.sent()
        #expect(requests.map { $0["method"] } == ["monitor_cancel", "monitor_cond_since"])
        #expect(talk.reply(to: change, [:]).isEmpty)
        let events = talk.reply(to: requests[1], [false, .string(Samples.uuid(8).description), [:]])
        #expect(events.last == .filtersApplied)
        #expect(talk.resumption?.filters == ["Port": RowFilter.none])
    }

    @Test(
        "A session that ends before a change of filters is answered cannot be resumed, one that asked for a monitor can"
    )
    func endInDoubt() throws {
        let talk = Transcript(configuration: configuration)
        try talk.becomeLive()
        let earlier = try #require(talk.resumption)
        talk.setFilters(["Port": .none])
        // The rows that go by it are reported before the answer, which never comes.
        #expect(talk.close(OVSDBError(.connectionClosed)).count == 1)
        #expect(talk.resumption == nil)
        let second = Transcript(configuration: configuration, resumption: earlier)
        _ = second.reply(to: try second.onlySent(), Samples.schema)
        _ = second.close(OVSDBError(.connectionClosed))
        #expect(second.resumption == earlier)
    }
}
