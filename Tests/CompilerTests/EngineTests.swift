import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import TestSupport
import Testing
import Topology

@Suite struct EngineTests {
    @Test("Any sequence of changes leaves what compiling from nothing gives", arguments: Seeds.range(40, nightly: 2000))
    func randomChanges(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var model = FabricModel()
        for number in 1...4 { model.topology.update(FabricModel.host(number)) }
        for number in 0..<3 { model.topology.update(FabricModel.network(number)) }
        for step in 0..<120 {
            change(&model, &generator)
            // Changes come singly and in batches.
            if Bool.random(using: &generator) { model.settle() }
            if step % 20 == 19 {
                model.settle()
                model.check()
            }
        }
    }

    private func change(_ model: inout FabricModel, _ generator: inout SeededGenerator) {
        let vm = Int.random(in: 0..<12, using: &generator)
        let host = Int.random(in: 1...4, using: &generator)
        switch Int.random(in: 0..<14, using: &generator) {
        case 0...2: model.topology.update(FabricModel.nic(vm, network: vm % 3))
        case 3...5: model.topology.update(FabricModel.port(vm, host: host))
        case 6: model.topology.update(FabricModel.port(vm, host: host, ofport: UInt32(100 + vm)))
        case 7: model.topology.remove(PortID(host: HostID("kvm\(host)"), name: "vnet\(vm)"))
        case 8: model.topology.remove(NICID(tenant: "t\(vm % 3 % 2)", vm: "vm\(vm)", index: 0))
        case 9...10:
            // Few addresses, so that NICs compete for them.
            let address = FabricModel.learned(Int.random(in: 0..<14, using: &generator))
            let id = FabricModel.nic(vm, network: vm % 3).id
            let judgement = model.topology.judge(address, of: id, isDetection: true)
            guard case .admissible(let origin) = judgement else { return }
            model.topology.bind(KnownAddress(address, origin), to: id)
        case 11:
            var changed = FabricModel.network(vm % 3)
            if Bool.random(using: &generator) { changed.addressMode = .declared }
            if Bool.random(using: &generator) { changed.subnets = FabricModel.subnets }
            model.topology.update(changed)
        case 12:
            var changed = FabricModel.nic(vm, network: vm % 3)
            changed.exceptions = FabricModel.exceptions(Int.random(in: 0..<4, using: &generator))
            if Bool.random(using: &generator) { changed.addresses.append(FabricModel.learned(vm)) }
            model.topology.update(changed)
        default:
            var changed = FabricModel.host(host)
            changed.vtep = Bool.random(using: &generator) ? nil : changed.vtep
            model.topology.update(changed)
        }
    }

    @Test("A network and its NICs may go and come back")
    func networkComesBack() {
        var model = FabricModel()
        for number in 1...2 { model.topology.update(FabricModel.host(number)) }
        model.topology.update(FabricModel.network(0))
        for vm in 0..<4 {
            model.topology.update(FabricModel.nic(vm, network: 0))
            model.topology.update(FabricModel.port(vm, host: vm % 2 + 1))
        }
        model.settle()
        model.check()
        for vm in 0..<4 { model.topology.remove(FabricModel.nic(vm, network: 0).id) }
        model.topology.remove(FabricModel.networkID(0))
        model.settle()
        model.check()
        #expect(model.engine.fragments.count == 2, "only the hosts' base is left")
    }

    @Test("Thousands of units at once, which all cores compute, give what one after the other gives")
    func waves() {
        var model = FabricModel()
        for number in 1...20 { model.topology.update(FabricModel.host(number)) }
        for number in 0..<3 { model.topology.update(FabricModel.network(number)) }
        for vm in 0..<5000 {
            model.topology.update(FabricModel.nic(vm, network: vm % 3))
            model.topology.update(FabricModel.port(vm, host: vm % 20 + 1))
            if vm % 500 == 499 { model.engine.keepUp(&model.topology) }
        }
        let fresh = Engine(compiling: model.topology)
        #expect(fresh.unitsComputed > 5000 && fresh.unitsComputed < model.engine.unitsComputed)
        #expect(fresh.tallies == model.engine.tallies && fresh.fragments == model.engine.fragments)
        for number in 1...20 {
            let host = FabricModel.host(number).id
            #expect(fresh.desired(for: host) == model.engine.desired(for: host))
        }
    }

