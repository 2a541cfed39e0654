import JSON
import Policy

extension Noun {
    static let tenants = Noun(
        plural: "tenants", singular: "tenant", scope: .shared, columns: columns(declaredFor: "tenants"),
        keys: { view, _ in view.policy.tenants.filter(view.shows).map { ObjectKey(name: $0) } },
        object: { view, key in view.tenant(key.name) },
        key: { name, _ in ObjectKey(name: name) })
}

extension View {
    fileprivate func tenant(_ name: String) -> APIObject? {
        let declared = policy.tenant(name)
        let documents = policy.keys(ofTenant: name)
        guard shows(name), declared != nil || !documents.isEmpty else { return nil }
        let usage = policy.usage(ofTenant: name)
        var spec: JSONObject = [:]
        if let quota = declared?.declaration.quota { spec["quota"] = .object(Self.quota(quota)) }
        return APIObject(
            name: name, generation: declared.flatMap { revision(of: $0.document) }, document: declared?.document,
            position: declared?.declaration.position, spec: spec,
            status: [
                "phase": "Active",
                "documents": .count(documents.count),
                "networks": .count(usage.networks ?? 0),
                "nics": .count(usage.nics ?? 0),
            ])
    }

    private static func quota(_ quota: TenantDeclaration.Quota) -> JSONObject {
        var object: JSONObject = [:]
        object["networks"] = quota.networks.map { .count($0) }
        object["nics"] = quota.nics.map { .count($0) }
        object["rules"] = quota.rules.map { .count($0) }
        return object
    }
}
