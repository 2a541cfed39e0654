/// Finds the NICs that a selection can mean, by what it asks of them.
///
/// A tenant's NICs are ordered by labels and networks when a selection asks for them first: most tenants of a fabric may have no
/// groups.
struct NICIndex: Sendable {
    private struct Tenant: Sendable {
        var all: Set<NICID> = []
        var details: Details?
    }

    private struct Details: Sendable {
        var byLabel: [PeerTerm.Label: Set<NICID>] = [:]
        var byNetwork: [NetworkID: Set<NICID>] = [:]

        mutating func change(_ nic: NIC, isPresent: Bool) {
            byNetwork.set(nic.id, isPresent, at: nic.network)
            for (key, value) in nic.labels { byLabel.set(nic.id, isPresent, at: .init(key: key, value: value)) }
        }
    }

    private var tenants: [String: Tenant] = [:]

    init() {}

    /// - Parameter nics: all that are present.
    init(_ nics: some Sequence<NICID>) {
        tenants = Dictionary(grouping: nics, by: \.tenant).mapValues { Tenant(all: Set($0)) }
    }

    var isEmpty: Bool { tenants.isEmpty }

    mutating func insert(_ nic: NIC) {
        tenants[nic.id.tenant, default: Tenant()].all.insert(nic.id)
        tenants[nic.id.tenant]?.details?.change(nic, isPresent: true)
    }

    mutating func remove(_ nic: NIC) {
        tenants[nic.id.tenant]?.all.remove(nic.id)
        tenants[nic.id.tenant]?.details?.change(nic, isPresent: false)
        if tenants[nic.id.tenant]?.all.isEmpty == true { tenants[nic.id.tenant] = nil }
    }

    func nics(ofTenant tenant: String) -> Set<NICID> { tenants[tenant]?.all ?? [] }

    /// Everybody whom the selection means, and others: those that have the rarest of its labels, or are in its networks.
    ///
    /// - Parameter nics: all that are present.
    mutating func candidates(_ selection: NICSelection, among nics: [NICID: NIC]) -> [NICID] {
        var found = Array(selection.nics)
        guard selection.labels != nil || !selection.networks.isEmpty else { return found }
        for tenant in selection.tenant.map({ [$0] }) ?? Array(tenants.keys) {
            found += candidates(selection, ofTenant: tenant, among: nics)
        }
        return found
    }

    private mutating func candidates(
        _ selection: NICSelection, ofTenant tenant: String, among nics: [NICID: NIC]
    ) -> [NICID] {
        guard let own = tenants[tenant] else { return [] }
        if selection.labels?.isEmpty == true { return Array(own.all) }
        let details = own.details ?? order(own.all, among: nics)
        if own.details == nil { tenants[tenant]?.details = details }
        let byLabel = selection.labels?.map { details.byLabel[$0] ?? [] }.min { $0.count < $1.count } ?? []
        return selection.networks.reduce(into: Array(byLabel)) { $0 += details.byNetwork[$1] ?? [] }
    }

    private func order(_ ids: Set<NICID>, among nics: [NICID: NIC]) -> Details {
        ids.reduce(into: Details()) { details, id in
            if let nic = nics[id] { details.change(nic, isPresent: true) }
        }
    }
}
