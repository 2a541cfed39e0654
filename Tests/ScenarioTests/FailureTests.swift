import AttackTable
import Foundation
import Lab
import NetworkTypes
import Testing

extension Scenarios {
    @Suite("Things fail, move, come and go")
    struct FailureTests {
        @Test(
            "ovs-vswitchd is killed and restarted: traffic is back within two seconds of its start", .covers(.d5))
        func switchRestart() throws {
            try Fabric.with(.generated(hosts: 3, vms: 6)) { fabric in
                try fabric.applyAll()
                var started = 0.0
                let outcomes = try fabric.streaming {
                    try fabric.lab.kill(.switch, on: "kvm2")
                    sleep(1)
                    started = wallTime()
                    try fabric.lab.restart(.switch, on: "kvm2")
                    sleep(3)
                }
                for outcome in outcomes {
                    guard outcome.name.contains("acme2") || outcome.name.contains("10.0.0.12") else {
                        #expect(outcome.lost == 0, "\(outcome.losses), and it does not touch the host")
                        continue
                    }
                    let back = try #require(outcome.firstAnswer(after: started), "\(outcome.name) is never back")
                    #expect(back - started < 2, "\(outcome.name)")
                    measured("\(outcome.name): back \(Int((back - started) * 1000)) ms after ovs-vswitchd's start")
                }
                try fabric.waitReady()
                try fabric.expectReachability()
                try fabric.expectSameFromNothing()
            }
        }

        @Test(
            "Both daemons of a host die and start again, as when it reboots: traffic is back within two seconds, with another address too",
            .covers(.d5), arguments: [false, true])
        func reboot(hasNewAddress: Bool) throws {
            try Fabric.with(.generated(hosts: 3, vms: 6)) { fabric in
                try fabric.applyAll()
                var started = 0.0
                let outcomes = try fabric.streaming {
                    // As without power: nobody hears of the connections' end.
                    try fabric.lab.partition("kvm2", true)
                    try fabric.lab.kill(.switch, on: "kvm2")
                    try fabric.lab.kill(.database, on: "kvm2")
                    if hasNewAddress {
                        let old = try fabric.lab.status().hosts.first { $0.name == "kvm2" }?.management ?? ""
                        try fabric.output(.host("kvm2"), "ip addr del \(old)/16 dev eth0")
                        try fabric.output(.host("kvm2"), "ip addr add 172.30.9.9/16 dev eth0")
                    }
                    sleep(1)
                    try fabric.lab.partition("kvm2", false)
                    started = wallTime()
                    try fabric.lab.restart(.database, on: "kvm2")
                    try fabric.lab.restart(.switch, on: "kvm2")
                    sleep(4)
                }
                var slowest = 0.0
                for outcome in outcomes {
                    guard outcome.name.contains("acme2") || outcome.name.contains("10.0.0.12") else {
                        #expect(outcome.lost == 0, "\(outcome.losses), and it does not touch the host")
                        continue
                    }
                    let back = try #require(outcome.firstAnswer(after: started), "\(outcome.name) is never back")
                    slowest = max(slowest, back - started)
                }
                #expect(slowest > 0 && slowest < 2)
                measured(
                    "both daemons of a host restarted\(hasNewAddress ? ", with another address" : ""): back \(Int(slowest * 1000)) ms after the start of the first"
                )
                try fabric.waitReady()
                try fabric.expectReachability()
                // In clear text the first dial from elsewhere is refused, and told.
                try fabric.expectSameFromNothing(despite: hasNewAddress ? "HostRefused" : nil)
            }
        }

        @Test("ovsdb-server is killed and restarted: no packet is lost and no flow changed", .covers(.d5))
        func databaseRestart() throws {
            try Fabric.with(.generated(hosts: 3, vms: 6)) { fabric in
                try fabric.applyAll()
                let watch = try SwitchWatch(fabric)
                let outcomes = try fabric.streaming {
                    try fabric.lab.restart(.database, on: "kvm2")
                    sleep(2)
                    try fabric.waitReady()
                }
                try fabric.expectNoLoss(outcomes, "with ovsdb-server restarted")
                #expect(watch.changes() == watch.zero)
                try fabric.expectReachability()
                try fabric.expectSameFromNothing()
            }
        }

        @Test("A VM that moves to another host keeps talking")
        func move() throws {
            try Fabric.with(.generated(hosts: 3, vms: 12)) { fabric in
                try fabric.applyAll()
                try fabric.expectReachability()
                let stream = try PingStream(fabric, from: "acme1", to: "10.0.0.12")
                usleep(300_000)
                try fabric.lab.moveVM("acme2", to: "kvm3")
                try fabric.eventually("acme2 is reached at its new host") {
                    try fabric.lab.exec(.vm("acme2"), ["ping", "-c", "1", "-W", "1", "10.0.0.11"]).status == 0
                }
                sleep(1)
                let outcome = try stream.stop()
                let last = try #require(outcome.answers.last)
                #expect(last.sequence + 5 >= outcome.sent, "the stream goes on")
                #expect(outcome.longestGap < 2)
                measured(
                    "a VM moved: \(outcome.lost) of \(outcome.sent) packets lost, longest gap \(Int(outcome.longestGap * 1000)) ms"
                )
                try fabric.waitReady()
                try fabric.expectReachability()
                // And home again: where it came from has forgotten nothing that matters.
                try fabric.lab.moveVM("acme2", to: "kvm2")
                try fabric.eventually("acme2 is reached at home") {
                    try fabric.lab.exec(.vm("acme2"), ["ping", "-c", "1", "-W", "1", "10.0.0.11"]).status == 0
                }
                try fabric.waitReady()
                try fabric.expectReachability()
                try fabric.expectSameFromNothing()
            }
        }

