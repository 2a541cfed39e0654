import NetworkTypes
import OpenFlow
import Wire

/// How fast OpenFlow messages are written, read and, as shared flows, copied; on one core.
public enum CodecBenchmark {
    /// - Parameters:
    ///   - count: messages a round.
    ///   - rounds: the best one counts.
    public static func run(count: Int = 200_000, rounds: Int = 7) throws -> [Figure] {
        [
            Figure(
                "codec.encode", encodeRate(count, rounds), "flow_mods/s", goal: .atLeast(3e6),
                note: "four fields, two actions"),
            Figure("codec.decode", try decodeRate(count, rounds), "flow_mods/s", note: "the same"),
            Figure(
                "codec.copy", try copyRate(rounds), "flow_mods/s",
                note: "shared encoded flows into bundles of a session"),
        ]
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

    private static func encodeRate(_ count: Int, _ rounds: Int) -> Double {
        let messages = flows.map { Message.flowModification(FlowModification(.add, $0)) }
        var writer = ByteWriter(reservingCapacity: 64 << 10)
        return bestRate(of: count, rounds: rounds) {
            for number in 0..<count {
                messages[number & 255].encode(version: .v1_5, xid: UInt32(number), into: &writer)
                // As a session does: a chunk is handed over when it is full.
                if writer.count > 60 << 10 { writer.removeAll() }
            }
            keep(writer.count)
            writer.removeAll()
        }
    }

    private static func decodeRate(_ count: Int, _ rounds: Int) throws -> Double {
        let frames = flows.map { Message.flowModification(FlowModification(.add, $0)).encoded(version: .v1_5, xid: 1) }
        return try bestRate(of: count, rounds: rounds) {
            for number in 0..<count { keep(try Message.decode(frames[number & 255]).message) }
        }
    }

    /// What a session does with flows that many hosts share: no encoding, a copy with its own numbers.
    private static func copyRate(_ rounds: Int) throws -> Double {
        var batch = ModificationBatch()
        let block = FlowBlock(flows)
        for _ in 0..<32 { batch.append(block) }
        let now = MonotonicTime(seconds: 1)
        var best = 0.0
        for _ in 0..<rounds {
            var connection = try readyConnection(now: now)
            let watch = Stopwatch()
            connection.program(batch, id: 1, now: now)
            var chunks = 0
            repeat { chunks += connection.takeOutput().count } while connection.hasMoreOutput
            best = max(best, Double(batch.count) / watch.seconds)
            keep(chunks)
            _ = connection.close(.requested("the round is over"))
        }
        return best
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
