// Security groups (INTERFACE.md 1.3 and 1.8): who is in which group, and how rules know him as the other end. Both follow
// from declarations alone; only where a group's members are served follows from facts.

extension Topology {
    /// The groups that judge a NIC, sorted by tier and name. Baseline groups are among them only where its tenant states no
    /// default.
    public func groups(of id: NICID) -> [GroupID] {
        guard let all = security.groupsByNIC[id] else { return [] }
        return statedDefaults[id.tenant] == nil ? all : all.filter { groups[$0]?.tier != .baseline }
    }

    /// Whether anything can be refused to the NIC or by it: a group judges it, or its tenant's default denies what it sends, or what is
    /// switched to it.
    public func isPoliced(_ id: NICID) -> Bool {
        guard nics[id] != nil else { return false }
        return statedDefaults[id.tenant]?.deniesSwitched == true || !groups(of: id).isEmpty
    }

    /// Whether the NIC's connections are taken up in the middle at present.
    public func isPickingUp(_ id: NICID) -> Bool { pickingUp.contains(id) }

    /// - Parameter isNoted: whether the change is to be told; not when the NIC is among changes that are being compiled.
    public mutating func setPickingUp(_ isPickingUp: Bool, _ id: NICID, isNoted: Bool = true) {
        guard isPickingUp != pickingUp.contains(id) else { return }
        if isPickingUp { pickingUp.insert(id) } else { pickingUp.remove(id) }
        if isNoted { changes.nics.insert(id) }
    }

    /// Whether NICs of the tenant may be policed: it has groups or a stated default, or there are groups of a tier.
    public func usesGroups(_ tenant: String) -> Bool { security.tierGroups > 0 || usesOwnGroups(tenant) }

    func usesOwnGroups(_ tenant: String) -> Bool {
        statedDefaults[tenant] != nil || security.groupCounts[tenant] != nil
    }

    /// What rules can tell of a NIC; nil when it meets no term of any rule.
    public func identity(of id: NICID) -> NICIdentity? { security.identities.identity(of: id) }

    /// The identities of the NICs that meet a term which rules use, sorted.
    public func identities(meeting term: PeerTerm) -> [NICIdentity] { security.identities.identities(meeting: term) }

    /// The hosts that serve a member which the group judges.
    public func hosts(of group: GroupID) -> Set<HostID> { Set((security.servedMembers[group] ?? [:]).keys) }

    public func isServed(_ membership: GroupMembership) -> Bool {
        security.servedMembers[membership.group]?[membership.host] != nil
    }

    /// Whether NICs may be policed anywhere: there are groups, or a tenant states a default.
    public var usesAnyGroups: Bool { !groups.isEmpty || !statedDefaults.isEmpty }

    /// Makes a change of groups or defaults that a tenant states: accounts begin with the first and end with the last of them, and
    /// networks are named whose tenants begin or cease to use groups.
    mutating func changeSecurity(of tenant: String, _ change: (inout Topology) -> Void) {
        if !usesAnyGroups { security.nics = NICIndex(nics.keys) }
        let (hadTiers, usedOwn) = (security.tierGroups > 0, usesOwnGroups(tenant))
        change(&self)
        let hasTiers = security.tierGroups > 0
        for other in hadTiers == hasTiers ? [tenant] : Array(networksByTenant.keys) {
            let used = hadTiers || (other == tenant ? usedOwn : usesOwnGroups(other))
            if used != usesGroups(other) { changes.networks.formUnion(networksByTenant[other] ?? []) }
        }
        if !usesAnyGroups { security = SecurityLinks() }
    }
}

extension SecurityDefault {
    /// It refuses something between NICs of one tenant in one network.
    var deniesSwitched: Bool { egress == .deny || sameNetwork == .deny }
}
