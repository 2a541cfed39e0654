import Compiler
import Controller
import OpenFlow
import Pipeline
import Testing
import Topology

/// Hosts whose NICs are all policed.
private enum PolicedFabric {
    /// Whether the document makes zones.
    static let isPoliced: Bool = {
        guard let fabric = try? make() else { return false }
        return zone(of: 1, fabric) != nil
    }()

    private static let policy = """
        version: 1
        tenant: acme
        document: security
        default: { ingress: deny, egress: allow, same-network: deny }
        """

    /// Two hosts in sync, one network; VM 1 on the first, 2 on the second.
    static func make() throws -> FakeFabric {
        let fabric = try FakeFabric()
        fabric.apply(FakeFabric.fabric(hosts: 2))
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2, 3]))
        fabric.apply(policy)
        for number in 1...2 {
            fabric.addHost(number)
            fabric.addPort("kvm\(number)", tenant: "acme", vm: number, ofport: 7)
            fabric.connect("kvm\(number)")
        }
        return fabric
    }

    /// The zone of a VM's NIC on the first host, as its fragment says.
    static func zone(of vm: Int, _ fabric: FakeFabric) -> UInt16? {
        let owner = Owner.nic(NICID(tenant: "acme", vm: "vm\(vm)", index: 0))
        return fabric.snapshot?.engine.desired(for: "kvm1").first { $0.owner == owner && !$0.zones.isEmpty }?.zones[0]
    }
}

@Suite("Zones of policed NICs on hosts that come and go", .enabled(if: PolicedFabric.isPoliced, "no NIC is policed"))
struct ZoneScenarioTests {
    /// Zones that the first host's switch was told to flush.
    private func flushes(_ fabric: FakeFabric) -> [UInt16] { fabric.hosts["kvm1"]?.flows.flushes ?? [] }

    private func hasWayIn(_ fabric: FakeFabric, port: Int) -> Bool {
        (fabric.hosts["kvm1"]?.flows.flows.values ?? [:].values).contains {
            $0.table == Stage.classify.table && $0.decoded().match[.inPort]?.value == UInt128(port)
        }
    }

    @Test("One flush for each NIC that comes to a port number, before its way in is open")
    func replaced() throws {
        let fabric = try PolicedFabric.make()
        try fabric.expectInSync()
        #expect(flushes(fabric) == [7])
        fabric.removePort("kvm1", tenant: "acme", vm: 1)
        #expect(flushes(fabric) == [7])
        var sent: [Modification] = []
        fabric.afterProgram = { host, batch in
            if host == "kvm1" { sent += (0..<batch.count).map { batch.modification(at: $0) } }
        }
        fabric.addPort("kvm1", tenant: "acme", vm: 3, ofport: 7)
        fabric.afterProgram = nil
        let flush = try #require(sent.firstIndex(of: .zoneFlush(7)))
        let wayIn = try #require(
            sent.firstIndex {
                guard case .flow(let change) = $0, change.command == .add else { return false }
                return change.flow.table == Stage.classify.table && change.flow.match[.inPort]?.value == 7
            })
        #expect(flush < wayIn && flushes(fabric) == [7, 7])
        #expect(PolicedFabric.zone(of: 3, fabric) == 7)
        // Under another number.
        fabric.removePort("kvm1", tenant: "acme", vm: 3)
        fabric.addPort("kvm1", tenant: "acme", vm: 3, ofport: 8)
        #expect(flushes(fabric) == [7, 7, 8])
        try fabric.expectInSync()
    }

    @Test("Nothing for a controller that is restarted, nor for a host that comes back, unless its flows are gone")
    func restarts() throws {
        let fabric = try PolicedFabric.make()
        try fabric.restartController()
        for number in 1...2 { fabric.connect("kvm\(number)") }
        #expect(flushes(fabric) == [7])
        fabric.disconnect("kvm1")
        fabric.run()
        // Its marker says another state then.
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2]))
        fabric.connect("kvm1")
        #expect(flushes(fabric) == [7])
        fabric.disconnect("kvm1")
        fabric.run()
        fabric.hosts["kvm1"]?.flows.clear()
        fabric.connect("kvm1")
        #expect(flushes(fabric) == [7, 7])
        try fabric.expectInSync()
    }

    @Test("Nothing when others delete its flows, one or all, and Weft adds them again")
    func drift() throws {
        let fabric = try PolicedFabric.make()
        let all = (fabric.hosts["kvm1"]?.flows.flows.values ?? [:].values).map(\.self)
        let wayIn = try #require(all.first { $0.table == Stage.classify.table && $0.cookie >> 56 == 6 })
        fabric.foreignDelete("kvm1", [wayIn])
        fabric.run()
        try fabric.expectInSync()
        #expect(flushes(fabric) == [7])
        fabric.foreignDelete("kvm1", all)
        fabric.run()
        for _ in 0..<3 { fabric.pass(.seconds(1)) }
        try fabric.expectInSync()
        #expect(flushes(fabric) == [7])
    }

    @Test("A switch that cannot flush keeps the NIC off, and its host says why, until it can")
    func refused() throws {
        let fabric = try PolicedFabric.make()
        fabric.removePort("kvm1", tenant: "acme", vm: 1)
        fabric.hosts["kvm1"]?.flows.refusesFlushes = true
        fabric.addPort("kvm1", tenant: "acme", vm: 3, ofport: 9)
        fabric.pass(.milliseconds(200))
        let host = try #require(fabric.snapshot?.hosts.first)
        #expect(host.phase == .degraded && !hasWayIn(fabric, port: 9))
        #expect(host.refusals.contains { $0.member.contains("zoneFlush(9)") }, "\(host.refusals)")
        #expect(fabric.messages(.hostDegraded).contains { $0.contains("refused a part of nic/acme/vm3:0") })
        fabric.hosts["kvm1"]?.flows.refusesFlushes = false
        fabric.pass(.seconds(11))
        #expect(fabric.snapshot?.hosts.first?.phase == .ready && hasWayIn(fabric, port: 9))
        #expect(flushes(fabric) == [7, 9])
        try fabric.expectInSync()
    }
}
