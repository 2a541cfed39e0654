extension Topology {
    public mutating func update(_ group: SecurityGroup) { replace(groups[group.id], by: group, group.id) }

    /// Forgets a group; rules that name it match nobody.
    public mutating func remove(_ id: GroupID) { replace(groups[id], by: nil, id) }

    public mutating func update(_ set: AddressSet) {
        guard addressSets.updateValue(set, forKey: set.id) != set else { return }
        changes.addressSets.insert(set.id)
    }

    public mutating func remove(_ id: AddressSetID) {
        if addressSets.removeValue(forKey: id) != nil { changes.addressSets.insert(id) }
    }

    private mutating func replace(_ old: SecurityGroup?, by new: SecurityGroup?, _ id: GroupID) {
        guard old != new else { return }
        changes.groups.insert(id)
        changeSecurity(of: id.tenant) { topology in
            // A group of another tier counts for its members otherwise: they leave the old one.
            if old?.tier != new?.tier { topology.setMembers(of: id, []) }
            topology.groups[id] = new
            if let old { topology.security.count(old, -1) }
            if let new { topology.security.count(new, 1) }
            if old?.members != new?.members || old?.tier != new?.tier {
                let selection = new.map(NICSelection.init)
                topology.security.selectors.set(selection, of: .group(id))
                topology.setMembers(of: id, selection.map { topology.nics(in: $0) } ?? [])
            }
            topology.countTerms(of: old, new)
        }
    }

    /// The present NICs that a selection means.
    mutating func nics(in selection: NICSelection) -> Set<NICID> {
        Set(security.nics.candidates(selection, among: nics).filter { nics[$0].map(selection.contains) == true })
    }

    private mutating func setMembers(of group: GroupID, _ new: Set<NICID>) {
        let old = security.members[group] ?? []
        setMembership(of: old.subtracting(new), false, group)
        setMembership(of: new.subtracting(old), true, group)
    }

    private mutating func setMembership(of nics: Set<NICID>, _ isMember: Bool, _ group: GroupID) {
        for nic in nics { link(nic, isMember, group) }
        if security.termUses[.group(group)] != nil { setMet(.group(group), isMember, by: nics) }
    }

    /// Notes one NIC's membership; its identity is the caller's to change.
    mutating func link(_ nic: NICID, _ isMember: Bool, _ group: GroupID) {
        security.members.set(nic, isMember, at: group)
        if isMember {
            let place = security.groupsByNIC[nic]?.firstIndex { precedes(group, $0) }
            security.groupsByNIC[nic, default: []].insert(group, at: place ?? security.groupsByNIC[nic]?.count ?? 0)
        } else {
            security.groupsByNIC[nic]?.removeAll { $0 == group }
            if security.groupsByNIC[nic]?.isEmpty == true { security.groupsByNIC[nic] = nil }
        }
        if isInForce(group, for: nic) { countServed(nic, in: group, isMember ? 1 : -1) }
        changes.nics.insert(nic)
    }

    private func precedes(_ left: GroupID, _ right: GroupID) -> Bool {
        guard let leftTier = groups[left]?.tier, let rightTier = groups[right]?.tier else { return false }
        return (leftTier, left) < (rightTier, right)
    }

    private func isInForce(_ group: GroupID, for nic: NICID) -> Bool {
        groups[group]?.tier != .baseline || statedDefaults[nic.tenant] == nil
    }

    /// Keeps account of the hosts where members are served.
    private mutating func countServed(_ nic: NICID, in group: GroupID, _ step: Int) {
        if let host = placements[nic]?.host { countServed(group, on: host, step) }
    }

    private mutating func countServed(_ group: GroupID, on host: HostID, _ step: Int) {
        if security.countServed(group, on: host, step) {
            changes.groupHosts.insert(GroupMembership(group: group, host: host))
        }
    }

    /// A NIC is served elsewhere now.
    mutating func moveServed(_ nic: NICID, from old: HostID?, to new: HostID?) {
        guard old != new else { return }
        for group in groups(of: nic) {
            if let old { countServed(group, on: old, -1) }
            if let new { countServed(group, on: new, 1) }
        }
    }

    // MARK: Defaults

    /// What a tenant states to count where no rule decides; nil when it states nothing.
    public mutating func setDefault(_ new: SecurityDefault?, ofTenant tenant: String) {
        let old = statedDefaults[tenant]
        guard old != new else { return }
        changeSecurity(of: tenant) { topology in
            let own = topology.security.nics.nics(ofTenant: tenant)
            topology.changes.nics.formUnion(own.filter(topology.isPoliced))
            if old == nil { topology.setBaseline(of: own, isInForce: false) }
            topology.statedDefaults[tenant] = new
            if new == nil { topology.setBaseline(of: own, isInForce: true) }
            topology.changes.nics.formUnion(own.filter(topology.isPoliced))
        }
    }

    private mutating func setBaseline(of nics: Set<NICID>, isInForce: Bool) {
        for nic in nics {
            for group in security.groupsByNIC[nic] ?? [] where groups[group]?.tier == .baseline {
                countServed(nic, in: group, isInForce ? 1 : -1)
            }
        }
    }
}
