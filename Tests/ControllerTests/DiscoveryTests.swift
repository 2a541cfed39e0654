import Controller
import Testing
import Topology

@Suite("NICs that only a port's profile makes known")
struct DiscoveryTests {
    /// Two hosts, one declared NIC on each, and the network's code.
    private func fabric(quota: Int? = nil) throws -> (FakeFabric, code: String) {
        let fabric = try FakeFabric()
        let text = FakeFabric.fabric(hosts: 2)
        let limit = quota.map { "acme: { quota: { nics: \($0) } }" } ?? "acme: {}"
        fabric.apply(text.replacing("acme: {}", with: limit))
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2]))
        for number in 1...2 {
            fabric.addHost(number)
            fabric.addPort("kvm\(number)", tenant: "acme", vm: number)
            fabric.connect("kvm\(number)")
        }
        let network = try #require(fabric.snapshot?.topology.networks.values.first { $0.id.tenant == "acme" })
        return (fabric, try #require(network.profile))
    }

    private func ids(_ code: String, _ mac: Int, vm: String? = nil, vmID: String? = nil) -> [String: String] {
        var ids = ["port-profile": code, "attached-mac": "52:54:00:00:09:0\(mac)", "iface-id": "unknown-\(mac)"]
        ids["vm-name"] = vm
        ids["vm-id"] = vmID
        return ids
    }

    private func discovered(_ fabric: FakeFabric) -> [String] {
        (fabric.snapshot?.topology.nics.values ?? [:].values).filter { $0.origin == .discovered }
            .map(\.id.description).sorted()
    }

    @Test("It is on the profile's network under its VM's name, without an address, and goes with its port")
    func comesAndGoes() throws {
        let (fabric, code) = try fabric()
        fabric.addPort("kvm1", "vnet7", ofport: 7, externalIDs: ids(code, 1, vm: "db1"))
        try fabric.expectInSync()
        let nic = NICID(tenant: "acme", vm: "db1", index: 0)
        let topology = try #require(fabric.snapshot?.topology)
        #expect(topology.placement(of: nic)?.host == "kvm1")
        #expect(topology.nics[nic]?.addresses.isEmpty == true)
        #expect(fabric.snapshot?.events.contains { $0.kind == .nicBound && $0.object == "nic/acme/db1:0" } == true)
        #expect(fabric.stored.allocations["nic"]?["acme/db1:0"] != nil, "its number is stored")
        fabric.removePort("kvm1", "vnet7")
        try fabric.expectInSync()
        #expect(discovered(fabric) == [])
        #expect(fabric.stored.allocations["nic"]?["acme/db1:0"] == nil)
    }

    @Test("A restarted controller gives it the same name and number, and sends nothing")
    func restart() throws {
        let (fabric, code) = try fabric()
        // The second port of the VM comes first, and so has the name with index 0.
        fabric.addPort("kvm1", "vnet9", ofport: 9, externalIDs: ids(code, 2, vm: "db1", vmID: "u-1"))
        fabric.addPort("kvm1", "vnet8", ofport: 8, externalIDs: ids(code, 1, vm: "db1", vmID: "u-1"))
        fabric.addPort("kvm2", "tap0", ofport: 5, externalIDs: ids(code, 3))
        try fabric.expectInSync()
        let names = discovered(fabric)
        #expect(names == ["acme/db1:0", "acme/mac-52-54-00-00-09-03:0", "acme/u-1:0"])
        let before = fabric.hosts.mapValues(\.flows.modifications)
        try fabric.restartController()
        fabric.connect("kvm1")
        fabric.connect("kvm2")
        #expect(discovered(fabric) == names)
        #expect(fabric.hosts.mapValues(\.flows.modifications) == before)
        try fabric.expectInSync()
    }

    @Test("An entry takes its place; a VM that moves stays the same NIC")
    func entryAndMove() throws {
        let (fabric, code) = try fabric()
        fabric.addPort("kvm1", "vnet7", ofport: 7, externalIDs: ids(code, 1, vm: "db1"))
        fabric.addPort("kvm2", "vnet3", ofport: 3, externalIDs: ids(code, 1, vm: "db1"))
        fabric.removePort("kvm1", "vnet7")
        try fabric.expectInSync()
        #expect(discovered(fabric) == ["acme/db1:0"])
        let entry =
            FakeFabric.tenant("acme", nics: [1, 2])
            + "\n  - { vm: db2, mac: 52:54:00:00:09:01, network: web, addresses: [10.0.0.77] }\n"
        fabric.apply(entry)
        try fabric.expectInSync()
        #expect(discovered(fabric) == [])
        #expect(fabric.snapshot?.topology.placement(of: NICID(tenant: "acme", vm: "db2", index: 0))?.host == "kvm2")
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2]))
        try fabric.expectInSync()
        #expect(discovered(fabric) == ["acme/db1:0"])
    }

    @Test("The tenant's quota holds: a port beyond it is quarantined, and the event says why")
    func quota() throws {
        let (fabric, code) = try fabric(quota: 3)
        fabric.addPort("kvm1", "vnet7", ofport: 7, externalIDs: ids(code, 1, vm: "db1"))
        fabric.addPort("kvm1", "vnet8", ofport: 8, externalIDs: ids(code, 2, vm: "db2"))
        #expect(discovered(fabric) == ["acme/db1:0"])
        let last = fabric.snapshot?.events.last { $0.kind == .nicQuarantined }
        #expect(last?.object == "port/kvm1/vnet8" && last?.message.contains("quota") == true)
        fabric.removePort("kvm1", "vnet7")
        #expect(discovered(fabric) == ["acme/db2:0"], "there is room again")
        try fabric.expectInSync()
    }
}
