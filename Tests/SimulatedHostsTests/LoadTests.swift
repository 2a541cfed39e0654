import Glibc
import NetworkTypes
import OpenFlow
import SimulatedHosts
import Testing

/// A fleet is thousands of flows on a thousand switches in one process.
@Suite("Load of simulated switches", .serialized)
struct LoadTests {
    private static let count = 20_000
    private static let now = MonotonicTime(seconds: 1)

    /// Flow_mods of 1.5 that differ in their matches, one chunk of bytes for each hundred.
    private static func chunks() -> [[UInt8]] {
        var chunks: [[UInt8]] = []
        for start in stride(from: 0, to: count, by: 100) {
            var chunk: [UInt8] = []
            for number in start..<start + 100 {
                let match = Match([
                    MatchField(.register(0), number), MatchField(.ethernetDestination, 0x0200_0000_0000 + number),
                ])
                let flow = Flow(
                    table: 20, priority: 100, cookie: UInt64(number), match: match,
                    actions: [.setField(.tunnelID, number), .output(PortNumber(5))], goto: 30)
                chunk += Message.flowModification(FlowModification(.add, flow)).encoded(
                    version: .v1_5, xid: UInt32(number))
            }
            chunks.append(chunk)
        }
        return chunks
    }

    private static func agent(_ number: Int, _ bodies: FlowBodies) -> SwitchAgent {
        SwitchAgent(.init(datapathID: DatapathID(UInt64(number))), bodies: bodies, now: now)
    }

    private static let hello = Message.hello(Hello(versions: [6])).encoded(version: .v1_5, xid: 1)

    private static func seconds(_ body: () -> Void) -> Double {
        let clock = ContinuousClock()
        return clock.measure(body) / .seconds(1)
    }

    @Test("Switches with the same flows share them, and are programmed fast")
    func sharing() {
        let bodies = FlowBodies()
        let chunks = Self.chunks()
        var times: [Double] = []
        var agents: [SwitchAgent] = []
        for number in 0..<5 {
            var agent = Self.agent(number, bodies)
            _ = agent.connected(at: Self.now)
            _ = agent.received(Self.hello, at: Self.now)
            times.append(
                Self.seconds { for chunk in chunks { _ = agent.received(chunk, at: Self.now) } })
            #expect(agent.flowCount == Self.count)
            agents.append(agent)
        }
        #expect(bodies.count == Self.count)
        let rates = times.map { Int(Double(Self.count) / $0) }
        print("flow_mods a second: first switch \(rates[0]), with the same flows \(rates.dropFirst())")
    }

    @Test("A thousand handshakes")
    func handshakes() {
        let bodies = FlowBodies()
        var features = Self.hello + Message.featuresRequest.encoded(version: .v1_5, xid: 2)
        features += Message.setConfig(.showingFragments).encoded(version: .v1_5, xid: 3)
        features += Message.barrierRequest.encoded(version: .v1_5, xid: 4)
        var answered = 0
        let time = Self.seconds {
            for number in 0..<1000 {
                var agent = Self.agent(number, bodies)
                _ = agent.connected(at: Self.now)
                for action in agent.received(features, at: Self.now) {
                    // Features and the barrier's reply.
                    if case .send(_, let bytes) = action, bytes.count == 40 { answered += 1 }
                }
            }
        }
        #expect(answered == 1000)
        print("1000 handshakes in \(time) s")
    }
}
