import Controller
import NetworkTypes
import OpenFlow
import Testing
import Topology

/// Addresses at first use, by frames that switches show to the controller.
@Suite struct LearningTests {
    /// Two hosts with one VM of tenant acme each; the network has no subnets, so it is `learned`.
    private func fabric(_ network: String = "") throws -> FakeFabric {
        let fabric = try FakeFabric()
        fabric.apply(FakeFabric.fabric(hosts: 2))
        fabric.apply(Self.document(network))
        for number in 1...2 {
            fabric.addHost(number)
            fabric.addPort("kvm\(number)", tenant: "acme", vm: number)
            fabric.connect("kvm\(number)")
        }
        return fabric
    }

    private static func document(_ network: String, nics: [Int] = [1, 2], more: String = "") -> String {
        let lines = nics.map { "  - { vm: vm\($0), iface-id: acme-\($0), network: web\(more) }" }
        return """
            version: 1
            tenant: acme
            document: base
            networks: { web: { \(network) } }
            nics:
            \(lines.joined(separator: "\n"))
            """
    }

    private static let first = NICID(tenant: "acme", vm: "vm1", index: 0)
    private static let second = NICID(tenant: "acme", vm: "vm2", index: 0)

    private static func mac(_ vm: Int) -> [UInt8] { [0x52, 0x54, 0, 0, 1, UInt8(vm)] }

    /// An ARP request from 10.0.0.`last`.
    private static func arp(_ vm: Int, _ last: UInt8, inner: Int? = nil) -> [UInt8] {
        [UInt8](repeating: 0xff, count: 6) + mac(vm) + [8, 6, 0, 1, 8, 0, 6, 4, 0, 1] + mac(inner ?? vm)
            + [10, 0, 0, last] + [UInt8](repeating: 0, count: 6) + [10, 0, 0, 99]
    }

    /// Duplicate address detection of an address that ends in `last`.
    private static func detection(_ vm: Int, _ prefix: [UInt8], _ last: UInt8) -> [UInt8] {
        let target = prefix + [UInt8](repeating: 0, count: 15 - prefix.count) + [last]
        return [0x33, 0x33, 0xff, 0, 0, last] + mac(vm) + [0x86, 0xdd, 0x60, 0, 0, 0, 0, 24, 58, 255]
            + [UInt8](repeating: 0, count: 16) + [0xff, 2] + [UInt8](repeating: 0, count: 14)
            + [135, 0, 0, 0, 0, 0, 0, 0] + target
    }

    private func known(_ fabric: FakeFabric, _ nic: NICID = first) -> [String] {
        (fabric.snapshot?.topology.knownAddresses(of: nic) ?? []).map { "\($0.address) \($0.origin.rawValue)" }
            .filter { !$0.hasPrefix("fe80::5054") }
    }

    private func events(_ fabric: FakeFabric, _ kind: EventRecord.Kind) -> [String] {
        (fabric.snapshot?.events ?? []).filter { $0.kind == kind }.map(\.message)
    }

    @Test("The first use of an address binds it, on every host of the network, and is told")
    func firstUse() throws {
        let fabric = try fabric()
        fabric.packetIn("kvm1", nic: 16, port: 1, Self.arp(1, 5))
        #expect(known(fabric) == ["10.0.0.5 learned"])
        try fabric.expectInSync()
        let answers = fabric.hosts.values.map { host in
            host.flows.flows.values.count { "\($0.decoded())".contains("arp_tpa=10.0.0.5,arp_op=1") }
        }
        #expect(answers == [1, 1])
        #expect(events(fabric, .addressBound) == ["acme/vm1:0 has 10.0.0.5 from now on (learned), seen on kvm1/acme-1"])
    }