    @Test("One NIC costs the same number of units at 100 and at 10,000 NICs")
    func unitsPerNIC() {
        func unitsForOneMore(_ count: Int) -> Int {
            var model = FabricModel()
            for number in 1...10 { model.topology.update(FabricModel.host(number)) }
            for number in 0..<5 { model.topology.update(FabricModel.network(number)) }
            for vm in 0..<count {
                model.topology.update(FabricModel.nic(vm, network: vm % 5))
                model.topology.update(FabricModel.port(vm, host: vm / 5 % 10 + 1))
            }
            _ = model.engine.update(model.topology.takeChanges(), model.topology)
            model.topology.update(FabricModel.nic(count, network: 0))
            model.topology.update(FabricModel.port(count, host: 1))
            return model.engine.update(model.topology.takeChanges(), model.topology).unitsComputed
        }
        let small = unitsForOneMore(100)
        #expect(small == 2, "the NIC and its host's group")
        #expect(unitsForOneMore(10_000) == small)
    }

    @Test("A shared fragment is told once, with all hosts that get it")
    func sharing() throws {
        var model = FabricModel()
        for number in 1...5 { model.topology.update(FabricModel.host(number)) }
        model.topology.update(FabricModel.network(0))
        for vm in 0..<5 {
            model.topology.update(FabricModel.nic(vm, network: 0))
            model.topology.update(FabricModel.port(vm, host: vm + 1))
        }
        model.settle()
        model.topology.update(FabricModel.nic(5, network: 0))
        model.topology.update(FabricModel.port(5, host: 1))
        let update = model.settle()
        let remote = try #require(update.items.first { $0.new?.id.feature == .remoteNIC })
        #expect(remote.hosts == ["kvm2", "kvm3", "kvm4", "kvm5"])
        #expect(update.items.count == 4)
    }

    @Test("A group with too many members for one message is made of parts")
    func largeGroups() {
        var model = FabricModel()
        model.topology.update(FabricModel.host(1))
        model.topology.update(FabricModel.network(0))
        for vm in 0..<1200 {
            model.topology.update(FabricModel.nic(vm, network: 0))
            model.topology.update(FabricModel.port(vm, host: 1))
        }
        model.settle()
        let groups = model.engine.desired(for: "kvm1").flatMap { $0.groups.entries.map { $0.decoded() } }
            .filter { $0.id != Pipeline.group(.replication, VNI(10_000)) }
        #expect(groups.map(\.buckets.count) == [500, 500, 200, 3])
        let last = groups.last
        #expect(last?.id == Pipeline.group(.local, VNI(10_000)))
    }

    @Test("VXLAN only between hosts that share a network")
    func memberships() {
        var model = FabricModel()
        for number in 1...3 { model.topology.update(FabricModel.host(number)) }
        for number in 0..<2 { model.topology.update(FabricModel.network(number)) }
        for (vm, network, host) in [(0, 0, 1), (1, 0, 2), (2, 1, 2), (3, 1, 3)] {
            model.topology.update(FabricModel.nic(vm, network: network))
            model.topology.update(FabricModel.port(vm, host: host))
        }
        model.settle()
        model.check()
        let third = FabricModel.host(3).vtep.map { "\($0)" } ?? ""
        let texts = model.engine.desired(for: "kvm1").flatMap { fragment in
            fragment.flows.entries.map { "\($0.decoded())" } + fragment.groups.entries.map { "\($0.decoded())" }
        }
        #expect(!texts.contains { $0.contains(third) }, "kvm1 shares no network with kvm3")
        #expect(texts.contains { $0.contains("172.31.0.2") })
    }
}

extension Engine {
    /// Compiles what has changed.
    fileprivate mutating func keepUp(_ topology: inout Topology) { _ = update(topology.takeChanges(), topology) }
}
