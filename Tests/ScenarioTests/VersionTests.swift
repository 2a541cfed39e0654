import Lab
import Testing

extension Scenarios {
    @Suite("Other OpenFlow versions")
    struct VersionTests {
        @Test(
            "A bridge that allows an older version only is served all the same",
            arguments: ["OpenFlow14", "OpenFlow13"])
        func negotiated(version: String) throws {
            try Fabric.with(.generated(hosts: 2, vms: 8)) { fabric in
                let hosts = try fabric.lab.status().hosts.map(\.name)
                for host in hosts {
                    try fabric.output(.host(host), "ovs-vsctl set Bridge br-int protocols=\(version)")
                }
                try fabric.applyAll()
                let newest = try fabric.lab.exec(
                    .host("kvm1"), ["ovs-ofctl", "-O", "OpenFlow15", "dump-flows", "br-int"])
                #expect(newest.status != 0, "the bridge speaks \(version) only")
                try fabric.expectReachability()
                let before = try fabric.flowTable("kvm1", version: version)
                try fabric.expectSameFromNothing()
                let after = try fabric.flowTable("kvm1", version: version)
                #expect(after.flows == before.flows && !after.flows.isEmpty)
                let younger = before.ages.filter { (after.ages[$0.key] ?? -1) <= $0.value }
                #expect(younger.isEmpty, "flows were made again")
                measured("\(version): \(after.flows.count) flows on kvm1, 0 changes by a restart")
            }
        }

        @Test("A host with an older version and one with the newest serve one network")
        func mixed() throws {
            try Fabric.with(.generated(hosts: 2, vms: 8)) { fabric in
                try fabric.applyAll()
                let old = try fabric.flowTable("kvm1")
                try fabric.output(.host("kvm1"), "ovs-vsctl set Bridge br-int protocols=OpenFlow13")
                try fabric.eventually("kvm1 is served again") {
                    try fabric.weft("wait", "--for=ready", "host/kvm1", "--timeout", "5s").status == 0
                }
                try fabric.waitReady()
                try fabric.expectReachability()
                let new = try fabric.flowTable("kvm1", version: "OpenFlow13")
                #expect(new.flows.count == old.flows.count)
                try fabric.expectSameFromNothing()
            }
        }
    }
}
