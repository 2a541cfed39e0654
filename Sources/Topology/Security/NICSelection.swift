/// The NICs that a group or a term describes: whom any of the three names.
struct NICSelection: Sendable {
    /// Whose NICs labels and networks mean; nil for every tenant's.
    let tenant: String?
    /// NICs that have all of these; nil names no NIC.
    let labels: [PeerTerm.Label]?
    let nics: Set<NICID>
    let networks: Set<NetworkID>

    /// A group's members: a tier is for NICs of all tenants, but names are always the own tenant's.
    init(_ group: SecurityGroup) {
        let members = group.members
        tenant = group.tier == .tenant ? group.id.tenant : nil
        labels = members.labels?.map { PeerTerm.Label(key: $0.key, value: $0.value) }
        nics = members.nics.filter { $0.tenant == group.id.tenant }
        networks = members.networks
    }

    /// Nil for a group's members, who follow from the group.
    init?(_ term: PeerTerm) {
        networks = []
        switch term {
        case .group: return nil
        case .nic(let id): (tenant, labels, nics) = (id.tenant, nil, [id])
        case .labels(let tenant, let labels): (self.tenant, self.labels, nics) = (tenant, labels, [])
        }
    }

    func contains(_ nic: NIC) -> Bool {
        if nics.contains(nic.id) { return true }
        guard tenant == nil || tenant == nic.id.tenant else { return false }
        if let labels, labels.allSatisfy({ nic.labels[$0.key] == $0.value }) { return true }
        return networks.contains(nic.network)
    }
}
