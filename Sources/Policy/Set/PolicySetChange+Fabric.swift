import NetworkTypes

extension PolicySetChange {
    /// Joins the fabric sections of all documents of tenant `admin`, if any of them changed.
    mutating func judgeFabric() {
        guard touchedTenants.contains(DocumentKey.adminTenant) else { return }
        var index = FabricIndex()
        let documents = documents(ofTenant: DocumentKey.adminTenant)
        for document in documents {
            guard let fabric = document.fabric else { continue }
            add(fabric, of: document.key, to: &index)
        }
        judgeHosts(documents.flatMap { $0.fabric?.hosts ?? [] })
        judgeRemovedTenants(index)
        setFabric(index)
        judgeChangedQuotas()
    }

    private mutating func add(_ fabric: FabricSection, of key: DocumentKey, to index: inout FabricIndex) {
        if let pool = fabric.vniPool {
            if let first = index.vniPool {
                reportDuplicate("vni-pool", at: pool.position, first: first.position)
            } else {
                index.vniPool = pool
            }
        }
        if let mtu = fabric.underlayMTU {
            if let first = index.underlayMTU {
                reportDuplicate("underlay.mtu", at: mtu.position, first: first.position)
            } else {
                index.underlayMTU = mtu
            }
        }
        for tenant in fabric.tenants {
            if let first = index.tenants[tenant.name] {
                reportDuplicate(
                    "tenant \(tenant.name)", at: tenant.position, first: first.declaration.position)
            } else {
                index.tenants[tenant.name] = Owned(declaration: tenant, document: key)
            }
        }
        for host in fabric.hosts {
            if let first = index.hosts[host.name] {
                reportDuplicate("host \(host.name)", at: host.position, first: first.declaration.position)
            } else {
                index.hosts[host.name] = Owned(declaration: host, document: key)
            }
        }
    }

    /// Two hosts with one VTEP, system-id or address to dial would be one host under two names.
    private mutating func judgeHosts(_ hosts: [HostDeclaration]) {
        var first: [String: HostDeclaration] = [:]
        for host in hosts {
            var claims = host.systemID.map { ["system-id \($0)"] } ?? []
            if let vtep = host.vtep { claims.append("VTEP \(vtep)") }
            if host.management != .listen { claims.append("OVSDB \(host.management)") }
            for claim in claims {
                if let other = first[claim] {
                    guard other.name != host.name else { continue }
                    report(
                        .duplicate, "host \(host.name): \(excerpt(claim)) is already that of host \(other.name)",
                        at: host.position, related: [other.position])
                } else {
                    first[claim] = host
                }
            }
        }
    }

    private mutating func judgeRemovedTenants(_ index: FabricIndex) {
        for name in before.fabric.tenants.keys.sorted() where index.tenants[name] == nil {
            let places = after.keys(ofTenant: name).compactMap { after[$0]?.position }
            guard !places.isEmpty, let old = before.fabric.tenants[name] else { continue }
            report(
                .inUse, "tenant \(name) is removed, but has \(places.count) documents", at: old.declaration.position,
                hint: "delete its documents first, or in the same apply", related: Array(places.prefix(10)))
        }
    }

    /// A quota may be lowered only to what is in use; tenants with changed documents are judged with these.
    private mutating func judgeChangedQuotas() {
        let touched = Set(touchedTenants)
        for name in after.fabric.tenants.keys.sorted() where !touched.contains(name) {
            guard let tenant = after.fabric.tenants[name]?.declaration else { continue }
            let usage = after.usage(ofTenant: name)
            for (noun, limit, used) in [
                ("networks", tenant.quota.networks, usage.networks), ("nics", tenant.quota.nics, usage.nics),
                ("rules", tenant.quota.rules, usage.rules),
            ] {
                guard let limit, let used, used > limit else { continue }
                report(
                    .quota, "tenant \(name): the quota is \(limit) \(noun), and it has \(used)", at: tenant.position)
            }
        }
    }
}
