import NetworkTypes
import OpenFlow
import Pipeline
import Topology

// The userspace datapath drops the first frame to a VTEP whose link-layer address it does not know (measured): a probe to
// each new peer makes it known before a tenant's frame needs it. The peer drops the probe, as its pair is in no map.

extension Controller {
    /// VTEPs of the hosts that share a network with this one.
    private func peers(of host: HostID) -> Set<IPAddress> {
        var peers: Set<IPAddress> = []
        for network in topology.networks(on: host) {
            for member in topology.members(of: network) where member != host {
                if let vtep = topology.hosts[member]?.vtep { peers.insert(vtep) }
            }
        }
        return peers
    }

    /// Takes note of hosts that have other peers after a change of the graph: mostly of none, and nobody's are looked through.
    func notePeers(_ changes: ChangeSet) {
        var networks = Set(changes.memberships.map(\.network))
        for host in changes.hosts { networks.formUnion(topology.networks(on: host)) }
        for network in networks { hostsToWarm.formUnion(topology.members(of: network)) }
        // One that leaves a network forgets whom it knew by it.
        for membership in changes.memberships { hostsToWarm.insert(membership.host) }
        for host in changes.hosts where topology.hosts[host] == nil { hostsToWarm.remove(host) }
    }

    func warmUp(_ host: HostID) {
        guard let session = hosts[host]?.flows.session, topology.hosts[host]?.vtep != nil,
            hostsToWarm.remove(host) != nil
        else { return }
        let peers = peers(of: host)
        for peer in peers.subtracting(hosts[host]?.flows.warmPeers ?? []).sorted() {
            emit(.openFlow(session, .emit(frame: Self.probe, actions: Self.probeActions(to: peer))))
        }
        hosts[host]?.flows.warmPeers = peers
    }

    /// A VNI that is never a network's: chains have the highest ones, and this is the last.
    private static let probeVNI = VNI(VNI.range.upperBound)

    private static func probeActions(to peer: IPAddress) -> [Action] {
        let destination: Action =
            switch peer {
            case .v4(let address): .setField(.tunnelIPv4Destination, address.rawValue)
            case .v6(let address): .setField(MatchField(.tunnelIPv6Destination, address.rawValue))
            }
        return [.setField(.tunnelID, probeVNI.rawValue), destination, .output(Pipeline.tunnelPort)]
    }

    /// An Ethernet frame of the local experimental type, from a locally administered address to another.
    private static let probe: [UInt8] =
        [0x02, 0, 0, 0, 0, 0x02, 0x02, 0, 0, 0, 0, 0x01, 0x88, 0xb5] + [UInt8](repeating: 0, count: 46)
}
