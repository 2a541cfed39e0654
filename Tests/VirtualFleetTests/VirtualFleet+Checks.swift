import Compiler
import Controller
import NetworkTypes
import OpenFlow
import SimulatedHosts
import SimulatedNetwork
import TestSupport
import Testing
import Topology

extension VirtualFleet {
    /// The core's state now.
    func snapshot() -> Snapshot? {
        var result: Snapshot?
        controller.ask(.snapshot) { if case .snapshot(let snapshot) = $0 { result = snapshot } }
        clock.pass(.milliseconds(50))
        return result
    }

    /// Every host holds exactly what is desired, which equals compiling from nothing.
    func expectInSync(_ context: String) throws {
        let snapshot = try #require(self.snapshot(), "\(context): the core does not answer")
        #expect(snapshot.engine.differencesFromNothing(snapshot.topology) == [], "\(context)")
        for view in snapshot.hosts { #expect(view.phase == .ready, "\(context): \(view.id)") }
        for host in hosts { expectInSync(host, snapshot, context) }
    }

    /// A host that is said to be ready has exactly what is desired at that moment, whatever failed before.
    ///
    /// - Parameter disturbed: names of hosts that somebody else has changed, which shows later.
    func expectReadyIsTrue(_ context: String, except disturbed: Set<String>) {
        controller.ask(.snapshot) { [self] response in
            guard case .snapshot(let snapshot) = response else { return }
            for view in snapshot.hosts where view.phase == .ready {
                guard let host = hosts.first(where: { $0.name == view.id.name }), !disturbed.contains(host.name) else {
                    continue
                }
                expectInSync(host, snapshot, "\(context), and said to be ready")
            }
        }
        clock.pass(.milliseconds(2))
    }

    private func expectInSync(_ host: VirtualHost, _ snapshot: Snapshot, _ context: String) {
        let id = HostID(host.name)
        let desired = snapshot.engine.desired(for: id)
        let marker = Flow(
            table: 250, priority: 0, cookie: snapshot.engine.tallies[id]?.digest ?? 0, match: Match(), instructions: [])
        let flows = Set(desired.flatMap(\.flows.entries) + [EncodedFlow(marker)])
        let found = Set(host.host.flows.map { EncodedFlow($0) })
        let missing = flows.subtracting(found)
        let foreign = found.subtracting(flows)
        #expect(
            missing.isEmpty && foreign.isEmpty,
            "\(context): \(host.name) lacks \(missing.map { $0.decoded() }) and has \(foreign.map { $0.decoded() })")
        #expect(
            Set(host.host.groups.map { EncodedGroup($0) }) == Set(desired.flatMap(\.groups.entries)),
            "\(context): groups of \(host.name)")
        #expect(
            Set(host.host.meters.map { EncodedMeter($0) }) == Set(desired.flatMap(\.meters.entries)),
            "\(context): meters of \(host.name)")
    }

    /// No frame of one tenant comes to another one, whatever the switches hold at this moment.
    func expectIsolation(_ context: String) {
        var fabric = SimulatedFabric(tunnelPort: PortNumber(1000))
        var sources: [(host: String, port: PortNumber, vm: VirtualMachine)] = []
        var tenants: [String: [PortNumber: String]] = [:]
        for (index, host) in hosts.enumerated() {
            var device = SimulatedSwitch(host.host)
            for port in host.host.bridges.first?.ports ?? [] where port.number != PortNumber(1000) {
                device.ports[port.number] = .plain
                guard let vm = VirtualMachine(port: port.name) else { continue }
                tenants[host.name, default: [:]][port.number] = vm.tenant
                sources.append((host.name, port.number, vm))
            }
            fabric.add(host.name, vtep: .v4(IPv4Address(rawValue: 0xac1f_0001 + UInt32(index))), device)
        }
        guard let source = sources.randomElement(using: &chance) else { return }
        for frame in frames(of: source.vm) {
            let walk = fabric.send(Arrival(frame, port: source.port), at: source.host)
            for delivery in walk.deliveries where tenants[delivery.host]?[delivery.port] != source.vm.tenant {
                Issue.record("\(context): a frame of \(source.vm.interfaceID) on \(source.host) came to \(delivery)")
            }
        }
    }

    private func frames(of vm: VirtualMachine) -> [[UInt8]] {
        let everybody = MACAddress(rawValue: 0xffff_ffff_ffff)
        let asked = IPv4Address(rawValue: 0x0a00_0000 | UInt32(Int.random(in: Self.vms, using: &chance)))
        let request = FrameBuilder.ARP(sender: (vm.mac, vm.address), target: (MACAddress(rawValue: 0), asked))
        var frames = [FrameBuilder.ethernet(to: everybody, from: vm.mac, type: 0x0806, request.bytes)]
        for tenant in Self.tenants {
            let peer = VirtualMachine(tenant: tenant, number: Int.random(in: Self.vms, using: &chance))
            let datagram = FrameBuilder.udp((5000, 53), from: .v4(vm.address), to: .v4(peer.address), [1, 2, 3])
            let packet = FrameBuilder.ipv4(to: peer.address, from: vm.address, transport: 17, datagram)
            frames.append(FrameBuilder.ethernet(to: peer.mac, from: vm.mac, type: 0x0800, packet))
        }
        return frames
    }
}

extension SimulatedSwitch {
    /// One that does with packets what this host's flows say.
    fileprivate init(_ host: SimulatedHost) {
        self.init()
        var batch = ModificationBatch()
        for group in host.groups { batch.append(EncodedGroup(group), .add) }
        for meter in host.meters { batch.append(EncodedMeter(meter), .add) }
        #expect(apply(batch) == .committed)
        for flow in host.flows { put(EncodedFlow(flow)) }
    }
}