    @Test("Who comes second does not get it, which is told once, and the limit is eight")
    func conflict() throws {
        let fabric = try fabric()
        fabric.packetIn("kvm1", nic: 16, port: 1, Self.arp(1, 5))
        let before = fabric.hosts.mapValues(\.flows.modifications)
        for _ in 0..<3 { fabric.packetIn("kvm2", nic: 17, port: 2, Self.arp(2, 5)) }
        #expect(known(fabric, Self.second) == [])
        #expect(fabric.hosts.mapValues(\.flows.modifications) == before)
        #expect(
            events(fabric, .addressRefused) == [
                "acme/vm2:0 uses 10.0.0.5 and does not get it: it is that of acme/vm1:0"
            ])
        for last in 6...20 { fabric.packetIn("kvm1", nic: 16, port: 1, Self.arp(1, UInt8(last))) }
        #expect(known(fabric).count == 8)
        #expect(
            !fabric.hosts.values.flatMap { $0.flows.flows.values }.contains {
                "\($0.decoded())".contains("reg0=0x10") && "\($0.decoded())".contains("controller")
            }, "a NIC that has all its addresses asks no more")
        try fabric.expectInSync()
    }

    @Test("What was learned survives a restart with no change on any switch")
    func restart() throws {
        let fabric = try fabric()
        for last: UInt8 in [5, 6] { fabric.packetIn("kvm1", nic: 16, port: 1, Self.arp(1, last)) }
        fabric.packetIn("kvm2", nic: 17, port: 2, table: 20, Self.detection(2, [0xfe, 0x80], 7))
        let before = fabric.hosts.mapValues(\.flows.modifications)
        try fabric.restartController()
        #expect(known(fabric) == ["10.0.0.5 learned", "10.0.0.6 learned"], "before any host has come")
        for number in [2, 1] { fabric.connect("kvm\(number)") }
        #expect(known(fabric, Self.second) == ["fe80::7 link-local"])
        #expect(fabric.hosts.mapValues(\.flows.modifications) == before)
        try fabric.expectInSync()
    }

    @Test("A VM that moves keeps its addresses; one that goes lets them go")
    func moved() throws {
        let fabric = try fabric()
        fabric.packetIn("kvm1", nic: 16, port: 1, Self.arp(1, 5))
        fabric.addPort("kvm2", tenant: "acme", vm: 1, ofport: 7)
        fabric.removePort("kvm1", tenant: "acme", vm: 1)
        #expect(known(fabric) == ["10.0.0.5 learned"])
        try fabric.expectInSync()
        try fabric.restartController()
        for number in [1, 2] { fabric.connect("kvm\(number)") }
        #expect(known(fabric) == ["10.0.0.5 learned"])
        fabric.removePort("kvm2", tenant: "acme", vm: 1)
        #expect(known(fabric) == [])
        fabric.packetIn("kvm2", nic: 17, port: 2, Self.arp(2, 5))
        #expect(known(fabric, Self.second) == ["10.0.0.5 learned"])
        try fabric.expectInSync()
    }

    @Test("A VM that moved away from a dead host is served where it is after a restart", arguments: [1, 2])
    func movedFromDeadHost(dead: Int) throws {
        let fabric = try fabric()
        let alive = 3 - dead
        let nic = dead == 1 ? Self.first : Self.second
        fabric.packetIn("kvm\(dead)", nic: dead == 1 ? 16 : 17, port: UInt32(dead), Self.arp(dead, 5))
        fabric.disconnect("kvm\(dead)")
        fabric.run()
        fabric.addPort("kvm\(alive)", tenant: "acme", vm: dead, ofport: 7)
        let place = PortID(host: HostID("kvm\(alive)"), name: "acme-\(dead)")
        #expect(fabric.snapshot?.topology.activePort[nic] == place)
        try fabric.restartController()
        #expect(fabric.snapshot?.topology.activePort[nic] == place, "before any host has come")
        fabric.connect("kvm\(alive)")
        #expect(fabric.snapshot?.topology.activePort[nic] == place)
        #expect(known(fabric, nic) == ["10.0.0.5 learned"])
        try fabric.expectInSync()
    }

    @Test("A document takes an address from whoever learned it, and a NIC that is undeclared has none")
    func documents() throws {
        let fabric = try fabric()
        fabric.packetIn("kvm1", nic: 16, port: 1, Self.arp(1, 5))
        fabric.apply(
            Self.document("", nics: [1]) + "\n  - { vm: vm2, iface-id: acme-2, network: web, addresses: [10.0.0.5] }")
        #expect(known(fabric) == [] && known(fabric, Self.second) == ["10.0.0.5 declared"])
        try fabric.expectInSync()
        fabric.packetIn("kvm1", nic: 16, port: 1, Self.arp(1, 6))
        fabric.apply(Self.document("", nics: [2]))
        fabric.apply(Self.document("", nics: [1, 2]))
        #expect(known(fabric) == [])
        try fabric.expectInSync()
    }

    @Test("On a network for declared addresses a NIC gets one more link-local address, by detection")
    func linkLocal() throws {
        let fabric = try fabric("subnets: [{ cidr: 10.0.0.0/24 }]")
        fabric.packetIn("kvm1", nic: 16, port: 1, Self.arp(1, 5))
        fabric.packetIn("kvm1", nic: 16, port: 1, table: 20, Self.detection(1, [0x20, 1, 0xd, 0xb8], 1))
        #expect(known(fabric) == [])
        for last: UInt8 in [7, 8] {
            fabric.packetIn("kvm1", nic: 16, port: 1, table: 20, Self.detection(1, [0xfe, 0x80], last))
        }
        #expect(known(fabric) == ["fe80::7 link-local"])
        #expect(events(fabric, .addressRefused).count == 1)
        try fabric.expectInSync()
    }

    @Test("A packet-in that is forged, cut or lies teaches nothing")
    func forged() throws {
        let fabric = try fabric()
        let frame = Self.arp(1, 5)
        let group = [UInt8](repeating: 0xff, count: 6) + [0x53] + frame[7...]
        fabric.packetIn("kvm1", nic: 16, port: 2, frame)
        fabric.packetIn("kvm2", nic: 16, port: 1, frame)
        fabric.packetIn("kvm1", nic: 17, port: 1, frame)
        fabric.packetIn("kvm1", nic: 99, port: 1, frame)
        fabric.packetIn("kvm1", nic: 16, port: 1, table: 20, frame)
        fabric.packetIn("kvm1", nic: 16, port: 1, frame, feature: 7)
        fabric.packetIn("kvm1", nic: 16, port: 1, frame, feature: 0)
        fabric.packetIn("kvm1", nic: 16, port: 1, Self.arp(2, 5))
        fabric.packetIn("kvm1", nic: 16, port: 1, Self.arp(1, 5, inner: 2))
        fabric.packetIn("kvm1", nic: 16, port: 1, Array(group))
        fabric.packetIn("kvm1", nic: 16, port: 1, frame, totalLength: 20)
        fabric.packetIn("kvm1", nic: 16, port: 1, frame, totalLength: 1500)
        for length in 0..<frame.count { fabric.packetIn("kvm1", nic: 16, port: 1, Array(frame.prefix(length))) }
        #expect(known(fabric) == [] && known(fabric, Self.second) == [])
        fabric.packetIn("kvm1", nic: 16, port: 1, frame)
        #expect(known(fabric) == ["10.0.0.5 learned"])
    }

    /// A solicitation from fe80::`last`, as guests send them whenever they look for somebody.
    private static func solicitation(_ vm: Int, from last: UInt8, option: Int? = nil) -> [UInt8] {
        let source: [UInt8] = [0xfe, 0x80] + [UInt8](repeating: 0, count: 13) + [last]
        let target: [UInt8] = [0xfe, 0x80] + [UInt8](repeating: 0, count: 13) + [0x99]
        return [0x33, 0x33, 0xff, 0, 0, 0x99] + mac(vm) + [0x86, 0xdd, 0x60, 0, 0, 0, 0, 32, 58, 255] + source
            + [0xff, 2] + [UInt8](repeating: 0, count: 14) + [135, 0, 0, 0, 0, 0, 0, 0] + target
            + [1, 1] + mac(option ?? vm)
    }

    @Test("A guest whose duplicate address detection nobody saw has its link-local address by its next solicitation")
    func missedDetection() throws {
        let fabric = try fabric("address-mode: declared, subnets: [{ cidr: 10.0.0.0/24 }]")
        fabric.packetIn("kvm1", nic: 16, port: 1, Self.solicitation(1, from: 7, option: 2))
        #expect(known(fabric) == [])
        fabric.packetIn("kvm1", nic: 16, port: 1, Self.solicitation(1, from: 7))
        #expect(known(fabric) == ["fe80::7 link-local"])
        fabric.packetIn("kvm1", nic: 16, port: 1, Self.solicitation(1, from: 8))
        #expect(known(fabric) == ["fe80::7 link-local"], "one besides that of the MAC")
        fabric.packetIn("kvm2", nic: 17, port: 2, Self.solicitation(2, from: 7))
        #expect(known(fabric, Self.second) == [], "the first has it")
        try fabric.expectInSync()
    }

    @Test("After the store has failed nothing is promised to guests that a restart would take away")
    func failedStore() throws {
        let fabric = try fabric()
        fabric.storeFailure = "the disk is full"
        fabric.apply(FakeFabric.fabric(hosts: 3))
        fabric.packetIn("kvm1", nic: 16, port: 1, Self.arp(1, 5))
        #expect(known(fabric) == [])
        #expect(events(fabric, .addressBound) == [])
    }
}
