import Controller
import OpenFlow
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
        for _ in 0..<12 { somebodyElse(fabric, "kvm\(Int.random(in: 1...4, using: &generator))", &generator) }
        // However many there were: ten repairs at once, then one in four seconds.
        for _ in 0..<60 { fabric.pass(.seconds(1)) }
        try fabric.expectInSync()
        #expect(fabric.snapshot?.hosts.allSatisfy { $0.phase == .ready } == true)
    }

    /// Changes by others, mixed into one batch of events with what comes before and after.
    private func somebodyElse(_ fabric: FakeFabric, _ host: String, _ generator: inout SeededGenerator) {
        let flows =
            (fabric.hosts[host]?.flows.flows.values.sorted {
                $0.bytes.lexicographicallyPrecedes($1.bytes)
            } ?? [])
        guard fabric.hosts[host]?.switchSession != nil, let victim = flows.randomElement(using: &generator) else {
            return
        }
        var changed = victim.decoded()
        changed.cookie = UInt64.random(in: 1...3, using: &generator)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: fabric.foreignDelete(host, [victim])
        case 1: fabric.foreignDelete(host, flows)
        case 2: fabric.foreignAdd(host, changed)
        case 3:
            changed.table = 77
            fabric.foreignAdd(host, changed)
        case 4:
            fabric.tell(host, .flowUpdates([.paused]))
            fabric.foreignDelete(host, [victim], isTold: false)
            fabric.tell(host, .flowUpdates([.resumed]))
        default:
            if let group = fabric.hosts[host]?.flows.groups.keys.min() { fabric.foreignGroupDeletion(host, group) }
        }
    }

    private func step(_ fabric: FakeFabric, _ generator: inout SeededGenerator) throws {
        let host = "kvm\(Int.random(in: 1...4, using: &generator))"
        let tenant = Bool.random(using: &generator) ? "acme" : "globex"
        let vm = Int.random(in: 1...8, using: &generator)
        switch Int.random(in: 0..<19, using: &generator) {
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
        case 14...17: somebodyElse(fabric, host, &generator)
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
