import JSON
import Policy
import Topology

extension Noun {
    /// VMs are what the NICs of one tenant with one VM name belong to.
    static let vms = Noun(
        plural: "vms", singular: "vm", scope: .tenant,
        columns: [
            .init("NAME", "name"), .init("TENANT", "tenant"), .init("HOST", "status.hosts"),
            .init("NICS", "status.nics"), .init("NETWORKS", "status.networks"), .init("STATUS", "status.phase"),
        ],
        keys: { view, tenant in view.vms.keys.filter { tenant == nil || $0.tenant == tenant }.sorted() },
        object: { view, key in view.vm(key) },
        key: { name, tenant in ObjectKey(tenant: tenant, name: name) },
        related: { view, key in [RelatedTable(title: "NICs", table: view.table(ofNICs: view.vms[key] ?? []))] })
}

extension View {
    fileprivate func vm(_ key: ObjectKey) -> APIObject? {
        guard let ids = vms[key] else { return nil }
        let nics = ids.compactMap { topology.nics[$0] }
        let phases = nics.map { state(of: $0).phase }
        let bound = phases.count { $0 == "Bound" || $0 == "NoAddress" }
        let phase = bound == phases.count ? "Bound" : bound == 0 ? phases.first ?? "NotSeen" : "Partial"
        return APIObject(
            name: key.name, tenant: key.tenant,
            status: [
                "phase": .string(phase), "nics": .texts(ids.map { "\($0.vm):\($0.index)" }),
                "networks": .texts(
                    Set(nics.map(\.network)).sorted().map {
                        $0.tenant == key.tenant ? $0.name : $0.description
                    }),
                "hosts": .texts(Set(ids.compactMap { topology.activePort[$0]?.host }).sorted()),
            ])
    }
}