        @Test("A host is added later, and removed again without a trace on the others")
        func hostComesAndGoes() throws {
            try Fabric.with(.generated(hosts: 2, vms: 8)) { fabric in
                try fabric.applyAll()
                try fabric.lab.addHost("kvm9")
                try fabric.quickenManagers()
                try fabric.lab.addVM(
                    LabNIC(
                        vm: "acme9", host: "kvm9", addresses: [try InterfaceAddress("10.0.0.19/24")], tenant: "acme"))
                let start = ContinuousClock.now
                try fabric.applyAll()
                measured("a host and a VM added, and served after \((ContinuousClock.now - start).text)")
                try fabric.expectReachability()
                let hosts = try fabric.declaredHosts()
                let rest = hosts.filter { $0.name != "kvm9" }
                let vtep = hosts.filter { $0.name == "kvm9" }.map(\.vtep).joined()
                #expect(try fabric.mentions(vtep, on: "kvm1"))

                let nics = try fabric.lab.nics().filter { $0.host != "kvm9" }
                try fabric.apply(Documents.fabric(rest), Documents.tenant("acme", nics))
                try fabric.lab.deleteHost("kvm9")
                try fabric.waitReady()
                for host in ["kvm1", "kvm2"] { #expect(try !fabric.mentions(vtep, on: host)) }
                #expect(try !fabric.weft("get", "hosts").stdout.contains("kvm9"))
                try fabric.expectReachability()
                try fabric.expectSameFromNothing()
            }
        }

        @Test("A host that loses power keeps nobody waiting, and its place is cleared when it is taken out")
        func powerFailure() throws {
            try Fabric.with(.generated(hosts: 3, vms: 12)) { fabric in
                try fabric.applyAll()
                let hosts = try fabric.declaredHosts()
                let rest = hosts.filter { $0.name != "kvm3" }
                let vtep = hosts.filter { $0.name == "kvm3" }.map(\.vtep).joined()
                try fabric.lab.deleteHost("kvm3")
                try fabric.waitAway("kvm3")
                #expect(try fabric.mentions(vtep, on: "kvm1"), "a fact is not deleted because it is missing")
                try fabric.expectReachability()
                let nics = try fabric.lab.nics()
                try fabric.apply(
                    Documents.fabric(rest), Documents.tenant("acme", nics),
                    Documents.tenant("globex", nics))
                try fabric.waitReady()
                for host in ["kvm1", "kvm2"] { #expect(try !fabric.mentions(vtep, on: host)) }
                try fabric.expectReachability()
                try fabric.expectSameFromNothing()
            }
        }

        @Test("Changes that were made while a host was cut off arrive when it is back", .covers(.a12))
        func partition() throws {
            try Fabric.with(.generated(hosts: 3, vms: 12)) { fabric in
                try fabric.applyAll()
                let before = try fabric.flowTable("kvm3")
                let watch = try SwitchWatch(fabric)
                let cut = ContinuousClock.now
                try fabric.lab.partition("kvm3", true)
                try fabric.waitAway("kvm3")
                let noticed = ContinuousClock.now - cut
                #expect(noticed < .seconds(15), "three probes")
                #expect(watch.changes() == watch.zero)
                noteMeasurement("half-open sessions end after \(noticed.text); 0 changes anywhere")
                try fabric.lab.deleteVM("acme2")
                try fabric.lab.addVM(
                    LabNIC(
                        vm: "acme9", host: "kvm1", addresses: [try InterfaceAddress("10.0.0.19/24")], tenant: "acme"))
                let start = ContinuousClock.now
                try fabric.apply(Documents.tenant("acme", fabric.lab.nics()), expecting: 7)
                detail("an apply with one host away returns after \((ContinuousClock.now - start).text)")
                try fabric.waitReady(["kvm1", "kvm2"])
                #expect(try fabric.flowTable("kvm3").flows == before.flows)
                try fabric.expectReachability(among: try fabric.lab.nics().filter { $0.host != "kvm3" }.map(\.vm))

                let back = ContinuousClock.now
                try fabric.lab.partition("kvm3", false)
                try fabric.waitReady()
                detail(
                    "a host that was cut off has the changes \((ContinuousClock.now - back).text) after it is back")
                #expect(try fabric.flowTable("kvm3").flows != before.flows)
                try fabric.expectReachability()
                try fabric.expectSameFromNothing()
            }
        }
    }
}

extension Fabric {
    /// Whether flows or groups of a host name a VTEP.
    func mentions(_ vtep: String, on host: String) throws -> Bool {
        let flows = try output(.host(host), "ovs-ofctl -O OpenFlow15 dump-flows br-int")
        let groups = try output(.host(host), "ovs-ofctl -O OpenFlow15 dump-groups br-int")
        return (flows + groups).contains(vtep)
    }
}
