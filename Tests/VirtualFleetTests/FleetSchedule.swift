import NetworkTypes
import OpenFlow
import SimulatedHosts
import TestSupport
import Testing

/// One schedule: things happen and fail in an order that follows from its seed; then all is well, and everything must be as
/// it is desired.
final class FleetSchedule {
    private let seed: UInt64
    private let fleet: VirtualFleet
    private var steps: [String] = []
    private var places: [VirtualMachine: VirtualHost] = [:]
    private var impostors: [VirtualHost] = []
    /// Hosts whose switches others have changed, by what they are called.
    private var disturbed: Set<String> = []

    init(seed: UInt64) throws {
        self.seed = seed
        fleet = try VirtualFleet(seed: seed)
    }

    /// `WEFT_SEED=N` repeats one.
    private var context: String { "seed \(seed), after \(steps.joined(separator: ", "))" }

    /// What is the same whenever the same happens.
    struct Outcome: Hashable {
        let happenings: Int
        let revision: UInt64
        let flows: [[Flow]]
    }

    @discardableResult
    func run() throws -> Outcome {
        defer { fleet.end() }
        for tenant in VirtualFleet.tenants { fleet.applyTenant(tenant) }
        fleet.clock.pass(.seconds(1))
        #expect(fleet.confirmedRevision > 0, "\(context): the first documents are not confirmed")
        for _ in 0..<Int.random(in: 3...20, using: &fleet.chance) {
            try step()
            pass()
        }
        try fleet.heal()
        for impostor in impostors { impostor.isIsolated = true }
        // Probes take ten seconds, pauses before a dial eight, and every switch is checked within forty.
        fleet.clock.pass(.seconds(75))
        fleet.expectNothingLost(context)
        fleet.expectIsolation(context)
        try fleet.expectInSync(context)
        #expect(fleet.controller.mostQueuedBytes <= 16 << 20, "\(context)")
        return Outcome(
            happenings: fleet.clock.happenings, revision: fleet.controller.store.revision,
            flows: fleet.hosts.map(\.host.flows))
    }

    /// Some time, with a look at the packets' ways in the middle of what happens.
    private func pass() {
        let total = Int.random(in: 0...2500, using: &fleet.chance)
        let first = Int.random(in: 0...total, using: &fleet.chance)
        fleet.clock.pass(.milliseconds(first))
        fleet.expectIsolation(context)
        fleet.expectReadyIsTrue(context, except: disturbed)
        fleet.clock.pass(.milliseconds(total - first))
    }

    private func seconds(_ range: ClosedRange<Double>) -> Duration {
        .milliseconds(Int(Double.random(in: range, using: &fleet.chance) * 1000))
    }

    private func someHost() -> VirtualHost {
        fleet.hosts[Int.random(in: 0..<fleet.hosts.count, using: &fleet.chance)]
    }

    private func step() throws {
        let host = someHost()
        switch Int.random(in: 0..<29, using: &fleet.chance) {
        case 0...3: applyTenant()
        case 4...9: place(on: host)
        case 10: remove()
        case 11, 12: note("\(host.name) is cut off") { host.cut() }
        case 13: note("\(host.name) is silent") { host.silence() }
        case 14:
            let pause = seconds(0.1...12)
            note("\(host.name) does not read for \(pause)") { host.stall(pause) }
        case 15: note("vswitchd of \(host.name) restarts") { disturb(host) { $0.restartSwitch() } }
        case 16, 17: killController()
        case 18: fillDisk()
        case 19: isolate(host)
        case 20: try impersonate()
        case 21, 22: interfere(host)
        case 23: limitFlows(host)
        case 24...26: leaveAndReturn(host)
        case 27: takeDatapathID(host)
        default: note("nothing") {}
        }
    }

    private func note(_ step: String, _ body: () -> Void) {
        steps.append(step)
        body()
    }

    // MARK: Changes

    private func applyTenant() {
        guard let tenant = VirtualFleet.tenants.randomElement(using: &fleet.chance) else { return }
        note("a document of \(tenant)") { fleet.applyTenant(tenant) }
    }

    /// A VM starts on a host, or comes there from another one; for a while it may be on both, or on neither.
    private func place(on host: VirtualHost) {
        guard let tenant = VirtualFleet.tenants.randomElement(using: &fleet.chance) else { return }
        let vm = VirtualMachine(tenant: tenant, number: Int.random(in: VirtualFleet.vms, using: &fleet.chance))
        note("\(vm.interfaceID) comes to \(host.name)") {
            let former = places.updateValue(host, forKey: vm)
            if former === host { return }
            let gap = seconds(0...2)
            let isFirst = Bool.random(using: &fleet.chance)
            fleet.clock.after(isFirst ? .zero : gap) { [weak self] in
                if self?.places[vm] === host { host.add(vm) }
            }
            if let former {
                fleet.clock.after(isFirst ? gap : .zero) { [weak self] in
                    if self?.places[vm] !== former { former.remove(vm) }
                }
            }
        }
    }

