import Glibc
import OVSDB
import Testing

/// After each of many random transactions of another client, replicas of every kind equal what the database holds: 300,
/// and 10,000 with `WEFT_NIGHTLY=1`.
@Suite("Against ovsdb-server: equality", .enabled(if: RealServer.isAvailable, "ovsdb-server is not installed"))
struct EqualityTests {
    @Test("After each transaction of another client every replica equals a fresh dump", arguments: [false, true])
    func equality(isClustered: Bool) throws {
        let count = Nightly.isOn ? 10_000 : 300
        let fixture = try Fixture(isClustered: isClustered)
        for number in 1...count {
            try fixture.change()
            try fixture.disturb(number)
            try fixture.check("transaction \(number)")
        }
        let resumable = fixture.since.resumed + fixture.filtered.resumed
        #expect(isClustered ? resumable > count / 20 : resumable == 0)
        #expect(fixture.since.reloaded + fixture.filtered.reloaded > 0)
        #expect(fixture.hasBeenFiltered)
    }
}

/// A writer, and watchers with each generation of monitors, one of which looks at some rows only.
private final class Fixture {
    let since: Watcher
    let filtered: Watcher
    private(set) var hasBeenFiltered = false

    private let server: RealServer
    private let writer: RealSession
    private let conditional: Watcher
    private let plain: Watcher
    private let reader: RealSession
    private var changes = RandomChanges(seed: 2026, maximum: 6)
    private var random = SplitMix(state: 11)

    init(isClustered: Bool) throws {
        server = try RealServer(isClustered: isClustered, in: RealServer.makeFolder())
        writer = try RealSession(.connect(server.socketPath))
        since = try Watcher(server)
        filtered = try Watcher(server)
        conditional = try Watcher(server, unknownMethods: RealServerTests.generations[1])
        plain = try Watcher(server, unknownMethods: RealServerTests.generations[2])
        reader = try RealSession(
            .connect(server.socketPath), .init(monitored: [.init("Open_vSwitch", rows: .none)]))
    }

    func change() throws {
        let transaction = changes.next(try #require(writer.replica))
        let result = try writer.transact(transaction).get()
        #expect(result.outcomes.count == transaction.count)
    }

    /// What happens to watchers beside the transactions.
    func disturb(_ number: Int) throws {
        if number % 3 == 0 { filtered.setFilters(filters()) }
        if number % 7 == 0 {
            try since.reconnect { for _ in 0..<random.below(4) { try change() } }
        }
        if number % 11 == 0 {
            try filtered.settle()
            try filtered.reconnect { for _ in 0..<random.below(4) { try change() } }
        }
        if number % 50 == 0 {
            try conditional.resynchronise()
            try plain.reconnect { try change() }
        }
        if number % 97 == 0 {
            // Longer than the server remembers.
            try since.reconnect { for _ in 0..<150 { try change() } }
        }
    }

    func check(_ place: String) throws {
        try filtered.settle()
        for watcher in [since, conditional, plain] { try watcher.catchUp() }
        var dump = Transaction()
        for table in RealSession.tables { dump.select(table, where: []) }
        let outcomes = try reader.transact(dump).get().outcomes
        for (name, outcome) in zip(RealSession.tables, outcomes) {
            guard case .rows(let rows) = outcome else { throw OVSDBError(.malformedMessage) }
            for watcher in [since, conditional, plain, filtered] {
                let replica = try #require(watcher.session.replica)
                let table = try #require(replica.schema.tables[name])
                let all = Row.selected(rows, of: table)
                let filter = watcher.filter(name)
                let expected = all.filter { filter.matches($0) }
                if expected.count < all.count, !expected.isEmpty { hasBeenFiltered = true }
                try #require(replica.state == .live && replica.rows(in: name) == expected, "\(place), table \(name)")
            }
        }
    }

    private func filters() -> [String: RowFilter] {
        let number = Datum.integer(random.below(5))
        let port: [RowFilter] = [
            .all, .none, .any([.equal("tag", number)]), .any([.equal("tag", []), Condition("tag", .greater, number)]),
            .any([Condition("trunks", .includes, number)]), .any([Condition("trunks", .excludes, [0, 1, 2])]),
        ]
        let bridge: [RowFilter] = [
            .all, .any([.equal("fail_mode", "secure")]), .any([Condition("external_ids", .includes, ["k1": "v1"])]),
            .any([Condition("stp_enable", .notEqual, true), Condition("flood_vlans", .includes, number)]),
        ]
        let interface: [RowFilter] = [
            .all, .none, .any([.equal("type", "vxlan"), Condition("mtu_request", .less, 1420)]),
        ]
        func pick(_ filters: [RowFilter]) -> RowFilter { filters[Int(random.below(Int64(filters.count)))] }
        return ["Port": pick(port), "Bridge": pick(bridge), "Interface": pick(interface)]
    }
}
