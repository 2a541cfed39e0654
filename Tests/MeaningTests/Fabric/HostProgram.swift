import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import SimulatedNetwork

/// A host's flows and groups, as a list that a mutation may change.
struct HostProgram: Equatable {
    var flows: [Flow]
    var groups: [Group]
    var meters: [Meter]

    init(flows: [Flow], groups: [Group], meters: [Meter] = []) {
        self.flows = flows
        self.groups = groups
        self.meters = meters
    }

    init(_ fragments: [Fragment]) {
        flows = fragments.flatMap { $0.flows.entries.map { $0.decoded() } }
        groups = fragments.flatMap { $0.groups.entries.map { $0.decoded() } }
        meters = fragments.flatMap { $0.meters.entries.map { $0.decoded() } }
    }

    struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    /// What a controller sends to an empty switch.
    var batch: ModificationBatch {
        var batch = ModificationBatch()
        batch.append(MeterBlock(meters), .add)
        batch.append(GroupBlock(groups), .add)
        batch.append(FlowBlock(flows))
        return batch
    }

    /// A switch with these ports that holds the program, by way of the canonical bytes.
    func device(ports: [PortNumber]) throws -> SimulatedSwitch {
        var device = SimulatedSwitch()
        for port in ports { device.ports[port] = .plain }
        // What a session tells every switch.
        device.showsFragments = true
        let result = device.apply(batch)
        guard result == .committed else { throw Refused(description: "\(result)") }
        return device
    }
}

extension CompiledFabric {
    /// The fabric as switches that walk frames; `programs` are those that were compiled, or mutations of them.
    func simulated(_ programs: [String: HostProgram]) throws -> SimulatedFabric {
        var fabric = SimulatedFabric(tunnelPort: Pipeline.tunnelPort)
        for host in documents.hosts {
            guard let program = programs[host.name] else { continue }
            fabric.add(host.name, vtep: host.vtep, try program.device(ports: ports(on: host.name)))
        }
        return fabric
    }
}
