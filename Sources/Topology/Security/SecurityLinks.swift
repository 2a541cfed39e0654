/// What follows from groups for NICs and hosts. Empty while no group is declared and no tenant states a default, so that a
/// fabric without groups pays nothing for them.
struct SecurityLinks: Sendable {
    var nics = NICIndex()
    var selectors = SelectorIndex()
    var members: [GroupID: Set<NICID>] = [:]
    /// Every group that a NIC is a member of, in force for it or not; sorted by tier and name.
    var groupsByNIC: [NICID: [GroupID]] = [:]
    /// How many members of a group, as far as it is in force for them, a host serves.
    var servedMembers: [GroupID: [HostID: Int]] = [:]
    /// How many rules use a term.
    var termUses: [PeerTerm: Int] = [:]
    var identities = IdentityTable()
    var groupCounts: [String: Int] = [:]
    /// How many of the groups are in a tier.
    var tierGroups = 0

    mutating func count(_ group: SecurityGroup, _ step: Int) {
        let count = (groupCounts[group.id.tenant] ?? 0) + step
        groupCounts[group.id.tenant] = count > 0 ? count : nil
        if group.tier != .tenant { tierGroups += step }
    }

    /// - Returns: whether the host began or ceased to serve members by it.
    mutating func countServed(_ group: GroupID, on host: HostID, _ step: Int) -> Bool {
        let old = servedMembers[group]?[host] ?? 0
        let new = old + step
        servedMembers[group, default: [:]][host] = new > 0 ? new : nil
        if servedMembers[group]?.isEmpty == true { servedMembers[group] = nil }
        return (old > 0) != (new > 0)
    }
}
