import NetworkTypes
import Testing
import Topology

/// Two hosts, one network, and helpers that read as documents and facts do.
struct Fabric {
    var topology = Topology()
    let web = NetworkID(tenant: "acme", name: "web")

    init() {
        topology.update(Host(id: "kvm1", number: 1, vtep: nil))
        topology.update(Host(id: "kvm2", number: 2, vtep: nil))
        topology.update(Network(id: web, vni: VNI(10000), profile: "n-web"))
        _ = topology.takeChanges()
    }

    func nic(
        _ vm: String, number: UInt32 = 16, tenant: String = "acme", mac: UInt64? = nil, interfaceID: String? = nil
    ) -> NIC {
        NIC(
            id: NICID(tenant: tenant, vm: vm, index: 0), number: number, network: web,
            mac: mac.map(MACAddress.init(rawValue:)), interfaceID: interfaceID)
    }

    func port(
        _ host: HostID, _ name: String, number: UInt32? = 5, interfaceID: String? = nil, mac: UInt64? = nil,
        vm: String? = nil, profile: String? = nil
    ) -> Port {
        Port(
            id: PortID(host: host, name: name), number: number.map(PortNumber.init), interfaceID: interfaceID,
            attachedMAC: mac.map(MACAddress.init(rawValue:)), vmName: vm, profile: profile)
    }
}

@Suite struct BindingTests {
    @Test("An iface-id is the strongest evidence, whatever the MAC says")
    func interfaceIDWins() {
        var fabric = Fabric()
        let first = fabric.nic("web1", number: 16, mac: 1, interfaceID: "id-1")
        let second = fabric.nic("web2", number: 17, mac: 2)
        fabric.topology.update(first)
        fabric.topology.update(second)
        let port = fabric.port("kvm1", "vnet0", interfaceID: "id-1", mac: 2)
        fabric.topology.update(port)
        #expect(fabric.topology.bindings[port.id] == .nic(first.id, by: .interfaceID))
        #expect(fabric.topology.placement(of: first.id) == Membership(network: fabric.web, host: "kvm1"))
        #expect(fabric.topology.placement(of: second.id) == nil)
    }

    @Test("Order of arrival does not matter: the port may come before its entry")
    func portFirst() {
        var fabric = Fabric()
        let port = fabric.port("kvm1", "vnet0", mac: 7)
        fabric.topology.update(port)
        #expect(fabric.topology.bindings[port.id] == .unknown)
        let nic = fabric.nic("web1", mac: 7)
        fabric.topology.update(nic)
        #expect(fabric.topology.bindings[port.id] == .nic(nic.id, by: .mac))
        fabric.topology.remove(nic.id)
        #expect(fabric.topology.bindings[port.id] == .unknown)
        #expect(fabric.topology.members(of: fabric.web).isEmpty)
    }

    @Test("Two tenants' entries for one MAC leave a fresh port quarantined, and a bound one where it is")
    func ambiguity() {
        var fabric = Fabric()
        let ours = fabric.nic("web1", number: 16, mac: 7)
        let theirs = fabric.nic("web1", number: 17, tenant: "globex", mac: 7)
        let bound = fabric.port("kvm1", "vnet0", mac: 7)
        fabric.topology.update(ours)
        fabric.topology.update(bound)
        fabric.topology.update(theirs)
        #expect(fabric.topology.bindings[bound.id] == .nic(ours.id, by: .mac))
        let fresh = fabric.port("kvm2", "vnet9", mac: 7)
        fabric.topology.update(fresh)
        #expect(fabric.topology.bindings[fresh.id] == .ambiguous([ours.id, theirs.id], by: .mac))
    }

    @Test("A host that only the API binds trusts iface-ids and nothing else")
    func apiMode() {
        var fabric = Fabric()
        fabric.topology.update(Host(id: "kvm1", number: 1, vtep: nil, bindingMode: .api))
        fabric.topology.update(fabric.nic("web1", mac: 7))
        let port = fabric.port("kvm1", "vnet0", mac: 7, vm: "web1")
        fabric.topology.update(port)
        #expect(fabric.topology.bindings[port.id] == .unknown)
    }

    @Test("A VM's NICs are counted in the natural order of their names")
    func vmIndex() {
        var fabric = Fabric()
        let nic = NIC(id: NICID(tenant: "acme", vm: "fw", index: 1), number: 20, network: fabric.web)
        fabric.topology.update(nic)
        fabric.topology.update(fabric.port("kvm1", "vnet10", mac: 10, vm: "fw"))
        fabric.topology.update(fabric.port("kvm1", "vnet2", mac: 2, vm: "fw"))
        #expect(fabric.topology.activePort[nic.id] == PortID(host: "kvm1", name: "vnet10"))
        fabric.topology.update(fabric.port("kvm1", "vnet1", mac: 1, vm: "fw"))
        #expect(fabric.topology.activePort[nic.id] == PortID(host: "kvm1", name: "vnet2"))
    }

