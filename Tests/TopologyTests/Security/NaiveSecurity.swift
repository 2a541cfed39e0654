import Topology

/// What the graph must say of groups, worked out from the declarations alone: every NIC is held against every group and rule.
struct NaiveSecurity {
    let topology: Topology

    func isMember(_ nic: NIC, of group: SecurityGroup) -> Bool {
        let isOwn = nic.id.tenant == group.id.tenant
        if isOwn, group.members.nics.contains(nic.id) { return true }
        guard isOwn || group.tier != .tenant else { return false }
        if let labels = group.members.labels, labels.allSatisfy({ nic.labels[$0.key] == $0.value }) { return true }
        return group.members.networks.contains(nic.network)
    }

    func groups(of nic: NIC) -> [GroupID] {
        let isStated = topology.statedDefaults[nic.id.tenant] != nil
        return topology.groups.values.filter { isMember(nic, of: $0) && !(isStated && $0.tier == .baseline) }
            .sorted { ($0.tier, $0.id) < ($1.tier, $1.id) }.map(\.id)
    }

    func isPoliced(_ nic: NIC) -> Bool {
        let stated = topology.statedDefaults[nic.id.tenant]
        return !groups(of: nic).isEmpty || stated?.egress == .deny || stated?.sameNetwork == .deny
    }

    func usesGroups(_ tenant: String) -> Bool {
        topology.statedDefaults[tenant] != nil
            || topology.groups.values.contains { $0.tier != .tenant || $0.id.tenant == tenant }
    }

    var terms: Set<PeerTerm> {
        Set(
            topology.groups.values.flatMap { $0.ingress + $0.egress }.compactMap {
                if case .term(let term) = $0.peer { term } else { nil }
            })
    }

    func identity(of nic: NIC) -> NICIdentity? {
        let met = terms.filter { term in
            switch term {
            case .group(let id): topology.groups[id].map { isMember(nic, of: $0) } ?? false
            case .nic(let id): nic.id == id
            case .labels(let tenant, let labels):
                (tenant == nil || tenant == nic.id.tenant) && labels.allSatisfy { nic.labels[$0.key] == $0.value }
            }
        }
        return met.isEmpty ? nil : NICIdentity(met)
    }

    func hosts(of group: GroupID) -> Set<HostID> {
        let members = topology.nics.values.filter { groups(of: $0).contains(group) }
        return Set(members.compactMap { topology.placement(of: $0.id)?.host })
    }
}
