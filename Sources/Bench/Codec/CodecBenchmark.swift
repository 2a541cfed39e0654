import NetworkTypes
import OpenFlow
import Wire

/// How fast OpenFlow messages are written, read, answered and, as shared flows, copied; on one core.
public struct CodecBenchmark {
    /// Messages a round.
    let count: Int
    /// The best one counts.
    let rounds: Int
    let allocations: AllocationCounter

    public init(count: Int = 200_000, rounds: Int = 25, allocations: AllocationCounter = .none) {
        self.count = count
        self.rounds = rounds
        self.allocations = allocations
    }

    public func run() throws -> [Figure] {
        try encode() + decode() + flowDescriptions() + copy() + packetTurn()
    }

    /// Flows that differ in their values and are equally long: four fields, two actions.
    static let flows: [Flow] = (0..<256).map { flow(UInt32($0)) }

    private static func flow(_ number: UInt32) -> Flow {
        let match = Match([
            MatchField(.metadata, 10_000 + number), MatchField(.etherType, EtherType.ipv4),
            MatchField(.ipv4Source, 0x0a00_0000 | number), MatchField(.ipv4Destination, 0x0a01_0000 | number),
        ])
        let actions: [Action] = [
            .setField(.ethernetDestination, 0x5254_0000_0000 | UInt64(number)), .output(PortNumber(number + 1)),
        ]
        return Flow(table: 70, priority: 100, cookie: 0x700 | UInt64(number), match: match, actions: actions)
    }

    private func encode() throws -> [Figure] {
        let messages = Self.flows.map { Message.flowModification(FlowModification(.add, $0)) }
        var writer = ByteWriter(reservingCapacity: 64 << 10)
        let run = { (count: Int) throws in
            for number in 0..<count {
                try messages[number & 255].encode(version: .v1_5, xid: UInt32(number), into: &writer)
                // As a session does: a chunk is handed over when it is full.
                if writer.count > 60 << 10 { writer.removeAll() }
            }
            keep(writer.count)
            writer.removeAll()
        }
        return try figures(
            "encode", "flow_mods/s", goal: .atLeast(3e6), note: "four fields, two actions", allocationLimit: 0, run)
    }

    private func decode() throws -> [Figure] {
        let frames = Self.flows.map {
            Message.flowModification(FlowModification(.add, $0)).encoded(version: .v1_5, xid: 1)
        }
        // The lists of fields, of instructions and of actions.
        return try figures("decode", "flow_mods/s", goal: .atLeast(4e6), note: "the same", allocationLimit: 3) {
            count in
            for number in 0..<count { keep(try Message.decode(frames[number & 255]).message) }
        }
    }

    /// What reading a switch back costs: answers of 256 flows each.
    private func flowDescriptions() throws -> [Figure] {
        let reply = MultipartReply(.flows(Self.flows.map { FlowDescription($0) }))
        let frame = Message.multipartReply(reply).encoded(version: .v1_5, xid: 1)
        // As above, and the list of the answer's flows, which grows.
        return try figures("decode-dump", "flows/s", note: "flow descriptions", allocationLimit: 3.1) { count in
            for _ in 0..<max(1, count / 256) { keep(try Message.decode(frame).message) }
        }
    }

    /// What a session does with flows that many hosts share: no encoding, a copy with its own numbers.
    private func copy() throws -> [Figure] {
        var batch = ModificationBatch()
        let block = FlowBlock(Self.flows)
        for _ in 0..<32 { batch.append(block) }
        let now = MonotonicTime(seconds: 1)
        let connections = max(1, count / batch.count)
        var best = 0.0
        var allocated = 0
        for _ in 0..<rounds {
            var seconds = 0.0
            for _ in 0..<connections {
                var connection = try Self.readyConnection(now: now)
                let before = allocations.read()
                let watch = Stopwatch()
                connection.program(batch, id: 1, now: now)
                var chunks = 0
                repeat { chunks += connection.takeOutput().count } while connection.hasMoreOutput
                seconds += watch.seconds
                allocated = allocations.read() - before
                keep(chunks)
                _ = connection.close(.requested("the round is over"))
            }
            best = max(best, Double(connections * batch.count) / seconds)
        }
        return [
            Figure(
                "codec.copy", best, "flow_mods/s", goal: .atLeast(20e6),
                note: "shared encoded flows into bundles of a session")
        ] + allocations.figure("codec.copy", Double(allocated) / Double(batch.count), limit: 0.1)
    }

    /// A packet comes in and goes out again: read, handed out, answered and taken, by a whole connection.
    private func packetTurn() throws -> [Figure] {
        let now = MonotonicTime(seconds: 1)
        var connection = try Self.readyConnection(now: now)
        var packet = PacketIn2()
        packet.packet = [UInt8](repeating: 0x5a, count: 128)
        packet.metadata = Match([MatchField(.inPort, 7), MatchField(.metadata, 1000)])
        packet.userdata = [1, 2, 3, 4]
        let frame = Message.packetIn2(packet).encoded(version: .v1_5, xid: 0)
        var answered = 0
        // The bytes of a read, its event, the packet with its fields and data, and the answer's lists and bytes.
        let result = figures(
            "packet-turn", "packets/s", goal: .atLeast(500_000), note: "packet-in of 128 bytes to packet-out",
            allocationLimit: 8
        ) { count in
            for _ in 0..<count {
                for event in connection.receive(frame, now: now) {
                    guard case .asynchronous(.packetIn2(let packet)) = event else { continue }
                    let port = PortNumber(UInt32(packet.metadata[.inPort]?.value ?? 0))
                    answered +=
                        connection.send(
                            .packetOut(PacketOut(inPort: .controller, actions: [.output(port)], packet: packet.packet)))
                        ? 1 : 0
                }
                keep(connection.takeOutput())
            }
        }
        guard answered > 0 else { throw BenchError("the connection machine handed out no packet") }
        return result
    }

    /// A connection whose handshake a switch has answered.
    static func readyConnection(now: MonotonicTime) throws -> OpenFlowConnection {
        var connection = OpenFlowConnection(now: now)
        _ = connection.takeOutput()
        _ = connection.receive(Message.hello(Hello(.v1_3 ... .v1_5)).encoded(version: .v1_5, xid: 1), now: now)
        let request = try Message.decode(connection.takeOutput().flatMap { $0 })
        let features = Features(datapathID: DatapathID(1), tableCount: 254)
        _ = connection.receive(
            Message.featuresReply(features).encoded(version: .v1_5, xid: request.header.xid), now: now)
        guard connection.version == .v1_5 else { throw BenchError("the connection machine did not become ready") }
        return connection
    }
}