    @Test("A profile joins its own network's entry only")
    func profile() {
        var fabric = Fabric()
        let nic = fabric.nic("web1", mac: 7)
        fabric.topology.update(nic)
        fabric.topology.update(fabric.port("kvm1", "vnet0", mac: 7, profile: "n-web"))
        #expect(fabric.topology.bindings[PortID(host: "kvm1", name: "vnet0")] == .nic(nic.id, by: .profile))
        fabric.topology.update(fabric.port("kvm1", "vnet1", mac: 8, profile: "n-web"))
        #expect(fabric.topology.bindings[PortID(host: "kvm1", name: "vnet1")] == .profile(fabric.web))
        #expect(fabric.topology.profiledPorts == [PortID(host: "kvm1", name: "vnet1")])
    }

    @Test("A discovered NIC is bound by its profile alone, yields to an entry, and is unclaimed when its port is gone")
    func discovered() {
        var fabric = Fabric()
        let found = NIC(
            id: NICID(tenant: "acme", vm: "web9", index: 0), number: 30, origin: .discovered, network: fabric.web,
            mac: MACAddress(rawValue: 8))
        let port = fabric.port("kvm1", "vnet1", mac: 8, vm: "web9", profile: "n-web")
        fabric.topology.update(port)
        fabric.topology.update(found)
        #expect(fabric.topology.bindings[port.id] == .nic(found.id, by: .profile))
        #expect(fabric.topology.profiledPorts.isEmpty && fabric.topology.unclaimedNICs.isEmpty)
        let bare = fabric.port("kvm2", "vnet7", mac: 8, vm: "web9")
        fabric.topology.update(bare)
        #expect(fabric.topology.bindings[bare.id] == .unknown, "its MAC and VM name bind no other port")
        let entry = fabric.nic("web1", mac: 8)
        fabric.topology.update(entry)
        #expect(fabric.topology.bindings[port.id] == .nic(entry.id, by: .profile))
        #expect(fabric.topology.unclaimedNICs == [found.id])
        fabric.topology.remove(entry.id)
        #expect(fabric.topology.bindings[port.id] == .nic(found.id, by: .profile))
        #expect(fabric.topology.unclaimedNICs.isEmpty)
        fabric.topology.remove(port.id)
        #expect(fabric.topology.unclaimedNICs == [found.id])
        fabric.topology.remove(found.id)
        #expect(fabric.topology.unclaimedNICs.isEmpty && fabric.topology.members(of: fabric.web).isEmpty)
    }
}

@Suite struct PlacementTests {
    @Test("While a VM moves, its NIC stays until the old port is gone")
    func migration() {
        var fabric = Fabric()
        let nic = fabric.nic("web1", interfaceID: "id-1")
        fabric.topology.update(nic)
        let old = fabric.port("kvm1", "vnet0", interfaceID: "id-1", mac: 7)
        let new = fabric.port("kvm2", "vnet3", interfaceID: "id-1", mac: 7)
        fabric.topology.update(old)
        fabric.topology.update(new)
        #expect(fabric.topology.activePort[nic.id] == old.id)
        _ = fabric.topology.takeChanges()
        fabric.topology.remove(old.id)
        #expect(fabric.topology.activePort[nic.id] == new.id)
        let changes = fabric.topology.takeChanges()
        #expect(changes.nics == [nic.id])
        #expect(changes.memberships.map(\.host).sorted() == ["kvm1", "kvm2"])
    }

    @Test("A NIC seen elsewhere leaves a host that is away, and does not go back by itself")
    func awayHost() {
        var fabric = Fabric()
        let nic = fabric.nic("web1", interfaceID: "id-1")
        fabric.topology.update(nic)
        let old = fabric.port("kvm1", "vnet0", interfaceID: "id-1", mac: 7)
        fabric.topology.update(old)
        fabric.topology.setAway(true, "kvm1")
        #expect(fabric.topology.activePort[nic.id] == old.id, "a fact stands until something newer is known")
        let new = fabric.port("kvm2", "vnet3", interfaceID: "id-1", mac: 7)
        fabric.topology.update(new)
        #expect(fabric.topology.activePort[nic.id] == new.id)
        fabric.topology.setAway(false, "kvm1")
        #expect(fabric.topology.activePort[nic.id] == new.id)
    }

