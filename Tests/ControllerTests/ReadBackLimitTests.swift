import Compiler
import Controller
import NetworkTypes
import OpenFlow
import Testing
import Topology

/// A switch that has more than is held while it is read back.
@Suite("The limit of what is read back")
struct ReadBackLimitTests {
    private static func flow(_ number: Int) -> EncodedFlow {
        EncodedFlow(Flow(table: 200, priority: UInt16(number), cookie: 7, match: Match(), instructions: []))
    }

    /// A host whose switch has this many flows of somebody else, and connects.
    private func fabric(foreign count: Int, _ prepare: (FakeFabric) -> Void = { _ in }) throws -> FakeFabric {
        let fabric = try FakeFabric { $0.readBackSpare = 100 }
        fabric.addHost(1)
        for number in 1...count { fabric.hosts["kvm1"]?.flows.put(Self.flow(number)) }
        fabric.apply(FakeFabric.fabric(hosts: 1))
        prepare(fabric)
        fabric.connect("kvm1")
        return fabric
    }

    @Test("Within the limit foreign flows are removed")
    func within() throws {
        let fabric = try fabric(foreign: 100)
        try fabric.expectInSync()
        #expect(fabric.closedSessions.isEmpty)
    }

    @Test("Beyond it what is not wanted is deleted in rounds, which is told while it lasts and at its end")
    func beyond() throws {
        var batches: [Int] = []
        let fabric = try fabric(foreign: 2000) { fabric in
            fabric.afterProgram = { _, batch in batches.append(batch.count) }
        }
        let findings = fabric.messages(.finding)
        try fabric.expectInSync()
        #expect(fabric.closedSessions.isEmpty)
        #expect(batches.count > 5 && batches.allSatisfy { $0 < 500 }, "\(batches)")
        #expect(findings.count { $0.contains("too-many-flows: the switch has more than ") } == 1, "\(findings)")
        let told = fabric.messages(.flowsRepaired)
        #expect(told.contains { $0.contains(" beyond what is read back were taken off kvm1 in ") }, "\(told)")
        let host = try #require(fabric.snapshot?.hosts.first)
        #expect(!host.findings.contains { $0.code == "too-many-flows" } && host.phase == .ready)
        #expect(host.drift.contains { $0.record.kind == .flowForeign }, "what is deleted is listed")
        #expect(host.driftCount < 1000, "and not one by one")
        #expect(host.modificationsSent > 2000)
    }

    @Test("Groups and meters beyond the limit go too, and those that are wanted stay")
    func groups() throws {
        let fabric = try fabric(foreign: 1) { fabric in
            for number in UInt32(1)...700 {
                fabric.hosts["kvm1"]?.flows.put(EncodedGroup(Group(id: number, type: .all, buckets: [])))
            }
        }
        try fabric.expectInSync()
        #expect(fabric.closedSessions.isEmpty)
        #expect(fabric.messages(.flowsRepaired).contains { $0.contains(" in 1 round") })
    }

    /// A host in sync whose session ends, and whose switch somebody fills meanwhile.
    private func filled(_ count: Int) throws -> FakeFabric {
        let fabric = try FakeFabric { $0.readBackSpare = 100 }
        fabric.apply(FakeFabric.fabric(hosts: 1))
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2, 3]))
        fabric.addHost(1)
        for vm in 1...3 { fabric.addPort("kvm1", tenant: "acme", vm: vm) }
        fabric.connect("kvm1")
        try fabric.expectInSync()
        fabric.disconnect("kvm1")
        fabric.run()
        for number in 1...count { fabric.hosts["kvm1"]?.flows.put(Self.flow(number)) }
        return fabric
    }

    @Test("What is wanted stays all the while, and no marker says that a half-cleaned switch has a state")
    func wanted() throws {
        let fabric = try filled(4000)
        let before = try #require(fabric.hosts["kvm1"]?.flows.flows)
        let marker = try #require(before.values.first { $0.table == 250 })
        // Another document, or nothing would be read.
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2, 3]).replacing("10.0.0.3]", with: "10.0.0.33]"))
        let desired = try #require(fabric.snapshot).engine.desired(for: HostID("kvm1")).flatMap(\.flows.entries)
        let wanted = desired.filter { before[$0.key] == $0 }
        #expect(wanted.count > 20)
        var rounds = 0
        fabric.afterProgram = { name, batch in
            let now = fabric.hosts[name]?.flows.flows ?? [:]
            let lost = wanted.filter { now[$0.key] != $0 }
            #expect(lost.isEmpty, "after \(rounds) rounds")
            #expect(now[marker.key] != nil && now[marker.key] != marker, "after \(rounds) rounds")
            rounds += 1
        }
        fabric.connect("kvm1")
        #expect(rounds > 5)
        try fabric.expectInSync()
    }

    @Test("A session that ends between rounds leaves a marker that stands for no state")
    func brokenOff() throws {
        let fabric = try filled(2000)
        let text = FakeFabric.tenant("acme", nics: [1, 2, 3])
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2]))
        var rounds = 0
        fabric.afterProgram = { name, _ in
            rounds += 1
            // What it is given from now on does not arrive.
            if rounds == 2 { fabric.hosts[name]?.switchSession = nil }
        }
        fabric.connect("kvm1")
        fabric.afterProgram = nil
        #expect(rounds == 2)
        #expect(fabric.snapshot?.hosts.first?.findings.map(\.code).contains("too-many-flows") == true)
        fabric.disconnect("kvm1")
        fabric.run()
        // Back to what the switch had when it was filled.
        fabric.apply(text)
        fabric.connect("kvm1")
        try fabric.expectInSync()
    }

    @Test("A switch that deletes nothing is given up after some rounds")
    func stubborn() throws {
        let fabric = try fabric(foreign: 2000) { fabric in
            fabric.afterProgram = { name, _ in
                for number in 1...2000 { fabric.hosts[name]?.flows.put(Self.flow(number)) }
            }
        }
        #expect(fabric.closedSessions.count == 1)
        let message = fabric.messages(.hostAway).last ?? "-"
        #expect(message.contains("it could not be read back: after 64 rounds of deleting it still has more than "))
    }
}
