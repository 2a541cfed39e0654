import AttackTable
import Foundation
import Lab
import Testing

extension Scenarios {
    @Suite("The controller restarts")
    struct RestartTests {
        /// All orders of three hosts.
        private static let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]

        @Test(
            "Nothing changed: no switch is touched and no packet lost, whatever the order of reconnects", .covers(.d1))
        func orders() throws {
            try Fabric.with(.generated(hosts: 3, vms: 12)) { fabric in
                try fabric.applyAll()
                try fabric.expectReachability()
                let hosts = try fabric.lab.status().hosts.map(\.name)
                let before = try hosts.map { try fabric.flowTable($0) }
                let watch = try SwitchWatch(fabric)
                let start = ContinuousClock.now
                let outcomes = try fabric.streaming {
                    for (number, order) in Self.orders.enumerated() {
                        try fabric.reconnect(order.map { hosts[$0] }, after: number % 2 == 0 ? SIGTERM : SIGKILL)
                        #expect(watch.changes() == watch.zero, "hosts came in the order \(order)")
                    }
                }
                let elapsed = (ContinuousClock.now - start).seconds
                #expect(watch.changes() == watch.zero)
                for (host, old) in zip(hosts, before) {
                    let new = try fabric.flowTable(host)
                    #expect(new.flows == old.flows)
                    let younger = old.ages.filter { (new.ages[$0.key] ?? 0) < $0.value + elapsed - 1 }
                    #expect(younger.isEmpty, "flows of \(host) were made again")
                }
                try fabric.expectNoLoss(outcomes, "over \(Self.orders.count) restarts")
                try fabric.expectReachability()
            }
        }

        @Test("With one host partitioned nobody is touched, nor is that host when it is back")
        func partitioned() throws {
            try Fabric.with(.generated(hosts: 3, vms: 6)) { fabric in
                try fabric.applyAll()
                let watch = try SwitchWatch(fabric)
                let outcomes = try fabric.streaming {
                    try fabric.stop()
                    try fabric.lab.partition("kvm2", true)
                    try fabric.start()
                    try fabric.waitReady(["kvm1", "kvm3"])
                    // Longer than a session takes to be given up for lost.
                    sleep(3)
                    #expect(watch.changes() == watch.zero)
                    try fabric.lab.partition("kvm2", false)
                    try fabric.waitReady()
                }
                #expect(watch.changes() == watch.zero)
                try fabric.expectNoLoss(outcomes, "with one host partitioned")
                try fabric.expectReachability()
            }
        }

        @Test("Traffic goes on for half a minute without a controller", .covers(.d1, .d6))
        func down() throws {
            try Fabric.with(.generated(hosts: 3, vms: 6)) { fabric in
                try fabric.applyAll()
                let watch = try SwitchWatch(fabric)
                var time = Duration.zero
                let outcomes = try fabric.streaming {
                    try fabric.stop(SIGKILL)
                    sleep(30)
                    try fabric.expectReachability()
                    let start = ContinuousClock.now
                    try fabric.start(isAwaited: false)
                    try fabric.awaitReady(["kvm1", "kvm2", "kvm3"])
                    time = ContinuousClock.now - start
                }
                #expect(watch.changes() == watch.zero)
                // By now ovsdb-server dials once a second.
                #expect(time < .seconds(3))
                try fabric.expectNoLoss(
                    outcomes, "with weftd down for 30 s; all hosts in sync \(time.text) after its start")
            }
        }

        @Test("The watch sees changes when there are any")
        func watchWorks() throws {
            try Fabric.with(.generated(hosts: 2, vms: 4)) { fabric in
                try fabric.applyAll()
                let watch = try SwitchWatch(fabric)
                let nics = try fabric.lab.nics().filter { $0.vm != "acme2" }
                try fabric.apply(Documents.tenant("acme", nics))
                try fabric.waitReady()
                let changes = watch.changes()
                let silent = changes.filter { $0.value == 0 }
                #expect(silent.isEmpty, "\(changes)")
                measured("one NIC removed: \(changes.values.sorted()) changing messages on two hosts")
                try fabric.expectSameFromNothing()
            }
        }
    }
}

extension Fabric {
    /// Restarts the controller and lets the hosts come back one by one.
    func reconnect(_ hosts: [String], after signal: Int32) throws {
        try stop(signal)
        for host in hosts { try lab.partition(host, true) }
        try start()
        for host in hosts {
            try lab.partition(host, false)
            try waitReady([host])
        }
    }

    /// Expects that streams lost nothing, and prints how much they carried.
    func expectNoLoss(
        _ outcomes: [PingStream.Outcome], _ when: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for outcome in outcomes {
            #expect(
                outcome.lost == 0, "\(outcome.losses)",
                sourceLocation: sourceLocation)
            #expect(outcome.sent > 50, "\(outcome.name) did not run", sourceLocation: sourceLocation)
        }
        let sent = outcomes.reduce(0) { $0 + $1.sent }
        let lost = outcomes.reduce(0) { $0 + $1.lost }
        measured("\(lost) of \(sent) packets lost in \(outcomes.count) streams, \(when)")
    }
}
