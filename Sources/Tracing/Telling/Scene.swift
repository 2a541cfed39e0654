import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import Topology

/// Who sends a packet to whom, for sentences about its way.
struct Scene {
    let topology: Topology
    let engine: Engine
    let sender: ServedEnd
    let receiver: ServedEnd
    let frame: ProbeFrame

    var network: NetworkID { sender.nic.network }

    /// What a packet met in a table of a host.
    struct Met {
        let flow: Flow
        let owner: Owner?
        let host: HostID
        let mark: RuleMark?

        /// Nothing more happens to the packet.
        var isDrop: Bool {
            flow.instructions.allSatisfy { instruction in
                if case .applyActions(let actions) = instruction { actions.isEmpty } else { false }
            }
        }

        /// It has the packet tracked.
        var isTracked: Bool {
            flow.instructions.contains { instruction in
                guard case .applyActions(let actions) = instruction else { return false }
                return actions.contains { if case .conntrack = $0 { true } else { false } }
            }
        }

        /// It is a NIC's own flow; the others are a host's, for all that no NIC has one for.
        var isOfNIC: Bool { if case .nic = owner { true } else { false } }
        var isOfHost: Bool { if case .host = owner { true } else { false } }
    }

    func owner(of cookie: UInt64) -> Owner? {
        Cookie(rawValue: cookie).flatMap { engine.fragments[$0]?.owner }
    }

    /// The NIC that policy of a side is about, and the one at the other end.
    func ends(_ side: PolicySide) -> (own: NICID, peer: NICID) {
        side == .egress ? (sender.id, receiver.id) : (receiver.id, sender.id)
    }

    /// The host whose tunnels end at an address.
    func host(atVTEP address: IPAddress) -> HostID? { topology.hosts.values.first { $0.vtep == address }?.id }

    /// The port of a host with this number, and the NIC behind it.
    func port(_ number: PortNumber, on host: HostID) -> (name: String, nic: NICID?) {
        let found = topology.ports(on: host).first { topology.ports[$0]?.number == number }
        guard let found else { return ("\(number)", nil) }
        if case .nic(let nic, _) = topology.bindings[found], topology.activePort[nic] == found {
            return (found.name, nic)
        }
        return (found.name, nil)
    }
}
