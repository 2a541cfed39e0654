import Controller
import OpenFlow
import Policy
import Testing
import Topology

@Suite("What a switch refuses")
struct RefusalTests {
    /// Two hosts in sync, three NICs of each tenant on the first.
    private func fabric() throws -> FakeFabric {
        let fabric = try FakeFabric()
        fabric.apply(FakeFabric.fabric(hosts: 2))
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2, 3]))
        fabric.apply(FakeFabric.tenant("globex", nics: [1, 2, 3]))
        for number in 1...2 { fabric.addHost(number) }
        for vm in 1...3 {
            fabric.addPort("kvm1", tenant: "acme", vm: vm)
            fabric.addPort("kvm1", tenant: "globex", vm: vm, ofport: Int64(vm + 20))
        }
        fabric.addPort("kvm2", tenant: "globex", vm: 9, ofport: 9)
        for number in 1...2 { fabric.connect("kvm\(number)") }
        try fabric.expectInSync()
        return fabric
    }

    private func texts(_ fabric: FakeFabric, _ host: String) -> Set<String> {
        Set((fabric.hosts[host]?.flows.flows.values ?? [:].values).map { $0.decoded().description })
    }

    private func contains(_ fabric: FakeFabric, _ text: String) -> Bool {
        texts(fabric, "kvm1").contains { $0.contains(text) }
    }

    /// Acme's document with other addresses, and one NIC less.
    private static let changed = """
        version: 1
        tenant: acme
        document: base
        networks: { web: { subnets: [{ cidr: 10.0.0.0/24 }] } }
        nics:
          - { vm: vm1, iface-id: acme-1, network: web, addresses: [10.0.0.101] }
          - { vm: vm2, iface-id: acme-2, network: web, addresses: [10.0.0.102] }
        """

    @Test("The document's change stays at its last good version there, what it takes away included; the rest proceeds")
    func lastGoodVersion() throws {
        let fabric = try fabric()
        let before = texts(fabric, "kvm1")
        fabric.hosts["kvm1"]?.flows.dislike = "10.0.0.101"
        fabric.apply(Self.changed)
        fabric.pass(.milliseconds(200))
        let after = texts(fabric, "kvm1")
        func withoutMarker(_ flows: Set<String>) -> Set<String> { flows.filter { !$0.contains("table=250") } }
        #expect(withoutMarker(after) == withoutMarker(before), "acme is as it was")
        let host = try #require(fabric.snapshot?.hosts.first)
        #expect(host.phase == .degraded)
        #expect(!host.refusals.isEmpty && host.refusals.allSatisfy { $0.position?.line == 6 })
        // Another document goes on.
        fabric.apply(FakeFabric.tenant("globex", nics: [1, 2, 3, 9]))
        fabric.pass(.milliseconds(200))
        #expect(contains(fabric, "10.0.0.9,"), "the new NIC of globex is known on kvm1")
        #expect(withoutMarker(texts(fabric, "kvm1")).isSuperset(of: withoutMarker(before)))
    }

    @Test("It is tried again, and held back as before while the switch refuses it; then everything is as desired")
    func retried() throws {
        let fabric = try fabric()
        let before = texts(fabric, "kvm1").filter { !$0.contains("table=250") }
        fabric.hosts["kvm1"]?.flows.dislike = "10.0.0.101"
        fabric.apply(Self.changed)
        for _ in 1...3 {
            fabric.pass(.seconds(11))
            #expect(fabric.snapshot?.hosts.first?.phase == .degraded)
            #expect(texts(fabric, "kvm1").filter { !$0.contains("table=250") } == before)
        }
        fabric.hosts["kvm1"]?.flows.dislike = nil
        fabric.pass(.seconds(11))
        #expect(fabric.snapshot?.hosts.first?.phase == .ready)
        try fabric.expectInSync()
    }

    @Test("A document that changes is tried at once; a restarted controller comes to the same")
    func changedAgain() throws {
        let fabric = try fabric()
        fabric.hosts["kvm1"]?.flows.dislike = "10.0.0.101"
        fabric.apply(Self.changed)
        fabric.pass(.milliseconds(200))
        #expect(fabric.snapshot?.hosts.first?.phase == .degraded)
        fabric.apply(Self.changed.replacing("10.0.0.101", with: "10.0.0.111"))
        fabric.pass(.milliseconds(200))
        #expect(fabric.snapshot?.hosts.first?.phase == .ready)
        try fabric.expectInSync()
        fabric.apply(Self.changed)
        fabric.pass(.milliseconds(200))
        try fabric.restartController()
        for number in 1...2 { fabric.connect("kvm\(number)") }
        fabric.pass(.milliseconds(200))
        #expect(fabric.snapshot?.hosts.first?.phase == .degraded)
        #expect(contains(fabric, "10.0.0.111"), "the last good version is what the switch has")
        fabric.hosts["kvm1"]?.flows.dislike = nil
        fabric.pass(.seconds(11))
        try fabric.expectInSync()
    }
}
