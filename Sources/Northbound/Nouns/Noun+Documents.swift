import JSON
import Policy

extension Noun {
    static let documents = Noun(
        plural: "documents", singular: "document", scope: .tenant,
        columns: [
            .init("NAME", "name"), .init("TENANT", "tenant"), .init("REVISION", "generation"),
            .init("NETWORKS", "status.networks"), .init("NICS", "status.nics"), .init("HOSTS", "status.hosts"),
            .init("POSITION", "position", wide: true),
        ],
        keys: { view, tenant in
            let keys = tenant.map(view.policy.keys(ofTenant:)) ?? view.policy.keys
            return keys.map { ObjectKey(tenant: $0.tenant, name: $0.document) }
        },
        object: { view, key in
            let id = DocumentKey(tenant: key.tenant, document: key.name)
            guard let document = view.policy[id] else { return nil }
            return APIObject(
                name: key.name, tenant: key.tenant, generation: view.revision(of: id), position: document.position,
                status: [
                    "networks": .count(document.networks.count), "nics": .count(document.nics.count),
                    "hosts": .count(document.fabric?.hosts.count ?? 0),
                    "tenants": .count(document.fabric?.tenants.count ?? 0),
                ])
        },
        key: { name, tenant in ObjectKey(tenant: tenant, name: name) })
}
