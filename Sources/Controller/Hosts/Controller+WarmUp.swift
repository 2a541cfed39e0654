import NetworkTypes
import OpenFlow
import Pipeline
import Topology

// The userspace datapath drops the first frame to a VTEP whose link-layer address it does not know (measured): a probe to
// each new peer makes it known before a tenant's frame needs it. The peer drops the probe, as its pair is in no map.

extension Controller {
    /// Takes note of the peers that hosts get by a change of the graph; mostly of none, and nobody's are looked through.
    func notePeers(_ changes: ChangeSet) {
        for host in changes.hosts {
            coldPeers[host] = nil
            guard let vtep = topology.hosts[host]?.vtep else { continue }
            for network in topology.networks(on: host) {
                for member in topology.members(of: network) where member != host { noteCold(vtep, for: member) }
            }
        }
        // With many at once it costs less to have everybody concerned look for all that he has.
        guard changes.memberships.count <= Self.fewMemberships else {
            for network in Set(changes.memberships.map(\.network)) {
                for member in topology.members(of: network) { beginCold(member) }
            }
            return
        }
        for membership in changes.memberships where topology.isMember(membership) {
            for member in topology.members(of: membership.network) where member != membership.host {
                meet(member, membership.host, changes.memberships)
            }
        }
    }

    private static let fewMemberships = 64

    /// Two hosts share a network since now; they know each other if they shared another one before.
    private func meet(_ first: HostID, _ second: HostID, _ new: Set<Membership>) {
        guard isWarm(first) || isWarm(second) else { return }
        let others = topology.networks(on: first)
        let isKnown = topology.networks(on: second).contains { network in
            others.contains(network) && !new.contains(Membership(network: network, host: first))
                && !new.contains(Membership(network: network, host: second))
        }
        guard !isKnown else { return }
        if let vtep = topology.hosts[second]?.vtep { noteCold(vtep, for: first) }
        if let vtep = topology.hosts[first]?.vtep { noteCold(vtep, for: second) }
    }

    private func isWarm(_ host: HostID) -> Bool { hosts[host]?.flows.isWarm == true }

    /// One that is not warm probes all its peers anyway.
    private func noteCold(_ vtep: IPAddress, for host: HostID) {
        if isWarm(host) { coldPeers[host, default: []].insert(vtep) }
    }

    func warmUp(_ host: HostID) {
        guard let flows = hosts[host]?.flows, let session = flows.session, topology.hosts[host]?.vtep != nil else {
            return
        }
        let cold = flows.isWarm ? coldPeers.removeValue(forKey: host) ?? [] : peers(of: host)
        hosts[host]?.flows.isWarm = true
        for peer in cold.sorted() {
            emit(.openFlow(session, .emit(frame: Self.probe, actions: Self.probeActions(to: peer))))
        }
    }

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

    /// What a switch had when its session began, it had already sent to.
    func beginWarm(_ host: HostID) {
        hosts[host]?.flows.isWarm = true
        coldPeers[host] = nil
    }

    func beginCold(_ host: HostID) {
        hosts[host]?.flows.isWarm = false
        coldPeers[host] = nil
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
