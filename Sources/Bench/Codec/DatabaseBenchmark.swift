import JSON
import NetworkTypes
import OVSDB

/// How long a host's database takes to be read, and changes of it to be followed: the client machine, from bytes to a
/// replica, on one core.
public struct DatabaseBenchmark {
    let rounds: Int
    let allocations: AllocationCounter

    public init(rounds: Int = 50, allocations: AllocationCounter = .none) {
        self.rounds = rounds
        self.allocations = allocations
    }

    public func run() throws -> [Figure] {
        let dump = try initialDump()
        let best = try milliseconds { try self.read(dump) }
        let before = allocations.read()
        try read(dump)
        let allocated = Double(allocations.read() - before) / Double(2 * Self.interfaceCount)
        return try [
            Figure(
                "ovsdb.initial-dump", best, "ms", goal: .atMost(5),
                note: "\(dump.count / 1000) kB: \(Self.interfaceCount) interfaces with their ports")
        ] + allocations.figure("ovsdb.initial-dump", allocated, limit: Self.allocationsForRow)
            + rowUpdates()
    }

    /// 1.3 times what it is, 20.8: strings, sets and maps of a row.
    private static let allocationsForRow = 27.0
    /// 1.3 times what it is, 29.0.
    private static let allocationsForUpdate = 38.0

    static let interfaceCount = 420
    private static let schema = """
        {"name":"Open_vSwitch","version":"8.3.1","tables":{"Interface":{"columns":{"name":{"type":"string"},\
        "type":{"type":"string"},"ofport":{"type":{"key":"integer","min":0,"max":1}},"admin_state":{"type":{"key":\
        {"type":"string","enum":["set",["down","up"]]},"min":0,"max":1}},"mac_in_use":{"type":{"key":"string","min":0,\
        "max":1}},"external_ids":{"type":{"key":"string","value":"string","min":0,"max":"unlimited"}},"error":{"type":\
        {"key":"string","min":0,"max":1}}}},"Port":{"columns":{"name":{"type":"string"},"interfaces":{"type":{"key":\
        {"type":"uuid","refTable":"Interface"},"min":1,"max":"unlimited"}},"external_ids":{"type":{"key":"string",\
        "value":"string","min":0,"max":"unlimited"}}}}}}
        """

    private static func uuid(_ table: Int, _ number: Int) -> String {
        let text = String(number, radix: 16)
        return "0000000\(table)-0000-4000-8000-" + String(repeating: "0", count: 12 - text.count) + text
    }

    private static func interface(_ number: Int) -> String {
        """
        "\(uuid(1, number))":{"initial":{"name":"vnet\(number)","ofport":\(number + 1),"admin_state":"up",\
        "mac_in_use":"fe:54:00:00:\(number / 256 % 90 + 10):\(number % 90 + 10)","external_ids":["map",[["attached-mac",\
        "52:54:00:00:\(number / 256 % 90 + 10):\(number % 90 + 10)"],["iface-id","\(uuid(3, number))"],\
        ["iface-status","active"],["vm-id","\(uuid(4, number))"]]]}}
        """
    }

    private static func port(_ number: Int) -> String {
        """
        "\(uuid(2, number))":{"initial":{"name":"vnet\(number)","interfaces":["uuid","\(uuid(1, number))"]}}
        """
    }

    /// The answer to monitor_cond_since.
    private func initialDump() throws -> [UInt8] {
        let interfaces = (0..<Self.interfaceCount).map(Self.interface).joined(separator: ",")
        let ports = (0..<Self.interfaceCount).map(Self.port).joined(separator: ",")
        let text = """
            {"id":2,"error":null,"result":[false,"\(Self.uuid(5, 1))",{"Interface":{\(interfaces)},"Port":{\(ports)}}]}
            """
        return Array(text.utf8)
    }

    /// A client that waits for the answer to its monitor.
    private func waitingClient() throws -> OVSDBClient {
        var client = OVSDBClient(configuration: .init(monitored: [.init("Interface"), .init("Port")]))
        let now = MonotonicTime(seconds: 1)
        client.start(now: now)
        _ = client.receive(Array(#"{"id":1,"error":null,"result":\#(Self.schema)}"#.utf8), now: now)
        guard client.schema != nil else { throw BenchError("the OVSDB client did not take the schema") }
        return client
    }

    /// From the bytes of the answer to a replica of all rows.
    private func read(_ dump: [UInt8]) throws {
        var client = try waitingClient()
        var replica = try client.schema.map { Replica(schema: $0) } ?? { throw BenchError("no schema") }()
        try Self.apply(client.receive(dump, now: MonotonicTime(seconds: 1)), to: &replica)
        guard replica.count(in: "Interface") == Self.interfaceCount else {
            throw BenchError("the replica has \(replica.count(in: "Interface")) interfaces")
        }
    }

    private static func apply(_ events: [OVSDBClient.Event], to replica: inout Replica) throws {
        for case .updates(let updates, _) in events { keep(try replica.apply(updates)) }
    }

    private func rowUpdates() throws -> [Figure] {
        let dump = try initialDump()
        let updates = (0..<10_000).map { number in
            Array(
                """
                {"method":"update3","id":null,"params":["weft-1","\(Self.uuid(5, number + 2))",{"Interface":\
                {"\(Self.uuid(1, number % Self.interfaceCount))":{"modify":{"external_ids":["map",[["counter",\
                "\(number)"]]]}}}}]}
                """.utf8)
        }
        var best = Double.infinity
        var allocated = 0
        for _ in 0..<max(1, rounds / 5) {
            var client = try waitingClient()
            var replica = try client.schema.map { Replica(schema: $0) } ?? { throw BenchError("no schema") }()
            let now = MonotonicTime(seconds: 1)
            try Self.apply(client.receive(dump, now: now), to: &replica)
            let before = allocations.read()
            let watch = Stopwatch()
            for update in updates { try Self.apply(client.receive(update, now: now), to: &replica) }
            best = min(best, watch.milliseconds)
            allocated = allocations.read() - before
            guard client.isLive else { throw BenchError("the OVSDB client refused an update") }
        }
        return [
            Figure(
                "ovsdb.row-updates", best, "ms", goal: .atMost(200), note: "10,000 updates of one interface row each")
        ]
            + allocations.figure(
                "ovsdb.row-updates", Double(allocated) / Double(updates.count), limit: Self.allocationsForUpdate)
    }

    /// The shortest of some runs.
    private func milliseconds(_ run: () throws -> Void) rethrows -> Double {
        var best = Double.infinity
        for _ in 0..<rounds {
            let watch = Stopwatch()
            try run()
            best = min(best, watch.milliseconds)
        }
        return best
    }
}