    @Test("A NIC counts as a member only when its port has a number and its MAC is known")
    func incomplete() {
        var fabric = Fabric()
        let nic = fabric.nic("web1", interfaceID: "id-1")
        fabric.topology.update(nic)
        fabric.topology.update(fabric.port("kvm1", "vnet0", number: nil, interfaceID: "id-1"))
        #expect(fabric.topology.members(of: fabric.web).isEmpty)
        fabric.topology.update(fabric.port("kvm1", "vnet0", number: 4, interfaceID: "id-1"))
        #expect(fabric.topology.members(of: fabric.web).isEmpty)
        fabric.topology.update(fabric.port("kvm1", "vnet0", number: 4, interfaceID: "id-1", mac: 9))
        #expect(fabric.topology.members(of: fabric.web) == ["kvm1"])
    }

    @Test("Tunnels join the hosts that share a network")
    func tunnels() {
        var fabric = Fabric()
        fabric.topology.update(fabric.nic("web1", number: 16, interfaceID: "id-1"))
        fabric.topology.update(fabric.nic("web2", number: 17, interfaceID: "id-2"))
        fabric.topology.update(fabric.port("kvm1", "vnet0", interfaceID: "id-1", mac: 1))
        #expect(fabric.topology.tunnels().isEmpty)
        fabric.topology.update(fabric.port("kvm2", "vnet0", interfaceID: "id-2", mac: 2))
        #expect(fabric.topology.tunnels().map(\.networks) == [[fabric.web]])
    }

    @Test("Removing a host takes its ports and memberships along")
    func removeHost() {
        var fabric = Fabric()
        fabric.topology.update(fabric.nic("web1", interfaceID: "id-1"))
        fabric.topology.update(fabric.port("kvm1", "vnet0", interfaceID: "id-1", mac: 1))
        fabric.topology.remove(HostID("kvm1"))
        #expect(fabric.topology.ports.isEmpty && fabric.topology.members(of: fabric.web).isEmpty)
    }

    @Test("A host that says that hundreds of ports are one VM's costs no more for it, and none has an index")
    func manyPortsOfOneVM() {
        var fabric = Fabric()
        let nic = fabric.nic("web1")
        fabric.topology.update(nic)
        let ports = (0..<2000).map {
            fabric.port("kvm1", "vnet\($0)", number: UInt32($0) + 1, mac: UInt64($0) + 1, vm: "web1")
        }
        for port in ports { fabric.topology.update(port) }
        #expect(fabric.topology.activePort.isEmpty)
        #expect(fabric.topology.vmIndex(of: ports[0].id) == nil)
        for port in ports.dropFirst(2) { fabric.topology.remove(port.id) }
        #expect(fabric.topology.activePort == [nic.id: ports[0].id])
        #expect(fabric.topology.vmIndex(of: ports[1].id) == 1)
    }

    @Test("A MAC address is one NIC's in a network: a document's word before a port's, then the name")
    func oneMAC() {
        var fabric = Fabric()
        let (a, b, c) = (
            fabric.nic("a", number: 16, interfaceID: "id-1"), fabric.nic("b", number: 17, interfaceID: "id-2"),
            fabric.nic("c", number: 18, mac: 1, interfaceID: "id-3")
        )
        let here = Membership(network: fabric.web, host: "kvm1")
        for nic in [a, b, c] { fabric.topology.update(nic) }
        func placed() -> [NICID] { [a, b, c].map(\.id).filter { fabric.topology.placement(of: $0) != nil } }

        fabric.topology.update(fabric.port("kvm1", "vnet1", number: 2, interfaceID: "id-2", mac: 1))
        #expect(placed() == [b.id])
        fabric.topology.update(fabric.port("kvm1", "vnet0", number: 1, interfaceID: "id-1", mac: 1))
        #expect(placed() == [a.id] && fabric.topology.holderOfMAC(of: b.id) == a.id)
        _ = fabric.topology.takeChanges()
        fabric.topology.update(fabric.port("kvm1", "vnet2", number: 3, interfaceID: "id-3", mac: 1))
        #expect(placed() == [c.id] && fabric.topology.holderOfMAC(of: a.id) == c.id)
        #expect(fabric.topology.takeChanges().nics == [a.id, c.id])
        #expect(fabric.topology.nics(in: here) == [c.id])

        // With another MAC it is somebody of its own, and what the first one left goes to the next.
        fabric.topology.remove(c.id)
        #expect(placed() == [a.id])
        fabric.topology.update(fabric.port("kvm1", "vnet0", number: 1, interfaceID: "id-1", mac: 2))
        #expect(placed() == [a.id, b.id] && fabric.topology.holderOfMAC(of: b.id) == nil)
        fabric.topology.remove(PortID(host: "kvm1", name: "vnet1"))
        #expect(placed() == [a.id])
    }
}
