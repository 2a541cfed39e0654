import NetworkTypes
import OpenFlow
import Pipeline
import Topology

extension Unit {
    /// Broadcast and multicast: to the other members and the local NICs, or, from a tunnel, to local NICs only.
    func compileFlood(_ id: NetworkID, _ topology: inout TrackedTopology) -> [Fragment] {
        guard let network = topology.network(id) else { return [] }
        let cookie = Cookie(.flood, UInt64(network.vni.rawValue))
        let groupBit: UInt128 = 0x0100_0000_0000
        func flood(_ priority: UInt16) -> FlowBuilder {
            FlowBuilder(.switching, priority: priority, cookie: cookie)
                .matching(.network, UInt64(network.vni.rawValue))
                .matching(.ethernetDestination, 0x0100_0000_0000, mask: groupBit)
        }
        let flows = [
            flood(60).matching(.fromTunnel, 1).acting(.group(Pipeline.group(.local, network.vni))).ending(),
            flood(50)
                .acting(.group(Pipeline.group(.replication, network.vni)))
                .acting(.group(Pipeline.group(.local, network.vni)))
                .ending(),
        ]
        return [
            Fragment(cookie, owner: .network(id), audience: .members(of: id, except: nil), rank: .send, flows: flows)
        ]
    }

    /// One (VTEP, VNI) pair, as every other member accepts it.
    func compileTunnelInput(_ membership: Membership, _ topology: inout TrackedTopology) -> [Fragment] {
        guard topology.isMember(membership), let network = topology.network(membership.network),
            let host = topology.host(membership.host), let vtep = host.vtep
        else { return [] }
        let cookie = Cookie(.tunnelInput, Self.number(host, network))
        let flow = FlowBuilder(.tunnel, priority: 100, cookie: cookie)
            .matching(.tunnelID, network.vni.rawValue)
            .matching(vtep.tunnelSource)
            .setting(.network, UInt64(network.vni.rawValue))
            .going(to: .switching)
        return [
            Fragment(
                cookie, owner: .network(membership.network),
                audience: .members(of: membership.network, except: membership.host), rank: .receive, flows: [flow])
        ]
    }

    /// Head-end replication to the members and to nobody else: one group for all of them, so that it is compiled, kept and
    /// encoded once, and not once for each member. The copy that would go to the member itself is dropped by its base.
    func compileReplication(_ id: NetworkID, _ topology: inout TrackedTopology) -> [Fragment] {
        guard let network = topology.network(id) else { return [] }
        let buckets = topology.members(of: id).compactMap { member -> Bucket? in
            guard let host = topology.host(member), let vtep = host.vtep else { return nil }
            return Bucket(
                id: host.number,
                actions: [
                    .setField(vtep.tunnelDestination), Slot.destination.set(Destination.tunnel),
                    .resubmit(port: nil, table: Stage.deliver.table),
                ])
        }
        let groups = Self.groups(.replication, parts: .replicationPart, network.vni, buckets)
        return [
            Fragment(
                Cookie(.replication, UInt64(network.vni.rawValue)), owner: .network(id),
                audience: .members(of: id, except: nil), rank: .send, groups: groups)
        ]
    }

    /// A network's NICs on one host.
    func compileLocalGroup(_ membership: Membership, _ topology: inout TrackedTopology) -> [Fragment] {
        guard topology.isMember(membership), let network = topology.network(membership.network),
            let host = topology.host(membership.host)
        else { return [] }
        let buckets = topology.localNICNumbers(membership).map { number in
            Bucket(
                id: number,
                actions: [
                    Slot.destination.set(UInt64(number)), .resubmit(port: nil, table: Stage.ingressTrack.table),
                ])
        }
        let groups = Self.groups(.local, parts: .localPart, network.vni, buckets)
        return [
            Fragment(
                Cookie(.localGroup, Self.number(host, network)), owner: .network(membership.network),
                audience: .host(membership.host), rank: .receive, groups: groups)
        ]
    }

    /// A group that sends to every bucket, in parts when there are too many for one message; parts come first.
    private static func groups(
        _ purpose: Pipeline.GroupPurpose, parts: Pipeline.GroupPurpose, _ vni: VNI, _ buckets: [Bucket]
    ) -> [Group] {
        let size = Pipeline.bucketsPerGroup
        guard buckets.count > size else {
            return [Group(id: Pipeline.group(purpose, vni), type: .all, buckets: buckets)]
        }
        let partial = stride(from: 0, to: buckets.count, by: size).enumerated().map { part, start in
            Group(
                id: Pipeline.group(parts, vni, part: part), type: .all,
                buckets: Array(buckets[start..<min(start + size, buckets.count)]))
        }
        let whole = partial.enumerated().map { Bucket(id: UInt32($0.offset), actions: [.group($0.element.id)]) }
        return partial + [Group(id: Pipeline.group(purpose, vni), type: .all, buckets: whole)]
    }

    /// A host and a network together: 24 bits each.
    private static func number(_ host: Host, _ network: Network) -> UInt64 {
        UInt64(host.number) << 24 | UInt64(network.vni.rawValue)
    }
}

extension IPAddress {
    /// This VTEP as the outer source of a frame that came in.
    var tunnelSource: MatchField {
        switch self {
        case .v4(let address): MatchField(.tunnelIPv4Source, UInt128(address.rawValue))
        case .v6(let address): MatchField(.tunnelIPv6Source, address.rawValue)
        }
    }

    /// This VTEP as the outer destination of a frame that goes out.
    var tunnelDestination: MatchField {
        switch self {
        case .v4(let address): MatchField(.tunnelIPv4Destination, UInt128(address.rawValue))
        case .v6(let address): MatchField(.tunnelIPv6Destination, address.rawValue)
        }
    }
}