    private func remove() {
        let sorted = places.keys.sorted { $0.interfaceID < $1.interfaceID }
        guard let vm = sorted.randomElement(using: &fleet.chance), let host = places.removeValue(forKey: vm) else {
            return
        }
        note("\(vm.interfaceID) leaves \(host.name)") { host.remove(vm) }
    }

    /// A VM leaves and is back at once, while a host is cut off: what is desired is then what it was.
    private func leaveAndReturn(_ host: VirtualHost) {
        let sorted = places.keys.sorted { $0.interfaceID < $1.interfaceID }
        guard let vm = sorted.randomElement(using: &fleet.chance), let home = places[vm] else { return }
        let gap = seconds(0.005...0.3)
        let moment = Duration.microseconds(Int.random(in: 0...20_000, using: &fleet.chance))
        note("\(vm.interfaceID) leaves \(home.name) for \(gap), and \(host.name) is cut off after \(moment)") {
            home.remove(vm)
            fleet.clock.after(moment) { host.cut() }
            fleet.clock.after(gap) { [weak self] in if self?.places[vm] === home { home.add(vm) } }
        }
    }

    // MARK: Faults

    private func disturb(_ host: VirtualHost, _ body: (VirtualHost) -> Void) {
        disturbed.insert(host.name)
        body(host)
    }

    private func killController() {
        guard fleet.controller.isUp else { return }
        let pause = seconds(0...2)
        note("weftd is killed, for \(pause)") {
            fleet.controller.kill()
            fleet.expectNothingLost(context)
            fleet.clock.after(pause) { [weak self] in
                guard let self, !fleet.controller.isUp else { return }
                do { try fleet.controller.start() } catch { Issue.record("\(context): weftd does not start: \(error)") }
            }
        }
    }

    private func fillDisk() {
        let pause = seconds(0...3)
        note("the disk is full for \(pause)") {
            fleet.controller.store.failure = "no space left on the device"
            fleet.clock.after(pause) { [weak self] in self?.fleet.controller.store.failure = nil }
        }
    }

    private func isolate(_ host: VirtualHost) {
        let pause = seconds(0.5...15)
        note("\(host.name) is not reached for \(pause)") {
            host.isIsolated = true
            fleet.clock.after(pause) { host.isIsolated = false }
        }
    }

    /// Another host has the same system-id for a while.
    private func impersonate() throws {
        let number = Int.random(in: 1...VirtualFleet.hostCount, using: &fleet.chance)
        let impostor = try fleet.makeImpostor(of: number)
        let pause = seconds(0.5...10)
        impostors.append(impostor)
        disturbed.insert("kvm\(number)")
        note("another kvm\(number) dials for \(pause)") {
            impostor.start()
            fleet.clock.after(pause) { impostor.isIsolated = true }
        }
    }

    /// A host's switch says that it is another host's, until the controller has put that right.
    private func takeDatapathID(_ host: VirtualHost) {
        let other = someHost()
        guard other !== host, let id = other.host.bridges.first?.datapathID.description else { return }
        // In clear text a controller that has just started cannot tell which of the two is which, until that is put right.
        disturbed.formUnion([host.name, other.name])
        note("\(host.name) takes the datapath-id of \(other.name)") {
            host.change { agent in
                do { try agent.setOtherConfig("datapath-id", to: id) } catch { Issue.record("\(context): \(error)") }
            }
        }
    }

    /// The switch refuses bundles that have more flows than it takes.
    private func limitFlows(_ host: VirtualHost) {
        let limit = Int.random(in: 3...40, using: &fleet.chance)
        let pause = seconds(0.5...10)
        note("tables of \(host.name) take \(limit) flows for \(pause)") {
            host.limitFlows(limit)
            fleet.clock.after(pause) { host.limitFlows(nil) }
        }
    }

    /// Somebody on the host uses ovs-ofctl.
    private func interfere(_ host: VirtualHost) {
        var change = FlowModification(
            .delete, Flow(table: 255, priority: 0, cookie: 0, match: Match(), instructions: []))
        change.outPort = .any
        change.outGroup = 0xffff_ffff
        switch Int.random(in: 0..<3, using: &fleet.chance) {
        case 0: note("del-flows on \(host.name)") { disturb(host) { $0.command([.flowModification(change)]) } }
        case 1:
            let all = Group(id: 0xffff_fffc, type: .all, buckets: [])
            note("del-groups on \(host.name)") {
                disturb(host) { $0.command([.groupModification(GroupModification(.delete, all))]) }
            }
        default:
            let flow = Flow(table: 40, priority: 65_000, cookie: 7, match: Match(), actions: [])
            note("add-flow on \(host.name)") {
                disturb(host) { $0.command([.flowModification(FlowModification(.add, flow))]) }
            }
        }
    }
}

extension VirtualHost {
    func add(_ vm: VirtualMachine) {
        let port = HostPort(name: vm.portName, interfaceID: vm.interfaceID, mac: vm.mac, vmName: "vm\(vm.number)")
        change { agent in
            do { try agent.addPort(port) } catch { Issue.record("\(error)") }
        }
    }

    /// Whether it is there or not.
    func remove(_ vm: VirtualMachine) { change { try? $0.removePort(vm.portName) } }
}
