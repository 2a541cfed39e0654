import Compiler
import NetworkTypes
import Policy
import PolicyFiles
import PolicyMeaning
import TestSupport
import Testing
import Topology
import Tracing

import struct Topology.Port

@testable import Controller

/// Random groups, compiled as the controller does it, traced from NIC to NIC: each trace holds the tables against the meaning.
@Suite struct PolicyTraceTests {
    private static let probes = [
        "tcp/1", "tcp/5", "tcp/80", "udp/2", "udp/53", "udp/67", "icmp", "icmp6", "ip/89", "tcp/1500", "tcp/53",
    ]

    @Test("Traces of random policies agree with what documents mean")
    func agreement() throws {
        var seen: Set<String> = []
        for seed in Seeds.range(16, nightly: 400) {
            var generator = SeededGenerator(seed: seed)
            let scene = SecurityScene(using: &generator)
            let source = try TracedScene(scene.texts).source
            for from in ["a1", "a2", "a3", "a4", "t1", "t2"] {
                for to in ["a1", "a2", "a3", "a4", "t1", "t2"] where from != to {
                    for proto in Self.probes where Int.random(in: 0..<10, using: &generator) == 0 {
                        let trace = try Tracer(source).trace(
                            .init(from: from, to: to, proto: proto, tenant: "acme"))
                        #expect(trace.faults == [], "seed \(seed): \(from) → \(to) \(proto)\n\(scene.texts)\n\(trace)")
                        for decision in trace.decisions {
                            seen.insert("\(decision.direction) \(decision.verdict) \(decision.basis)")
                        }
                        let refused = trace.decisions.contains { $0.verdict != .allow }
                        #expect(trace.suggestions.isEmpty == !refused)
                    }
                }
            }
        }
        for side in ["egress", "ingress"] {
            let all = ["allow rule", "deny rule", "reject rule", "allow byDefault", "deny byDefault"]
            #expect(seen.isSuperset(of: all.map { "\(side) \($0)" }), "\(seen.sorted())")
        }
    }

    @Test("Tables that lack a rule are found by traces")
    func detection() throws {
        var found = 0
        for seed in 0..<UInt64(4) {
            var generator = SeededGenerator(seed: seed)
            let scene = SecurityScene(using: &generator)
            guard scene.ruleCount > 0 else { continue }
            let changed = scene.without(Int.random(in: 0..<scene.ruleCount, using: &generator))
            let tracer = Tracer(try TracedScene(scene.texts, tables: changed.texts).source)
            for (from, to) in [("a1", "a2"), ("a2", "a3"), ("a3", "a1"), ("a4", "a1"), ("t1", "t2")] {
                for proto in Self.probes where found == 0 {
                    let trace = try tracer.trace(.init(from: from, to: to, proto: proto, tenant: "acme"))
                    found += trace.faults.isEmpty ? 0 : 1
                }
            }
        }
        #expect(found > 0)
    }
}

/// The NICs of a scene on two hosts.
private struct TracedScene {
    let source: TraceSource

    private static let fabric = """
        version: 1
        tenant: admin
        document: fabric
        tenants: { acme: {} }
        hosts:
          kvm1: { ovsdb: listen, system-id: kvm1, vtep: 172.31.0.1 }
          kvm2: { ovsdb: listen, system-id: kvm2, vtep: 172.31.0.2 }
        """

    /// - Parameter tables: the texts that tables are compiled from, where they are others.
    init(_ texts: [String], tables: [String]? = nil) throws {
        let policy = try Self.compiled(texts).policy
        let compiled = try Self.compiled(tables ?? texts)
        source = TraceSource(
            policy: policy, topology: compiled.topology, engine: Engine(compiling: compiled.topology),
            origin: { owner in
                policy.position(of: owner).map { Origin(DocumentKey(tenant: "-", document: "-"), $0) }
            }, absence: { _ in "-" }, doubt: { _ in nil })
    }

    private static func compiled(_ texts: [String]) throws -> (policy: PolicySet, topology: Topology) {
        let read = ([Self.fabric] + texts).map {
            readDocuments(Array($0.utf8), file: "scene.yaml", accepting: Kind.security)
        }
        let all = read.flatMap(\.documents)
        let policy = try PolicySet().applying(all, by: .admin, alongside: read.flatMap(\.diagnostics))
        var allocator = Allocator()
        try #require(Numbering.assign(all, policy, &allocator).isEmpty)
        var topology = Topology()
        TopologyDeclarations(policy, allocator).apply(all.map(\.key), to: &topology, replacing: PolicySet())
        for (place, nic) in topology.nics.values.sorted(by: { $0.id < $1.id }).enumerated() {
            let host = HostID(place % 2 == 0 ? "kvm1" : "kvm2")
            topology.update(
                Port(
                    id: PortID(host: host, name: nic.id.vm), number: PortNumber(UInt32(place + 1)),
                    attachedMAC: nic.mac))
        }
        return (policy, topology)
    }
}
