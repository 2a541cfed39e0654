import Compiler
import NetworkTypes
import Policy
import PolicyFiles
import Testing
import Topology

import struct Topology.Port

@testable import Controller
@testable import Tracing

/// Two hosts, two tenants and their NICs, compiled as the controller does it.
struct TracedFabric {
    var policy: PolicySet
    var topology = Topology()
    var engine = Engine()
    var doubts: [HostID: String] = [:]

    static let fabric = """
        version: 1
        tenant: admin
        document: fabric
        tenants: { acme: {}, globex: {} }
        hosts:
          kvm1: { ovsdb: listen, system-id: kvm1, vtep: 172.31.0.1 }
          kvm2: { ovsdb: listen, system-id: kvm2, vtep: 172.31.0.2 }
          kvm3: { ovsdb: listen, system-id: kvm3, vtep: 'fd00::3' }
        """

    static let base = """
        version: 1
        tenant: acme
        document: base
        networks:
          web: { subnets: [{ cidr: 10.10.1.0/24, gateway: 10.10.1.1 }, { cidr: '2001:db8::/64' }] }
          db: { subnets: [{ cidr: 10.10.2.0/24 }] }
        nics:
          - { vm: web1, mac: 52:54:00:00:00:01, network: web, addresses: [10.10.1.5, '2001:db8::5'], iface-id: web1 }
          - { vm: web2, mac: 52:54:00:00:00:02, network: web, addresses: [10.10.1.6, '2001:db8::6'], iface-id: web2 }
          - { vm: web3, mac: 52:54:00:00:00:03, network: web, addresses: [10.10.1.7], iface-id: web3 }
          - { vm: web4, mac: 52:54:00:00:00:04, network: web, addresses: [10.10.1.8], iface-id: web4 }
          - { vm: bare, mac: 52:54:00:00:00:05, network: web, iface-id: bare }
          - { vm: gone, mac: 52:54:00:00:00:06, network: web, addresses: [10.10.1.9], iface-id: gone }
          - { vm: mute, network: web, addresses: [10.10.1.10], iface-id: mute }
          - { vm: db1, mac: 52:54:00:00:00:07, network: db, addresses: [10.10.2.5], iface-id: db1 }
          - { vm: db1, index: 1, mac: 52:54:00:00:00:08, network: web, addresses: [10.10.1.11], iface-id: db1b }
        """

    static let other = """
        version: 1
        tenant: globex
        document: base
        networks: { web: { subnets: [{ cidr: 10.10.1.0/24 }] } }
        nics:
          - { vm: web1, mac: 52:54:00:00:01:01, network: web, addresses: [10.10.1.5], iface-id: other1 }
          - { vm: solo, mac: 52:54:00:00:01:02, network: web, addresses: [10.10.1.6], iface-id: other2 }
        """

    /// - Parameter security: the body of acme's document `security`, which begins on line 4 of `security.yaml`.
    init(_ security: String = "", guards: String? = nil) throws {
        var texts = [("fabric.yaml", Self.fabric), ("base.yaml", Self.base), ("other.yaml", Self.other)]
        texts.append(("security.yaml", "version: 1\ntenant: acme\ndocument: security\n\(security)\n"))
        if let guards {
            texts.append(("guard.yaml", "version: 1\ntenant: admin\ndocument: guards\ntier: guard\n\(guards)\n"))
        }
        let read = texts.map { readDocuments(Array($0.1.utf8), file: $0.0, accepting: Kind.security) }
        let all = read.flatMap(\.documents)
        policy = try PolicySet().applying(all, by: .admin, alongside: read.flatMap(\.diagnostics))
        var allocator = Allocator()
        try #require(Numbering.assign(all, policy, &allocator).isEmpty)
        TopologyDeclarations(policy, allocator).apply(all.map(\.key), to: &topology, replacing: PolicySet())
        let ports: [(String, UInt32, String)] = [
            ("kvm1", 1, "web1"), ("kvm1", 2, "web2"), ("kvm2", 1, "web3"), ("kvm3", 1, "web4"), ("kvm1", 3, "bare"),
            ("kvm2", 2, "db1"), ("kvm2", 3, "db1b"), ("kvm1", 4, "other1"), ("kvm2", 4, "other2"),
        ]
        for (host, number, id) in ports {
            topology.update(
                Port(id: PortID(host: HostID(host), name: "tap-\(id)"), number: PortNumber(number), interfaceID: id))
        }
        // It says no MAC, and neither does its entry.
        topology.update(Port(id: PortID(host: "kvm1", name: "tap-mute"), number: PortNumber(9), interfaceID: "mute"))
        compile()
    }

    mutating func compile() { _ = engine.update(topology.takeChanges(), topology) }

    func trace(
        _ from: String, _ to: String, _ proto: String, tenant: String? = "acme", asker: String? = nil
    ) throws(TraceRefusal) -> Trace {
        let source = TraceSource(
            policy: policy, topology: topology, engine: engine, origin: { policy.origin(of: $0) },
            absence: { "\($0) is absent" }, doubt: { doubts[$0] })
        return try Tracer(source).trace(.init(from: from, to: to, proto: proto, tenant: tenant, asker: asker))
    }
}

extension PolicySet {
    /// Every document here stands in a file of its own.
    fileprivate func origin(of owner: Owner) -> Origin? {
        guard let position = position(of: owner) else { return nil }
        return Origin(DocumentKey(tenant: "-", document: position.file), position)
    }
}

extension Journey {
    /// `kvm1 classify: meaning (base.yaml:8)`, one line a stage.
    var lines: [String] {
        hosts.flatMap { host in
            host.stages.map { passage in
                let place = passage.origin.map { " (\($0.position.withoutColumn))" } ?? ""
                return "\(host.host) \(passage.stage): \(passage.meaning)\(place)"
            }
        }
    }
}
