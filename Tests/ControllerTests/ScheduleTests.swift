import Controller
import TestSupport
import Testing
import Topology

@Suite struct ScheduleTests {
    @Test(
        "Whatever happens in whatever order, hosts end with what is desired", arguments: Seeds.range(100, nightly: 5000)
    )
    func schedules(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let fabric = try FakeFabric()
        fabric.apply(FakeFabric.fabric(hosts: 4))
        for number in 1...4 {
            fabric.addHost(number)
            fabric.connect("kvm\(number)")
        }
        for _ in 0..<40 { try step(fabric, &generator) }
        for number in 1...4 {
            fabric.hosts["kvm\(number)"]?.flows.dislike = nil
            fabric.disconnect("kvm\(number)")
            fabric.run()
            fabric.connect("kvm\(number)")
        }
        fabric.pass(.seconds(20))
        try fabric.expectInSync()
        #expect(fabric.snapshot?.hosts.allSatisfy { $0.phase == .ready } == true)
    }

    private func step(_ fabric: FakeFabric, _ generator: inout SeededGenerator) throws {
        let host = "kvm\(Int.random(in: 1...4, using: &generator))"
        let tenant = Bool.random(using: &generator) ? "acme" : "globex"
        let vm = Int.random(in: 1...8, using: &generator)
        switch Int.random(in: 0..<15, using: &generator) {
        case 0...2:
            let nics = (1...8).filter { _ in Bool.random(using: &generator) }
            fabric.apply(FakeFabric.tenant(tenant, nics: nics + [9]))
        case 3...5:
            fabric.addPort(host, tenant: tenant, vm: vm, ofport: Int64(tenant == "acme" ? vm : vm + 20))
        case 6: fabric.removePort(host, tenant: tenant, vm: vm)
        case 7: fabric.disconnect(host)
        case 8, 9:
            if fabric.hosts[host]?.databaseSession == nil { fabric.connect(host) }
        case 10:
            fabric.disconnect(host)
            fabric.hosts[host]?.flows.clear()
        case 11:
            // Refuses one address of every tenant, or nothing any more.
            let isRefusing = fabric.hosts[host]?.flows.dislike != nil
            fabric.hosts[host]?.flows.dislike = isRefusing ? nil : "10.0.0.\(vm),"
        case 12: try addProfiledPort(host, tenant, vm, fabric)
        case 13: fabric.removePort(host, "profiled-\(tenant)-\(vm)")
        default:
            try fabric.restartController()
            for number in 1...4 where Bool.random(using: &generator) { fabric.connect("kvm\(number)") }
        }
        fabric.run()
        if Int.random(in: 0..<4, using: &generator) == 0 { fabric.pass(.milliseconds(150)) }
    }

    /// A port that its profile alone binds; other ports of the same VM may be on other hosts.
    private func addProfiledPort(_ host: String, _ tenant: String, _ vm: Int, _ fabric: FakeFabric) throws {
        let snapshot = try #require(fabric.snapshot)
        let network = NetworkID(tenant: tenant, name: "web")
        guard let code = snapshot.topology.networks[network]?.profile else { return }
        let offset = tenant == "acme" ? 60 : 80
        fabric.addPort(
            host, "profiled-\(tenant)-\(vm)", ofport: Int64(vm + offset),
            externalIDs: ["port-profile": code, "attached-mac": "52:54:00:00:0a:0\(vm)", "vm-name": "free\(vm % 3)"])
    }
}
