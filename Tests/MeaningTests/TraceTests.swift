import Compiler
import NetworkTypes
import Policy
import PolicyMeaning
import TestSupport
import Testing
import Topology
import Tracing

/// Traces hold what tables do against what documents mean: between NICs of random fabrics they find no fault.
@Suite struct TraceTests {
    @Test("Traces of random NICs agree with the meaning of the documents")
    func agreement() throws {
        var ends: Set<String> = []
        for seed in 0..<12 {
            let fabric = try CompiledFabric(seed: UInt64(seed))
            let source = TraceSource(
                policy: fabric.policy, topology: fabric.topology, engine: fabric.engine, origin: { _ in nil },
                absence: { "\($0)" }, doubt: { _ in nil })
            let nics = fabric.topology.nics.keys.sorted()
            for from in nics {
                for (place, to) in nics.enumerated() where from != to {
                    let proto = ["tcp/22", "udp/68", "icmp6"][(place + seed) % 3]
                    let trace = try Tracer(source).trace(.init(from: "\(from)", to: "\(to)", proto: proto))
                    #expect(trace.faults == [], "seed \(seed): \(from) → \(to) \(proto): \(trace)")
                    let isOneNetwork = fabric.topology.nics[from]?.network == fabric.topology.nics[to]?.network
                    #expect(isOneNetwork || !trace.isAllowed)
                    if proto == "udp/68", trace.from.address?.isV4 == true { #expect(!trace.isAllowed) }
                    ends.insert("\(trace.isAllowed ? "allowed" : "denied") \(trace.journeys.first?.hosts.count ?? 0)")
                }
            }
        }
        // Over no host, one, or two.
        #expect(ends.isSuperset(of: ["allowed 1", "allowed 2", "denied 0", "denied 1"]), "\(ends)")
    }
}
