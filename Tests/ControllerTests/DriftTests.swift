import Controller
import NetworkTypes
import OpenFlow
import Testing
import Topology

@Suite("What others change on a switch is found and put right")
struct DriftTests {
    private static let foreign = Flow(
        table: 0, priority: 65535, cookie: 0xdead, match: Match(), actions: [.output(.inPort)])

    /// Two hosts in sync, one network.
    private func fabric(_ prepare: (FakeFabric) -> Void = { _ in }) throws -> FakeFabric {
        let fabric = try FakeFabric()
        fabric.apply(FakeFabric.fabric(hosts: 2))
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2, 3, 4]))
        for number in 1...2 {
            fabric.addHost(number)
            for vm in [number, number + 2] { fabric.addPort("kvm\(number)", tenant: "acme", vm: vm) }
        }
        prepare(fabric)
        for number in 1...2 { fabric.connect("kvm\(number)") }
        try fabric.expectInSync()
        return fabric
    }

    private func host(_ fabric: FakeFabric) throws -> HostView { try #require(fabric.snapshot?.hosts.first) }

    private func flow(_ fabric: FakeFabric, table: UInt8) throws -> EncodedFlow {
        let flows = try #require(fabric.hosts["kvm1"]?.flows.flows.values)
        return try #require(
            flows.filter { $0.table == table }.min { $0.bytes.lexicographicallyPrecedes($1.bytes) })
    }

    private func count(_ fabric: FakeFabric, _ kind: EventRecord.Kind) -> Int {
        fabric.snapshot?.events.count { $0.kind == kind } ?? 0
    }

    @Test("A deleted flow alone is added again; its owner and line are listed")
    func deleted() throws {
        let fabric = try fabric()
        let before = try #require(fabric.hosts["kvm1"]?.flows.modifications)
        let dumps = fabric.hosts["kvm1"]?.dumps
        let victim = try flow(fabric, table: 20)
        fabric.foreignDelete("kvm1", [victim])
        fabric.run()
        try fabric.expectInSync()
        #expect(fabric.hosts["kvm1"]?.flows.modifications == before + 1)
        #expect(fabric.hosts["kvm1"]?.dumps == dumps, "nothing was read back for it")
        let drift = try #require(try host(fabric).drift.first)
        #expect(drift.record.kind == .flowMissing && drift.record.wanted == victim.decoded().description)
        #expect(drift.record.owner != nil && drift.position != nil)
        #expect(count(fabric, .driftFound) == 1 && count(fabric, .flowsRepaired) == 1)
        #expect(try host(fabric).findings.map(\.code) == ["drift"])
    }

    @Test(
        "Meters that others delete, or make anew, are put right, and so are flows that would go on without them",
        arguments: [false, true])
    func meters(isMadeAgain: Bool) throws {
        let fabric = try fabric()
        fabric.foreignMeterRenewal("kvm1", isMadeAgain: isMadeAgain)
        fabric.pass(.seconds(10))
        try fabric.expectInSync()
    }

    @Test("A meter that went while weftd was away comes back with the flows that use it")
    func metersWhileAway() throws {
        let fabric = try fabric()
        fabric.disconnect("kvm1")
        fabric.run()
        fabric.foreignMeterRenewal("kvm1", isMadeAgain: false, isTold: false)
        fabric.foreignDelete("kvm1", [try flow(fabric, table: 20)], isTold: false)
        fabric.connect("kvm1")
        fabric.pass(.seconds(1000))
        try fabric.expectInSync()
    }

    @Test("A foreign flow is deleted, a changed one replaced, and one that is put back by its changer is left alone")
    func foreignAndChanged() throws {
        let fabric = try fabric()
        let before = try #require(fabric.hosts["kvm1"]?.flows.modifications)
        fabric.foreignAdd("kvm1", Self.foreign)
        fabric.run()
        try fabric.expectInSync()
        let victim = try flow(fabric, table: 20)
        var changed = victim.decoded()
        changed.instructions = []
        changed.cookie = 0xbeef
        fabric.foreignAdd("kvm1", changed)
        fabric.run()
        try fabric.expectInSync()
        #expect(fabric.hosts["kvm1"]?.flows.modifications == before + 2)
        #expect(try host(fabric).drift.map(\.record.kind) == [.flowChanged, .flowForeign])
        fabric.foreignDelete("kvm1", [victim])
        fabric.foreignAdd("kvm1", victim.decoded())
        fabric.run()
        #expect(fabric.hosts["kvm1"]?.flows.modifications == before + 2)
        #expect(try host(fabric).drift.count == 2)
    }

    @Test("A switch emptied by somebody, or without its marker, is read back at once")
    func emptied() throws {
        let fabric = try fabric()
        let all = try #require(fabric.hosts["kvm1"]?.flows.flows.values)
        fabric.foreignDelete("kvm1", Array(all))
        fabric.run()
        try fabric.expectInSync()
        #expect(try host(fabric).drift.contains { $0.record.kind == .more || $0.record.kind == .flowMissing })
        let marker = try flow(fabric, table: 250)
        fabric.foreignDelete("kvm1", [marker])
        fabric.run()
        try fabric.expectInSync()
    }

    @Test("Foreign groups go; a deleted group comes back with the flows that went with it")
    func groups() throws {
        let fabric = try fabric()
        fabric.foreignGroup("kvm1", Group(id: 0x1234_5678, type: .all, buckets: []))
        fabric.run()
        try fabric.expectInSync()
        #expect(try host(fabric).drift.map(\.record.kind) == [.groupForeign])
        let own = try #require(fabric.hosts["kvm1"]?.flows.groups.keys.min())
        let flows = try #require(fabric.hosts["kvm1"]?.flows.flows.count)
        fabric.foreignGroupDeletion("kvm1", own)
        #expect(fabric.hosts["kvm1"]?.flows.flows.count ?? 0 < flows, "flows went with the group")
        fabric.run()
        try fabric.expectInSync()
        #expect(try host(fabric).drift.contains { $0.record.kind == .groupMissing })
        #expect(count(fabric, .hostDegraded) == 0)
    }

    @Test("A pause is waited out, and then the switch is read back")
    func pause() throws {
        let fabric = try fabric()
        let dumps = try #require(fabric.hosts["kvm1"]?.dumps)
        let victim = try flow(fabric, table: 20)
        fabric.tell("kvm1", .flowUpdates([.paused]))
        fabric.foreignDelete("kvm1", [victim], isTold: false)
        fabric.run()
        #expect(fabric.hosts["kvm1"]?.dumps == dumps)
        fabric.tell("kvm1", .flowUpdates([.resumed]))
        fabric.run()
        try fabric.expectInSync()
        #expect(fabric.hosts["kvm1"]?.dumps == dumps + 1)
        #expect(try host(fabric).drift.map(\.record.kind) == [.flowMissing])
    }

    @Test("Changes while a switch is read back are not lost")
    func duringReadBack() throws {
        let fabric = try fabric()
        let victim = try flow(fabric, table: 20)
        let dumps = try #require(fabric.hosts["kvm1"]?.dumps)
        fabric.tell("kvm1", .flowUpdates([.resumed]))
        fabric.afterDump = { fabric in
            fabric.foreignDelete("kvm1", [victim])
            fabric.foreignAdd("kvm1", Self.foreign)
        }
        fabric.run()
        try fabric.expectInSync()
        #expect(fabric.hosts["kvm1"]?.dumps == dumps + 1)
        #expect(try host(fabric).drift.count == 2)
    }

    @Test("Whoever fights is undone every four seconds, told once, and costs a bounded amount of work")
    func fight() throws {
        let fabric = try fabric()
        let before = try #require(fabric.hosts["kvm1"]?.flows.modifications)
        for _ in 0..<600 {
            fabric.foreignAdd("kvm1", Self.foreign)
            fabric.pass(.milliseconds(100))
        }
        let made = try #require(fabric.hosts["kvm1"]?.flows.modifications) - before
        #expect(made >= 20 && made <= 27, "ten at once, and one in four seconds of the minute: \(made)")
        #expect(count(fabric, .repairsContested) == 1)
        #expect(try host(fabric).findings.last?.message.contains("it goes on") == true)
        #expect(try host(fabric).drift.count <= 64)
        fabric.pass(.seconds(5))
        try fabric.expectInSync()
        fabric.pass(.seconds(60))
        fabric.foreignAdd("kvm1", Self.foreign)
        fabric.run()
        try fabric.expectInSync()
    }

    @Test("The slow check finds what no monitor told, and sends nothing when nothing drifted")
    func slowCheck() throws {
        let fabric = try fabric()
        let before = fabric.hosts.mapValues(\.flows.modifications)
        for _ in 0..<100 { fabric.pass(.seconds(10)) }
        #expect(fabric.hosts.values.allSatisfy { $0.dumps >= 2 }, "read at the beginning, and by the check")
        #expect(fabric.hosts.values.allSatisfy { $0.dumps <= 3 })
        #expect(fabric.hosts.mapValues(\.flows.modifications) == before)
        fabric.foreignDelete("kvm1", [try flow(fabric, table: 20)], isTold: false)
        for _ in 0..<100 { fabric.pass(.seconds(10)) }
        try fabric.expectInSync()
        #expect(try host(fabric).drift.map(\.record.kind) == [.flowMissing])
    }

    @Test("A host that something is always on its way to is checked too, a while later")
    func busy() throws {
        let fabric = try fabric()
        fabric.hosts["kvm1"]?.isSlow = true
        let dumps = try #require(fabric.hosts["kvm1"]?.dumps)
        let checks = try host(fabric).checks
        // Table 110 is not written by what keeps the host busy.
        let lost = try flow(fabric, table: 110)
        fabric.foreignDelete("kvm1", [lost], isTold: false)
        var rounds = 0
        while fabric.hosts["kvm1"]?.flows.flows[lost.key] == nil, rounds < 400 {
            rounds += 1
            // Another address of a NIC of the other host each time: no change takes back the one before.
            let text = FakeFabric.tenant("acme", nics: [1, 2, 3, 4])
            fabric.apply(text.replacing("10.0.0.4]", with: "10.0.0.\(10 + rounds % 240)]"))
            fabric.pass(.seconds(5))
        }
        #expect(fabric.hosts["kvm1"]?.dumps == dumps + 1, "read once, and not added up")
        #expect(rounds * 5 <= 980, "900 s, a fifteenth more, and what it takes to come to rest: \(rounds * 5) s")
        #expect(try host(fabric).checks == checks + 1)
        #expect(try host(fabric).drift.map(\.record.kind) == [.flowMissing])
        fabric.hosts["kvm1"]?.isSlow = false
        for _ in 0..<3 { fabric.pass(.seconds(1)) }
        try fabric.expectInSync()
    }

    /// Lets a host be busy until it is read back for its check, each time with another address of a NIC of the other host.
    private func keepBusy(_ fabric: FakeFabric) throws {
        fabric.hosts["kvm1"]?.isSlow = true
        let dumps = try #require(fabric.hosts["kvm1"]?.dumps)
        var rounds = 0
        while fabric.hosts["kvm1"]?.dumps == dumps, rounds < 400 {
            rounds += 1
            let text = FakeFabric.tenant("acme", nics: [1, 2, 3, 4])
            fabric.apply(text.replacing("10.0.0.4]", with: "10.0.0.\(10 + rounds % 240)]"))
            fabric.pass(.seconds(5))
        }
        #expect(rounds < 400, "it was busy for \(rounds) rounds")
    }

    @Test("The check of a busy host, where nobody changed anything, tells of nothing")
    func busyAndRight() throws {
        let fabric = try fabric()
        try keepBusy(fabric)
        // A change that it gets by being read back alone.
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2, 3]))
        fabric.hosts["kvm1"]?.isSlow = false
        for _ in 0..<5 { fabric.pass(.seconds(1)) }
        try fabric.expectInSync()
        #expect(fabric.messages(.flowsRepaired) == [])
        #expect(fabric.messages(.driftFound) == [])
    }

    @Test("The check of a busy host looks at how fragments are handled too")
    func busyFragmentHandling() throws {
        let fabric = try fabric()
        fabric.hosts["kvm1"]?.configuration = SwitchConfiguration(flags: 0, missSendLength: 128)
        try keepBusy(fabric)
        for _ in 0..<5 { fabric.pass(.seconds(1)) }
        #expect(fabric.hosts["kvm1"]?.configuration == .showingFragments)
        #expect(try host(fabric).drift.map(\.record.kind) == [.fragmentHandling])
    }

    @Test("What others changed on a busy host is listed even when the session ends while it is read back")
    func busyAndCutOff() throws {
        let fabric = try fabric()
        let lost = try flow(fabric, table: 110)
        fabric.foreignDelete("kvm1", [lost], isTold: false)
        fabric.afterDump = { $0.disconnect("kvm1") }
        try keepBusy(fabric)
        #expect(fabric.hosts["kvm1"]?.flows.flows[lost.key] == nil)
        fabric.hosts["kvm1"]?.unconfirmed = []
        fabric.hosts["kvm1"]?.isSlow = false
        // What documents change meanwhile is no drift.
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2, 3]))
        fabric.connect("kvm1")
        try fabric.expectInSync()
        #expect(try host(fabric).drift.map(\.record.kind) == [.flowMissing])
        #expect(fabric.messages(.flowsRepaired).count == 1)
        // From then on nothing is excused.
        fabric.foreignGroupDeletion("kvm1", try #require(fabric.hosts["kvm1"]?.flows.groups.keys.min()))
        for _ in 0..<5 { fabric.pass(.seconds(1)) }
        try fabric.expectInSync()
        #expect(try host(fabric).drift.map(\.record.kind).contains(.groupMissing))
    }

    @Test("A busy host whose switch was restarted meanwhile has no drift")
    func busyAndRestarted() throws {
        let fabric = try fabric()
        fabric.afterDump = { $0.disconnect("kvm1") }
        try keepBusy(fabric)
        fabric.hosts["kvm1"]?.unconfirmed = []
        fabric.hosts["kvm1"]?.isSlow = false
        fabric.hosts["kvm1"]?.flows.clear()
        fabric.connect("kvm1")
        try fabric.expectInSync()
        #expect(try host(fabric).drift.isEmpty)
        fabric.foreignGroupDeletion("kvm1", try #require(fabric.hosts["kvm1"]?.flows.groups.keys.min()))
        for _ in 0..<5 { fabric.pass(.seconds(1)) }
        #expect(try host(fabric).drift.map(\.record.kind).contains(.groupMissing))
    }

    @Test("Fragments that are handled in another way are found by the slow check, listed, and set right")
    func fragmentHandling() throws {
        let fabric = try fabric()
        fabric.hosts["kvm1"]?.configuration = SwitchConfiguration(flags: 0, missSendLength: 128)
        let before = fabric.hosts.mapValues(\.flows.modifications)
        for _ in 0..<100 { fabric.pass(.seconds(10)) }
        #expect(fabric.hosts["kvm1"]?.configuration == .showingFragments)
        let drift = try #require(try host(fabric).drift.first?.record)
        #expect(drift.kind == .fragmentHandling)
        #expect(drift.found == "normal" && drift.wanted == "nx-match" && drift.action == "set again")
        #expect(count(fabric, .driftFound) == 1)
        #expect(fabric.hosts.mapValues(\.flows.modifications) == before, "no flow is touched for it")
        for _ in 0..<100 { fabric.pass(.seconds(10)) }
        #expect(try host(fabric).driftCount == 1, "what is right is not told again")
    }

    @Test("A switch without a flow monitor and without forwarded requests is looked at more often")
    func unwatched() throws {
        let fabric = try fabric {
            $0.hosts["kvm1"]?.hasMonitor = false
            $0.hosts["kvm1"]?.forwardsRequests = false
        }
        #expect(count(fabric, .finding) == 2)
        fabric.foreignGroup("kvm1", Group(id: 0x1234_5678, type: .all, buckets: []))
        for _ in 0..<50 { fabric.pass(.milliseconds(100)) }
        try fabric.expectInSync()
        fabric.foreignDelete("kvm1", [try flow(fabric, table: 20)], isTold: false)
        for _ in 0..<130 { fabric.pass(.seconds(1)) }
        try fabric.expectInSync()
    }

    @Test("When another controller takes the primary role, Weft says so, stops, and asks again ever more rarely")
    func deposed() throws {
        let fabric = try fabric()
        fabric.hosts["kvm1"]?.otherGeneration = 99
        fabric.tell("kvm1", .roleChanged(RoleStatus(.secondary, .primaryRequest, generation: 99)))
        fabric.run()
        let before = try #require(fabric.hosts["kvm1"]?.flows.modifications)
        #expect(try host(fabric).phase == .degraded)
        #expect(try host(fabric).findings.map(\.code) == ["another-controller"])
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2, 3]))
        fabric.pass(.seconds(1))
        for _ in 0..<120 { fabric.pass(.seconds(5)) }
        #expect(fabric.hosts["kvm1"]?.flows.modifications == before, "nothing is sent")
        #expect(count(fabric, .roleLost) == 1)
        fabric.hosts["kvm1"]?.otherGeneration = nil
        for _ in 0..<130 { fabric.pass(.seconds(5)) }
        try fabric.expectInSync()
        #expect(try host(fabric).phase == .ready)
    }

    @Test("A switch that holds a newer term is left alone from the beginning")
    func stale() throws {
        let fabric = try FakeFabric()
        fabric.apply(FakeFabric.fabric(hosts: 1))
        fabric.addHost(1)
        fabric.hosts["kvm1"]?.otherGeneration = 99
        fabric.connect("kvm1")
        #expect(fabric.hosts["kvm1"]?.flows.modifications == 0)
        #expect(count(fabric, .roleLost) == 1)
        #expect(try host(fabric).phase == .degraded)
    }

    @Test("A claim that gets no answer ends the session, and says nothing of another controller")
    func unansweredClaim() throws {
        let fabric = try FakeFabric()
        fabric.apply(FakeFabric.fabric(hosts: 1))
        fabric.addHost(1)
        fabric.hosts["kvm1"]?.losesClaims = true
        fabric.connect("kvm1")
        #expect(fabric.closedSessions.count == 1)
        #expect(count(fabric, .roleLost) == 0)
        #expect(fabric.messages(.hostAway).contains { $0.contains("no answer in time") })
        fabric.hosts["kvm1"]?.losesClaims = false
        fabric.connectSwitch("kvm1")
        fabric.run()
        try fabric.expectInSync()
    }

    @Test("A removal that is told of a flow that was never installed is counted and changes nothing")
    func falseRemoval() throws {
        let fabric = try fabric()
        let before = fabric.hosts.mapValues(\.flows.modifications)
        let bytes = try flow(fabric, table: 20).decoded()
        for cookie in [bytes.cookie, 0xdead] {
            var flow = Flow(table: 9, priority: 9, cookie: cookie, match: Match(), instructions: [])
            flow.idleTimeout = 1
            fabric.tell("kvm1", .flowRemoved(FlowRemoved(flow, reason: 0)))
        }
        fabric.run()
        try fabric.expectInSync()
        #expect(fabric.hosts.mapValues(\.flows.modifications) == before)
        #expect(try host(fabric).falseRemovals == 2)
        #expect(try host(fabric).drift.map(\.record.kind) == [.falseRemoval])
    }
}
