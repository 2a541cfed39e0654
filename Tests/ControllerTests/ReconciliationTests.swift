import AttackTable
import Controller
import NetworkTypes
import OpenFlow
import Policy
import Testing
import Topology

@Suite struct ReconciliationTests {
    /// Three hosts, two tenants with the same addresses, two VMs of each on every host.
    private func fabric() throws -> FakeFabric {
        let fabric = try FakeFabric()
        fabric.apply(FakeFabric.fabric(hosts: 3))
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2, 3, 4, 5, 6]))
        fabric.apply(FakeFabric.tenant("globex", nics: [1, 2, 3, 4, 5, 6]))
        for number in 1...3 {
            fabric.addHost(number)
            for vm in [number, number + 3] {
                fabric.addPort("kvm\(number)", tenant: "acme", vm: vm)
                fabric.addPort("kvm\(number)", tenant: "globex", vm: vm, ofport: Int64(vm + 20))
            }
            fabric.connect("kvm\(number)")
        }
        return fabric
    }

    @Test("Hosts that dial in are enrolled, read back and programmed")
    func enrolment() throws {
        let fabric = try fabric()
        try fabric.expectInSync()
        let snapshot = try #require(fabric.snapshot)
        #expect(snapshot.hosts.map(\.phase) == [.ready, .ready, .ready])
        #expect(snapshot.hosts.map(\.nics) == [4, 4, 4])
        #expect(fabric.transactions == 0, "prepared hosts need no operation")
        #expect(snapshot.topology.tunnels().count == 3)
    }

    @Test(
        "A restarted controller changes nothing, in whatever order hosts return",
        arguments: [[1, 2, 3], [3, 1, 2], [2, 3]])
    func restart(order: [Int]) throws {
        let fabric = try fabric()
        let before = fabric.hosts.mapValues(\.flows.modifications)
        try fabric.restartController()
        for number in order { fabric.connect("kvm\(number)") }
        #expect(fabric.hosts.mapValues(\.flows.modifications) == before)
        try fabric.expectInSync()
    }

    @Test("The order of the two sessions of a host does not matter")
    func sessionOrder() throws {
        let fabric = try fabric()
        let before = fabric.hosts["kvm1"]?.flows.modifications
        try fabric.restartController()
        fabric.connectSwitch("kvm1")
        fabric.run()
        #expect(fabric.snapshot?.hosts.first?.phase == .syncing)
        fabric.connectDatabase("kvm1")
        fabric.run()
        #expect(fabric.snapshot?.hosts.first?.phase == .ready)
        #expect(fabric.hosts["kvm1"]?.flows.modifications == before)
    }

    @Test("A switch that lost everything gets everything, and one that lost a flow gets that flow")
    func repair() throws {
        let fabric = try fabric()
        fabric.disconnect("kvm1")
        fabric.run()
        fabric.hosts["kvm1"]?.flows.clear()
        fabric.connect("kvm1")
        try fabric.expectInSync()

        fabric.disconnect("kvm2")
        fabric.run()
        let before = try #require(fabric.hosts["kvm2"]?.flows.modifications)
        let victims = try #require(
            fabric.hosts["kvm2"]?.flows.flows.values.filter { $0.table == 20 || $0.table == 250 })
        for flow in victims where flow.table == 250 || flow == victims.first(where: { $0.table == 20 }) {
            fabric.hosts["kvm2"]?.flows.remove(flow)
        }
        fabric.connect("kvm2")
        try fabric.expectInSync()
        #expect(fabric.hosts["kvm2"]?.flows.modifications == before + 2, "the flow and the marker")
    }

    @Test("Flows of somebody else's are taken off and told")
    func foreignFlows() throws {
        let fabric = try fabric()
        fabric.disconnect("kvm1")
        fabric.run()
        let foreign = Flow(table: 0, priority: 65535, cookie: 0xdead, match: Match(), instructions: [])
        fabric.hosts["kvm1"]?.flows.clear()
        fabric.hosts["kvm1"]?.flows.put(EncodedFlow(foreign))
        fabric.connect("kvm1")
        try fabric.expectInSync()
        #expect(fabric.snapshot?.events.contains { $0.kind == .flowsRepaired } == true)
    }

    @Test("A host that is away keeps its place; what changed meanwhile reaches it when it returns")
    func away() throws {
        let fabric = try fabric()
        fabric.disconnect("kvm3")
        fabric.run()
        #expect(fabric.snapshot?.hosts.last?.phase == .away)
        let others = fabric.hosts["kvm1"]?.flows.modifications
        try fabric.expectInSync()
        #expect(fabric.hosts["kvm1"]?.flows.modifications == others, "nothing is deleted because a fact is missing")
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2, 3, 4, 5]))
        fabric.connect("kvm3")
        try fabric.expectInSync()
    }

    @Test("An apply that waits for hosts names those that are away")
    func waiting() throws {
        let fabric = try fabric()
        fabric.disconnect("kvm3")
        fabric.run()
        let response = fabric.apply(
            FakeFabric.tenant("acme", nics: [1, 2, 3, 4, 5]), wait: .hosts(timeout: .seconds(30)))
        guard case .applied(let outcome)? = response else {
            Issue.record("the apply was not accepted: \(String(describing: response))")
            return
        }
        #expect(outcome.revision == 4)
        #expect(outcome.hosts.ready == ["kvm1", "kvm2"])
        #expect(outcome.hosts.away == ["kvm3"])
    }

    /// Three hosts in sync with ports that no document names yet.
    private func idleFabric() throws -> FakeFabric {
        let fabric = try FakeFabric()
        fabric.apply(FakeFabric.fabric(hosts: 3))
        for number in 1...3 {
            fabric.addHost(number)
            fabric.addPort("kvm\(number)", tenant: "acme", vm: number)
            fabric.connect("kvm\(number)")
        }
        return fabric
    }

    @Test("A network begins and ends on hosts that are in sync without a refusal: a group stands before its flows")
    func networkOnRunningHosts() throws {
        let fabric = try idleFabric()
        for nics in [[1, 2, 3], []] {
            let response = fabric.apply(FakeFabric.tenant("acme", nics: nics), wait: .hosts(timeout: .seconds(30)))
            guard case .applied(let outcome)? = response else {
                Issue.record("the apply was not accepted: \(String(describing: response))")
                return
            }
            #expect(outcome.hosts.ready == ["kvm1", "kvm2", "kvm3"])
            try fabric.expectInSync()
        }
        let degraded = fabric.snapshot?.events.filter { $0.kind == .hostDegraded }
        #expect(degraded?.isEmpty == true)
    }

    @Test("An apply that waits for hosts is not answered by what they confirmed before it")
    func waitingAfterReadBack() throws {
        let fabric = try idleFabric()
        fabric.hosts["kvm1"]?.flows.dislike = "10.0.0.2"
        let response = fabric.apply(FakeFabric.tenant("acme", nics: [1, 2, 3]), wait: .hosts(timeout: .seconds(30)))
        guard case .applied(let outcome)? = response else {
            Issue.record("the apply was not accepted: \(String(describing: response))")
            return
        }
        #expect(outcome.hosts.ready == ["kvm2", "kvm3"])
        #expect(outcome.hosts.degraded == ["kvm1"])
    }

    @Test("A host that is taken out is not waited for")
    func waitingForRemoval() throws {
        let fabric = try fabric()
        let response = fabric.apply(FakeFabric.fabric(hosts: 2), wait: .hosts(timeout: .seconds(30)))
        guard case .applied(let outcome)? = response else {
            Issue.record("the apply was not accepted: \(String(describing: response))")
            return
        }
        #expect(outcome.hosts.ready == ["kvm1", "kvm2"] && outcome.hosts.away == [])
        #expect(outcome.plan.hostsTouched == ["kvm1", "kvm2", "kvm3"] && outcome.plan.hostCount == 3)
    }

    @Test("Nothing to change makes no revision; a plan changes nothing")
    func noChange() throws {
        let fabric = try fabric()
        guard case .applied(let same)? = fabric.apply(FakeFabric.tenant("acme", nics: [1, 2, 3, 4, 5, 6])) else {
            Issue.record("the apply was not accepted")
            return
        }
        #expect(same.revision == nil && same.plan.isEmpty)
        let before = fabric.hosts.mapValues(\.flows.modifications)
        guard case .planned(let plan)? = fabric.apply(FakeFabric.tenant("acme", nics: [1, 2, 3, 4, 5]), planOnly: true)
        else {
            Issue.record("there was no plan")
            return
        }
        #expect(plan.changes.map(\.operation) == [.removed])
        #expect(plan.hostsTouched == ["kvm1", "kvm2", "kvm3"] && plan.flowsRemoved > 0 && plan.flowsAdded == 0)
        #expect(fabric.hosts.mapValues(\.flows.modifications) == before)
        #expect(fabric.snapshot?.revision == 3)
    }

    @Test("What a switch refuses is left out there and named; the rest proceeds, and it is tried again")
    func refusal() throws {
        let fabric = try fabric()
        fabric.hosts["kvm1"]?.flows.dislike = "10.0.0.9"
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2, 3, 4, 5, 6, 9]))
        fabric.addPort("kvm1", tenant: "acme", vm: 9)
        fabric.pass(.milliseconds(200))
        let host = try #require(fabric.snapshot?.hosts.first)
        #expect(host.phase == .degraded)
        #expect(host.refusals.contains { $0.position?.line == 12 }, "\(host.refusals)")
        #expect(fabric.snapshot?.hosts.last?.phase == .ready)
        fabric.hosts["kvm1"]?.flows.dislike = nil
        fabric.pass(.seconds(11))
        #expect(fabric.snapshot?.hosts.first?.phase == .ready)
        try fabric.expectInSync()
    }

    @Test("A VM that moves is reached at its new place; a host that leaves the documents is forgotten")
    func movesAndRemovals() throws {
        let fabric = try fabric()
        fabric.addPort("kvm2", tenant: "acme", vm: 1, ofport: 77)
        try fabric.expectInSync()
        fabric.removePort("kvm1", tenant: "acme", vm: 1)
        try fabric.expectInSync()
        let nic = NICID(tenant: "acme", vm: "vm1", index: 0)
        #expect(fabric.snapshot?.topology.activePort[nic]?.host == "kvm2")
        fabric.apply(FakeFabric.fabric(hosts: 2))
        #expect(fabric.snapshot?.hosts.map(\.id) == ["kvm1", "kvm2"])
        try fabric.expectInSync()
    }

    @Test(
        "A switch that comes back with fewer tables than the pipeline needs is not served, until it has them again",
        .covers(.a9))
    func tooFewTables() throws {
        let fabric = try fabric()
        fabric.disconnect("kvm1")
        fabric.run()
        fabric.connectDatabase("kvm1")
        for _ in 0..<3 {
            fabric.connectSwitch("kvm1", tableCount: 250)
            fabric.run()
            #expect(fabric.hosts["kvm1"]?.switchSession == nil, "it is sent away")
        }
        let host = try #require(fabric.snapshot?.hosts.first)
        #expect(host.phase == .degraded)
        #expect(host.findings.map(\.code) == ["too-few-tables"])
        let told = fabric.messages(.hostRefused)
        #expect(told.count == 1 && told.first?.contains("250 tables") == true, "\(told)")
        fabric.connectSwitch("kvm1", tableCount: 251)
        fabric.run()
        try fabric.expectInSync()
        #expect(fabric.snapshot?.hosts.first?.findings == [])
        #expect(fabric.snapshot?.hosts.first?.phase == .ready)
    }

    @Test("All hosts connect again at once: all are in sync, and none gets a flow", .covers(.d6))
    func reconnectStorm() throws {
        let fabric = try FakeFabric()
        let hosts = (1...1000).map { "kvm\($0)" }
        fabric.apply(FakeFabric.fabric(hosts: hosts.count))
        fabric.apply(FakeFabric.tenant("acme", nics: Array(1...200)))
        for number in 1...hosts.count {
            fabric.addHost(number)
            if number <= 200 { fabric.addPort("kvm\(number)", tenant: "acme", vm: number) }
        }
        connectAll(hosts, fabric)
        try fabric.expectInSync()
        let before = fabric.hosts.mapValues(\.flows.modifications)
        let dumps = fabric.hosts.mapValues(\.dumps)
        try fabric.restartController()
        let start = ContinuousClock.now
        connectAll(hosts.reversed(), fabric)
        let time = ContinuousClock.now - start
        try fabric.expectInSync()
        #expect(fabric.hosts.mapValues(\.flows.modifications) == before)
        #expect(fabric.hosts.mapValues(\.dumps) == dumps, "markers are enough")
        #expect(fabric.snapshot?.hosts.allSatisfy { $0.phase == .ready } == true)
        noteMeasurement(
            "\(hosts.count) simulated hosts at once after a restart: all in sync after \(Int(time / .milliseconds(1))) ms, 0 flows sent, 0 read back"
        )
    }

    private func connectAll(_ hosts: some Sequence<String>, _ fabric: FakeFabric) {
        for host in hosts {
            fabric.connectDatabase(host)
            fabric.connectSwitch(host)
        }
        fabric.run()
    }

    @Test("A database whose updates contradict each other is read again, and sent away when it goes on", .covers(.c4))
    func contradictions() throws {
        let fabric = try fabric()
        let host = try #require(fabric.hosts["kvm1"])
        let session = try #require(host.databaseSession)
        // Rows that are there already are said to be new.
        let again = host.database.everything(
            controller: FakeFabric.target, datapathID: fabric.datapathID("kvm1").description, vtep: "172.31.0.1")
        for _ in 0..<4 {
            #expect(!fabric.closedSessions.contains(session))
            fabric.connectDatabase("kvm1", isNew: false)
            fabric.tell([.database(session, .updates(again, isInitial: false))])
        }
        #expect(fabric.closedSessions == [session])
        let told = fabric.messages(.finding)
        #expect(told.contains { $0.contains("contradict each other") }, "\(told)")
        try fabric.expectInSync()
        noteMeasurement("updates that contradict each other: read again three times, then sent away")
    }

    @Test("Hosts of one network with VTEPs of two families are told that they do not reach each other")
    func families() throws {
        let fabric = try FakeFabric()
        let mixed = FakeFabric.fabric(hosts: 3).replacing("vtep: 172.31.0.2", with: "vtep: \"2001:db8::2\"")
        fabric.apply(mixed)
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2]))
        func findings() -> [String] {
            (fabric.snapshot?.hosts ?? []).flatMap { host in
                host.findings.filter { $0.code == "vtep-family" }.map { "\(host.id): \($0.message)" }
            }
        }
        for number in 1...3 { fabric.addHost(number) }
        fabric.addPort("kvm1", tenant: "acme", vm: 1)
        fabric.connect("kvm1")
        #expect(findings() == [], "a network on one host is not split")
        fabric.addPort("kvm2", tenant: "acme", vm: 2)
        for number in 2...3 { fabric.connect("kvm\(number)") }
        let told = findings()
        #expect(
            told == [
                "kvm1: its VTEP 172.31.0.1 is IPv4, and IPv6 on kvm2: no tunnel joins them, so NICs of acme/web do not reach each other there. Give them VTEPs of one family",
                "kvm2: its VTEP 2001:db8::2 is IPv6, and IPv4 on kvm1: no tunnel joins them, so NICs of acme/web do not reach each other there. Give them VTEPs of one family",
            ], "the third host serves nobody")
        fabric.apply(FakeFabric.fabric(hosts: 3))
        #expect(findings() == [])
    }

    @Test("A stranger's switch and an undeclared host are refused or kept waiting, untouched")
    func strangers() throws {
        let fabric = try fabric()
        fabric.addHost(9)
        fabric.connect("kvm9")
        #expect(fabric.hosts["kvm9"]?.flows.modifications == 0)
        #expect(fabric.hosts["kvm9"]?.switchSession == nil, "no host has its datapath-id")
        #expect(fabric.snapshot?.pendingHosts.map(\.systemID) == ["kvm9"])
    }

    @Test("A port that has the tunnel port's number gets nobody's tunnelled frames, and serves no NIC")
    func takenTunnelNumber() throws {
        let fabric = try FakeFabric()
        fabric.apply(FakeFabric.fabric(hosts: 2))
        fabric.apply(FakeFabric.tenant("acme", nics: [1, 2]))
        for number in 1...2 {
            fabric.addHost(number)
            fabric.addPort("kvm\(number)", tenant: "acme", vm: number)
            fabric.connect("kvm\(number)")
        }
        func uses(_ host: String) -> Int {
            fabric.hosts[host]?.flows.flows.values.count {
                let text = "\($0.decoded())"
                return text.contains("output:1000") || text.contains("in_port=1000")
            } ?? 0
        }
        #expect(uses("kvm1") == 2 && uses("kvm2") == 2)
        fabric.addPort("kvm1", tenant: "acme", vm: 2, ofport: 1000)
        #expect(uses("kvm1") == 0 && uses("kvm2") == 2)
        #expect(fabric.snapshot?.topology.placement(of: NICID(tenant: "acme", vm: "vm2", index: 0))?.host == "kvm2")
        try fabric.expectInSync()
        fabric.removePort("kvm1", tenant: "acme", vm: 2)
        #expect(uses("kvm1") == 2)
        try fabric.expectInSync()
    }
}
