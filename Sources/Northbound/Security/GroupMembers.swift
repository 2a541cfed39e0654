import Policy
import Topology

/// Which NICs belong to groups, by what their entries say.
struct GroupMembers {
    private struct Label: Hashable {
        let key: String
        let value: String
    }

    private let topology: Topology
    /// Each sorted.
    private var byTenant: [String: [NICID]] = [:]
    private var byNetwork: [NetworkID: [NICID]] = [:]
    private var byLabel: [Label: [NICID]] = [:]
    private let everyNIC: [NICID]

    init(_ topology: Topology) {
        self.topology = topology
        everyNIC = topology.nics.keys.sorted()
        for id in everyNIC {
            guard let nic = topology.nics[id] else { continue }
            byTenant[id.tenant, default: []].append(id)
            byNetwork[nic.network, default: []].append(id)
            for (key, value) in nic.labels { byLabel[Label(key: key, value: value), default: []].append(id) }
        }
    }

    /// The members of a group of a tenant, sorted: NICs of every tenant where it has a tier, else only its own.
    func members(of group: GroupDeclaration, ofTenant tenant: String) -> [NICID] {
        let isForAll = group.tier != nil
        var found: Set<NICID> = []
        for nic in group.members.nics {
            let id = NICID(tenant: tenant, vm: nic.name.vm, index: nic.name.index)
            if topology.nics[id] != nil { found.insert(id) }
        }
        for network in group.members.networks {
            let id = NetworkID(tenant: network.name.tenant ?? tenant, name: network.name.name)
            found.formUnion((byNetwork[id] ?? []).filter { isForAll || $0.tenant == tenant })
        }
        if let labels = group.members.labels {
            found.formUnion(candidates(labels, isForAll ? nil : tenant).filter { has($0, labels) })
        }
        return found.sorted()
    }

    /// Whether a NIC is a member of a group of a tenant.
    func contains(_ nic: NICID, group: GroupDeclaration, ofTenant tenant: String) -> Bool {
        let members = group.members
        guard group.tier != nil || nic.tenant == tenant, let found = topology.nics[nic] else { return false }
        if nic.tenant == tenant, members.nics.contains(where: { $0.name.vm == nic.vm && $0.name.index == nic.index }) {
            return true
        }
        if members.networks.contains(where: {
            found.network == NetworkID(tenant: $0.name.tenant ?? tenant, name: $0.name.name)
        }) {
            return true
        }
        return members.labels.map { has(nic, $0) } ?? false
    }

    /// Few NICs among which are all that have the labels.
    private func candidates(_ labels: [String: String], _ tenant: String?) -> [NICID] {
        let lists = labels.map { byLabel[Label(key: $0.key, value: $0.value)] ?? [] }
        guard let rarest = lists.min(by: { $0.count < $1.count }) else {
            return tenant.map { byTenant[$0] ?? [] } ?? everyNIC
        }
        return rarest.filter { tenant == nil || $0.tenant == tenant }
    }

    private func has(_ id: NICID, _ labels: [String: String]) -> Bool {
        guard let nic = topology.nics[id] else { return false }
        return labels.allSatisfy { nic.labels[$0.key] == $0.value }
    }
}
