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
        switch Int.random(in: 0..<12, using: &generator) {
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
        default:
            try fabric.restartController()
            for number in 1...4 where Bool.random(using: &generator) { fabric.connect("kvm\(number)") }
        }
        fabric.run()
        if Int.random(in: 0..<4, using: &generator) == 0 { fabric.pass(.milliseconds(150)) }
    }
}
