import Topology

/// What a change makes dirty by what it is; whoever else reads something of it is found by that.
///
/// A list, as a cold start has hundreds of thousands: nothing comes up twice, and whether a unit is among them the change tells itself.
struct Seeds {
    private let changes: ChangeSet
    /// Whose replication is concerned, as a network's or by its members.
    private let replicated: Set<NetworkID>
    /// Hosts that may begin or cease to judge.
    private let judging: Set<HostID>

    /// - Parameter isPolicyUsed: whether NICs may be policed anywhere, or were before.
    init(_ changes: ChangeSet, _ topology: Topology, isPolicyUsed: Bool) {
        self.changes = changes
        replicated = changes.memberships.reduce(into: changes.networks) { $0.insert($1.network) }
        guard isPolicyUsed else {
            judging = []
            return
        }
        var judging = changes.hosts
        for membership in changes.memberships { judging.insert(membership.host) }
        for network in changes.networks { judging.formUnion(topology.members(of: network)) }
        self.judging = judging
    }

    var units: [Unit] {
        var units: [Unit] = []
        units.reserveCapacity(
            changes.hosts.count + 3 * replicated.count + changes.nics.count + 2 * changes.memberships.count
                + changes.groups.count)
        for host in changes.hosts { units.append(.base(host)) }
        for network in changes.networks {
            units.append(.flood(network))
            units.append(.subnets(network))
        }
        for group in changes.groups { units.append(.group(group)) }
        for host in judging { units.append(.policyBase(host)) }
        for network in replicated { units.append(.replication(network)) }
        for nic in changes.nics { units.append(.nic(nic)) }
        for membership in changes.memberships {
            units.append(.tunnelInput(membership))
            units.append(.localGroup(membership))
        }
        for membership in changes.localNICs where !changes.memberships.contains(membership) {
            units.append(.localGroup(membership))
        }
        return units
    }

    func contains(_ unit: Unit) -> Bool {
        switch unit {
        case .base(let host): changes.hosts.contains(host)
        case .flood(let network): changes.networks.contains(network)
        case .replication(let network): replicated.contains(network)
        case .nic(let nic): changes.nics.contains(nic)
        case .subnets(let network): changes.networks.contains(network)
        case .group(let group): changes.groups.contains(group)
        case .policyBase(let host): judging.contains(host)
        case .tunnelInput(let membership): changes.memberships.contains(membership)
        case .localGroup(let membership):
            changes.memberships.contains(membership) || changes.localNICs.contains(membership)
        }
    }

    /// What units may have read of it.
    var inputs: [Input] {
        changes.hosts.map(Input.host) + changes.networks.map(Input.network) + changes.nics.map(Input.nic)
            + changes.terms.map(Input.term) + changes.addressSets.map(Input.addressSet)
    }
}
