import NetworkTypes
import Testing

@testable import Topology

@Suite("Groups in the graph")
struct SecurityGraphTests {
    private let web = GroupID(tenant: "acme", name: "web")
    private let lan = NetworkID(tenant: "acme", name: "lan")

    private func nic(_ number: Int, _ labels: [String: String] = [:], network: NetworkID? = nil) -> NIC {
        NIC(
            id: NICID(tenant: "acme", vm: "vm\(number)", index: 0), number: NIC.firstNumber + UInt32(number),
            network: network ?? lan, interfaceID: "id\(number)", labels: labels)
    }

    private func port(_ number: Int, on host: HostID) -> Port {
        Port(
            id: PortID(host: host, name: "vnet\(number)"), number: PortNumber(UInt32(number) + 1),
            interfaceID: "id\(number)", attachedMAC: MACAddress(rawValue: UInt64(number) + 1))
    }

    private func group(_ rules: [SecurityRule] = [], labels: [String: String] = ["role": "web"]) -> SecurityGroup {
        SecurityGroup(id: web, number: 1, members: MemberSelector(labels: labels), ingress: rules)
    }

    private func fabric() -> Topology {
        var topology = Topology()
        for (number, host) in ["kvm1", "kvm2"].enumerated() {
            topology.update(Host(id: HostID(host), number: UInt32(number) + 1, vtep: nil))
        }
        topology.update(Network(id: lan, vni: VNI(10_000)))
        return topology
    }

    @Test("Without groups and defaults there is no account of any NIC")
    func nothing() {
        var topology = fabric()
        for number in 0..<50 {
            topology.update(nic(number, ["role": "web"]))
            topology.update(port(number, on: "kvm1"))
        }
        topology.update(AddressSet(id: AddressSetID(tenant: "acme", name: "offices"), prefixes: []))
        #expect(topology.security.nics.isEmpty && !topology.usesGroups("acme"))
        topology.update(group())
        #expect(!topology.security.nics.isEmpty && topology.groups(of: nic(7).id) == [web])
        topology.remove(web)
        #expect(topology.security.nics.isEmpty && topology.groups(of: nic(7).id) == [])
    }

    @Test("A NIC that joins a large group changes nobody else, and no term when it is known as others are")
    func joins() {
        var topology = fabric()
        for number in 0..<50 { topology.update(nic(number, ["role": "web"])) }
        for number in 0..<50 { topology.update(port(number, on: "kvm1")) }
        topology.update(nic(50))
        topology.update(port(50, on: "kvm1"))
        topology.update(group([SecurityRule(number: 1, .allow, [.any], .term(.group(web)))]))
        let identity = topology.identity(of: nic(0).id)
        #expect(identity == NICIdentity([.group(web)]) && topology.identity(of: nic(50).id) == nil)
        #expect(topology.identities(meeting: .group(web)) == [NICIdentity([.group(web)])])
        _ = topology.takeChanges()

        topology.update(nic(50, ["role": "web"]))
        var expected = ChangeSet()
        expected.nics = [nic(50).id]
        #expect(topology.takeChanges() == expected)
        #expect(topology.identity(of: nic(50).id) == identity)

        topology.update(port(50, on: "kvm2"))
        topology.remove(PortID(host: "kvm1", name: "vnet50"))
        let moved = topology.takeChanges()
        #expect(moved.nics == [nic(50).id] && moved.groupHosts == [GroupMembership(group: web, host: "kvm2")])
        #expect(topology.hosts(of: web) == ["kvm1", "kvm2"])
    }

    @Test("Other rules of a group change its declaration and the terms, and no NIC that is known as before")
    func rules() {
        var topology = fabric()
        for number in 0..<5 { topology.update(nic(number, ["role": "web"])) }
        topology.update(nic(5, ["role": "db"]))
        topology.update(group([SecurityRule(number: 1, .allow, [.any], .any)]))
        _ = topology.takeChanges()
        var expected = ChangeSet()
        expected.groups = [web]
        topology.update(group([SecurityRule(number: 2, .deny, [.tcp(22...22)], .external)]))
        #expect(topology.takeChanges() == expected)
        let db = PeerTerm.labels(tenant: "acme", [.init(key: "role", value: "db")])
        topology.update(group([SecurityRule(number: 3, .allow, [.any], .term(db))]))
        expected.terms = [db]
        expected.nics = [nic(5).id]
        #expect(topology.takeChanges() == expected)
        // A second rule with the term: the first that goes leaves it in use.
        topology.update(group([SecurityRule(number: 4, .deny, [.tcp(1...2)], .term(db))]))
        #expect(topology.takeChanges().terms.isEmpty)
        topology.update(group())
        #expect(topology.takeChanges() == expected && topology.identity(of: nic(5).id) == nil)
    }

    @Test("Baseline groups count where the tenant states no default, and rules know their members all the same")
    func baseline() {
        var topology = fabric()
        let base = GroupID(tenant: "admin", name: "base")
        let rule = SecurityRule(number: 1, .allow, [.any], .term(.group(base)))
        topology.update(nic(0))
        topology.update(port(0, on: "kvm1"))
        topology.update(
            SecurityGroup(id: base, number: 1, tier: .baseline, members: MemberSelector(labels: [:]), egress: [rule]))
        #expect(topology.groups(of: nic(0).id) == [base] && topology.hosts(of: base) == ["kvm1"])
        #expect(topology.takeChanges().networks == [lan])
        topology.setDefault(.unstated, ofTenant: "acme")
        #expect(topology.groups(of: nic(0).id) == [] && !topology.isPoliced(nic(0).id))
        #expect(topology.hosts(of: base) == [] && topology.identity(of: nic(0).id) == NICIdentity([.group(base)]))
        var expected = ChangeSet()
        expected.nics = [nic(0).id]
        expected.groupHosts = [GroupMembership(group: base, host: "kvm1")]
        #expect(topology.takeChanges() == expected)
        topology.setDefault(SecurityDefault(ingress: .deny, egress: .deny, sameNetwork: .allow), ofTenant: "acme")
        #expect(topology.isPoliced(nic(0).id) && topology.takeChanges().nics == [nic(0).id])
        topology.setDefault(nil, ofTenant: "acme")
        #expect(topology.takeChanges() == expected && topology.hosts(of: base) == ["kvm1"])
    }

    @Test("An identity's number follows from the terms alone: whatever their order, and in every process")
    func numbers() {
        let terms: [PeerTerm] = [
            .group(web), .nic(nic(1).id), .labels(tenant: nil, [.init(key: "role", value: "web")]),
        ]
        #expect(NICIdentity(terms) == NICIdentity(terms.reversed()))
        #expect(NICIdentity(terms).number == 0x792f_a06f_afb3_62ea)
        #expect(NICIdentity([.group(web)]).number == 0xce1a_66a2_8f3b_d389)
    }

    @Test("A number that would stand for two identities ends the process with a sentence")
    func clash() async {
        await #expect(processExitsWith: .failure) {
            var table = IdentityTable()
            _ = table.set(
                NICIdentity(sorted: [.nic(NICID(tenant: "acme", vm: "a", index: 0))], number: 7),
                of: NICID(tenant: "acme", vm: "a", index: 0))
            _ = table.set(
                NICIdentity(sorted: [.nic(NICID(tenant: "acme", vm: "b", index: 0))], number: 7),
                of: NICID(tenant: "acme", vm: "b", index: 0))
        }
    }
}
