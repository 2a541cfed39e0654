import NetworkTypes
public import Policy

/// Whom groups and endpoints mean, straight from documents and the NICs that are bound (INTERFACE.md 1.8).
public struct Resolution: Sendable {
    /// A group with the tenant that declares it.
    public struct Group: Hashable, Sendable {
        public let tenant: String
        public let document: DocumentKey
        public let declaration: GroupDeclaration
    }

    let policy: PolicySet
    private let nics: [BoundNIC]
    private let routers: [Set<NetworkName>]

    /// - Parameter routers: the networks that each router connects; documents cannot say so yet.
    public init(_ policy: PolicySet, nics: [BoundNIC], routers: [Set<NetworkName>] = []) {
        self.policy = policy
        self.nics = nics
        self.routers = routers
    }

    // MARK: Groups

    public func group(_ name: String, ofTenant tenant: String) -> Group? {
        policy.group(name, ofTenant: tenant).map {
            Group(tenant: tenant, document: $0.document, declaration: $0.declaration)
        }
    }

    /// The groups of a tier that a NIC belongs to, sorted by name: its tenant's own, or the admin's for a tier.
    public func groups(of nic: BoundNIC, tier: PolicyTier? = nil) -> [Group] {
        let tenant = tier == nil ? nic.tenant : DocumentKey.adminTenant
        return policy.groups(ofTenant: tenant).filter { $0.declaration.tier == tier }
            .map { Group(tenant: tenant, document: $0.document, declaration: $0.declaration) }
            .filter { isMember(nic, of: $0) }
    }

    private func isMember(_ nic: BoundNIC, of group: Group) -> Bool {
        let members = group.declaration.members
        let isOwn = nic.tenant == group.tenant
        // Tiers are for NICs of all tenants; names are always the own tenant's.
        if isOwn, members.nics.contains(where: { $0.name == nic.name }) { return true }
        guard isOwn || group.declaration.tier != nil else { return false }
        if let labels = members.labels, has(nic, labels) { return true }
        return members.networks.contains { network($0.name, of: group.tenant) == nic.network }
    }

    private func has(_ nic: BoundNIC, _ labels: [String: String]) -> Bool {
        labels.allSatisfy { nic.labels[$0.key] == $0.value }
    }

    private func network(_ reference: ObjectReference, of tenant: String) -> NetworkName {
        NetworkName(tenant: reference.tenant ?? tenant, name: reference.name)
    }

    // MARK: Endpoints

    /// The addresses that an endpoint means in a rule of a group.
    public func addresses(of endpoint: RuleEndpoint, in group: Group, from standpoint: Standpoint) -> AddressClass {
        switch endpoint {
        case .any: return .everything
        case .external: return external(from: standpoint.network)
        case .prefix(let prefix): return AddressClass([prefix])
        case .addressSet(let reference):
            let set = policy.addressSet(reference.name, ofTenant: reference.tenant ?? group.tenant)
            return AddressClass(set?.declaration.prefixes ?? [])
        case .network, .group, .nic, .labels:
            let seen = networks(seenFrom: standpoint)
            let meant = nics.filter { seen.contains($0.network) && isMeant($0, by: endpoint, in: group) }
            return AddressClass(meant.flatMap(\.addresses).map { IPPrefix($0) })
        }
    }

    private func isMeant(_ nic: BoundNIC, by endpoint: RuleEndpoint, in group: Group) -> Bool {
        switch endpoint {
        // An overlay's addresses are those of its NICs; only networks with stations besides add their prefixes.
        case .network(let reference): return network(reference, of: group.tenant) == nic.network
        case .nic(let name): return nic.tenant == group.tenant && nic.name == name
        case .labels(let labels):
            return (nic.tenant == group.tenant || group.declaration.tier != nil) && has(nic, labels)
        case .group(let reference):
            let tenant = reference.tenant ?? group.tenant
            return self.group(reference.name, ofTenant: tenant).map { isMember(nic, of: $0) } ?? false
        case .any, .external, .prefix, .addressSet: return false
        }
    }

    /// Where an address belongs to a NIC: the network alone for what is switched in it, else all that a router joins to it.
    private func networks(seenFrom standpoint: Standpoint) -> Set<NetworkName> {
        standpoint.isSwitched ? [standpoint.network] : domain(of: standpoint.network)
    }

    private func domain(of network: NetworkName) -> Set<NetworkName> {
        routers.filter { $0.contains(network) }.reduce([network]) { $0.union($1) }
    }

    /// Everything outside the networks that are connected to the same router, and that a router forwards at all.
    private func external(from network: NetworkName) -> AddressClass {
        let domain = domain(of: network)
        let subnets = domain.flatMap { name in
            policy.network(name.name, ofTenant: name.tenant)?.declaration.subnets.map(\.prefix) ?? []
        }
        let known = nics.filter { domain.contains($0.network) }.flatMap(\.addresses).map { IPPrefix($0) }
        return AddressClass(subnets + known + IPPrefix.withinLinks, isComplement: true)
    }
}

extension IPPrefix {
    /// What no router forwards: this network, loopback, link-local, multicast and broadcast (RFC 6890).
    fileprivate static let withinLinks =
        [(0, 8), (127 << 24, 8), (0xa9fe_0000, 16), (0xe000_0000, 4), (0xffff_ffff, 32)].map { value, length in
            IPPrefix(containing: .v4(IPv4Address(rawValue: value)), length: length)
        }
        + [(UInt128(0), 128), (1, 128), (0xfe80 << 112, 10), (0xff << 120, 8)].map { value, length in
            IPPrefix(containing: .v6(IPv6Address(rawValue: value)), length: length)
        }
}
