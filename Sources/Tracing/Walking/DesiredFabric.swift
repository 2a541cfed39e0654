import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import SimulatedNetwork
import Topology

/// Hosts with what they should have, as switches that frames walk through. A host is made when a frame comes to it, and what
/// its connection tracking has seen stays for the next frame.
struct DesiredFabric {
    private let topology: Topology
    private let engine: Engine
    private var fabric = SimulatedFabric(tunnelPort: Pipeline.tunnelPort)
    private var flows = 0

    private let hostLimit: Int
    private let flowLimit: Int

    /// - Parameters:
    ///   - hostLimit: a packet to one NIC crosses two hosts; what comes to more than these goes in circles.
    ///   - flowLimit: of all hosts crossed. Each flow costs some microseconds and a kilobyte, so some seconds in all.
    init(_ source: TraceSource, hostLimit: Int = 8, flowLimit: Int = 500_000) {
        topology = source.topology
        engine = source.engine
        self.hostLimit = hostLimit
        self.flowLimit = flowLimit
    }

    /// Sends a frame into a NIC's port and follows it until it has left at ports of VMs, or nowhere.
    mutating func send(_ frame: [UInt8], from end: ServedEnd) throws(TraceRefusal) -> Walk {
        try add(end.host)
        while true {
            // On a copy: a frame that comes to a host which is not made yet sets out once more.
            var attempt = fabric
            let walk = attempt.send(Arrival(frame, port: end.number), at: end.host.name, isTraced: true)
            guard let next = missing(walk) else {
                fabric = attempt
                return walk
            }
            try add(next)
        }
    }

    /// Makes a host, if it is not made.
    mutating func add(_ id: HostID) throws(TraceRefusal) {
        guard fabric.hosts[id.name] == nil, let host = topology.hosts[id] else { return }
        guard fabric.hosts.count < hostLimit else {
            throw .tooLarge("the packet crosses more than \(hostLimit) hosts")
        }
        flows += engine.tallies[id]?.flows ?? 0
        guard flows <= flowLimit else {
            throw .tooLarge(
                "the hosts that the packet crosses have \(flows) flows; up to \(flowLimit) are looked at")
        }
        let vtep = topology.tunnelPortTaken.contains(id) ? nil : host.vtep
        fabric.add(id.name, vtep: vtep, try device(id))
    }

    private func device(_ id: HostID) throws(TraceRefusal) -> SimulatedSwitch {
        var device = SimulatedSwitch()
        // What a session tells every switch.
        device.showsFragments = true
        for port in topology.ports(on: id) {
            if let number = topology.ports[port]?.number { device.ports[number] = .plain }
        }
        let desired = engine.desired(for: id)
        var batch = ModificationBatch()
        for fragment in desired { batch.append(fragment.meters, .add) }
        for fragment in desired { batch.append(fragment.groups, .add) }
        let result = device.apply(batch)
        guard result == .committed else {
            throw .unsound("what host \(id) should have is not taken by any switch: \(result)")
        }
        for flow in desired.flatMap(\.flows.entries) { device.put(flow) }
        device.makeTables()
        return device
    }

    /// The host of a VTEP that a copy was sent to and that is not made yet.
    private func missing(_ walk: Walk) -> HostID? {
        for loss in walk.losses {
            guard case .unknownVTEP(let address) = loss.reason else { continue }
            let hosts = topology.hosts.values.filter { $0.vtep == address && !topology.tunnelPortTaken.contains($0.id) }
            if let host = hosts.first(where: { fabric.hosts[$0.id.name] == nil }) { return host.id }
        }
        return nil
    }
}
