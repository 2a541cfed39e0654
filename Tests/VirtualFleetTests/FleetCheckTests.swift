import NetworkTypes
import OpenFlow
import SimulatedHosts
import Testing

/// The checks of the schedules find what they are for.
@Suite("Checks of the schedules", .enabled(if: VirtualFleet.isAvailable, Comment(rawValue: VirtualFleet.absence)))
struct FleetCheckTests {
    /// A fleet at rest, in which every tenant has a VM on each of two hosts.
    private func fleet() throws -> VirtualFleet {
        let fleet = try VirtualFleet(seed: 7)
        for tenant in VirtualFleet.tenants {
            fleet.applyTenant(tenant)
            fleet.hosts[0].add(VirtualMachine(tenant: tenant, number: 1))
        }
        fleet.clock.pass(.seconds(5))
        return fleet
    }

    @Test("A fleet at rest passes all of them")
    func rest() throws {
        let fleet = try fleet()
        defer { fleet.end() }
        try fleet.expectInSync("at rest")
        fleet.expectNothingLost("at rest")
        for _ in 0..<20 { fleet.expectIsolation("at rest") }
        #expect(fleet.confirmedRevision == 3)
        #expect(fleet.hosts[0].host.flowCount > 50)
    }

    @Test("A host that takes another's datapath-id gets its own again, and neither loses a flow")
    func datapathID() throws {
        let fleet = try fleet()
        defer { fleet.end() }
        let ids = fleet.hosts.map { $0.host.bridges.first?.datapathID }
        let flows = fleet.hosts.map(\.host.flows)
        let id = try #require(ids[0]).description
        fleet.hosts[1].change { agent in
            do { try agent.setOtherConfig("datapath-id", to: id) } catch { Issue.record("\(error)") }
        }
        #expect(fleet.hosts[1].host.bridges.first?.datapathID == ids[0])
        fleet.clock.pass(.seconds(10))
        #expect(fleet.hosts.map { $0.host.bridges.first?.datapathID } == ids)
        #expect(fleet.hosts.map(\.host.flows) == flows)
        try fleet.expectInSync("after it")
    }

    @Test("A flow that lets one tenant's frames to another is seen")
    func leak() throws {
        let fleet = try fleet()
        defer { fleet.end() }
        let leak = Flow(
            table: 0, priority: 65_000, cookie: 0, match: Match(), actions: (1...8).map { .output(PortNumber($0)) })
        fleet.hosts[0].command([.flowModification(FlowModification(.add, leak))])
        withKnownIssue { fleet.expectIsolation("with a leak") }
    }

    @Test("Flows that are missing are seen")
    func difference() throws {
        let fleet = try fleet()
        defer { fleet.end() }
        fleet.hosts[2].restartSwitch()
        withKnownIssue { try fleet.expectInSync("without flows") }
        fleet.clock.pass(.seconds(20))
        try fleet.expectInSync("after its repair")
    }

    @Test("A revision that was confirmed and is lost is seen")
    func loss() throws {
        let fleet = try fleet()
        defer { fleet.end() }
        fleet.controller.store.isForgetful = true
        withKnownIssue {
            fleet.applyTenant("acme")
            fleet.clock.pass(.seconds(1))
            fleet.expectNothingLost("with a store that forgets")
        }
    }

    @Test("Nothing of a fleet is left when it has ended, or a hundred thousand of them would not fit")
    func lifetime() throws {
        weak var controller: VirtualController?
        weak var process: AnyObject?
        weak var clock: VirtualClock?
        weak var host: VirtualHost?
        func run() throws {
            let fleet = try fleet()
            controller = fleet.controller
            process = fleet.controller.lifetime
            clock = fleet.clock
            host = fleet.hosts[1]
            fleet.end()
        }
        try run()
        let isGone = [
            "controller": controller == nil, "process": process == nil, "clock": clock == nil, "host": host == nil,
        ]
        #expect(isGone.filter { !$0.value }.keys.sorted() == [])
    }

    @Test("One seed gives one course of events")
    func isDeterministic() throws {
        let results = try (0..<2).map { _ in try FleetSchedule(seed: 11).run() }
        #expect(results[0] == results[1])
        #expect(results[0].happenings > 1000)
        #expect(try FleetSchedule(seed: 12).run() != results[0])
    }
}
