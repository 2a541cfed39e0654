import NetworkTypes

extension TenantJudge {
    mutating func add(_ network: Owned<NetworkDeclaration>) {
        let declaration = network.declaration
        if let first = index.networks[declaration.name]?.owned {
            reportDuplicate(
                "network \(declaration.name)", of: network.document, at: declaration.position,
                first: first.declaration.position, in: first.document)
            return
        }
        let old = orphaned.removeValue(forKey: declaration.name)
        let entry = old?.redeclared(network) ?? settled(NetworkEntry(network), with: old)
        for problem in entry.judgeSubnets() { report(problem) }
        index.networks.set(entry, for: declaration.name)
        if let limit = exceededQuota(of: .networks) {
            report(
                .quota, "network \(declaration.name): the tenant's quota is \(limit) networks", at: declaration.position
            )
        }
    }

    /// The network with the NICs that were on it before it changed, each judged again.
    private mutating func settled(_ entry: NetworkEntry, with old: NetworkEntry?) -> NetworkEntry {
        guard let old else { return entry }
        var entry = entry
        for name in old.members.keys.sorted() {
            guard let nic = index.nics[name]?.declaration else { continue }
            for problem in entry.insert(nic) { report(problem) }
        }
        return entry
    }

    /// Only documents of tenant `admin` may ask for VNIs, so no other tenant's need to be compared with these.
    mutating func judgeRequestedVNIs() {
        guard tenant == DocumentKey.adminTenant else { return }
        let given = givenKeys
        let networks = index.networks.values.map(\.owned).filter { $0.declaration.requestedVNI != nil }
        var first: [VNI: NetworkDeclaration] = [:]
        // Those left alone first, so that the one given now is reported.
        for network in networks.sorted(by: { left, right in
            let (isLeftGiven, isRightGiven) = (given.contains(left.document), given.contains(right.document))
            return isLeftGiven == isRightGiven
                ? left.declaration.position < right.declaration.position : isRightGiven
        }) {
            let declaration = network.declaration
            guard let vni = declaration.requestedVNI else { continue }
            guard let other = first.updateValue(declaration, forKey: vni) else { continue }
            first[vni] = other
            report(
                .duplicate, "network \(declaration.name): VNI \(vni) is already that of network \(other.name)",
                at: declaration.position, related: [other.position])
        }
    }

    /// Networks taken away while documents that did not change refer to them.
    mutating func reportRemovedNetworks() {
        guard !isPartlyUnread else { return }
        for (name, entry) in orphaned.sorted(by: { $0.key < $1.key }) {
            let places = entry.members.values.sorted()
            report(
                .inUse, "network \(name) is removed, but \(places.count) NICs refer to it",
                at: entry.owned.declaration.position, hint: "remove or move these NICs first, or in the same apply",
                related: Array(places.prefix(10)))
        }
    }
}
