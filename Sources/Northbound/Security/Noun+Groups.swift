import JSON
import Policy
import Topology

extension Noun {
    static let groups = Noun(
        plural: "groups", singular: "group", scope: .tenant, columns: columns(declaredFor: "groups"),
        keys: { view, tenant in
            view.groups(ofTenant: tenant).map { ObjectKey(tenant: $0.tenant, name: $0.group.name) }
        },
        object: { view, key in view.group(key) },
        key: { name, tenant in ObjectKey(tenant: tenant, name: name) },
        related: { view, key in view.tables(ofGroup: key) },
        tabled: ["members", "ingress", "egress"], isWritable: true)
}

extension View {
    /// The groups of one tenant, or of all, in the order of lists.
    func groups(ofTenant tenant: String?) -> [(tenant: String, group: GroupDeclaration)] {
        (tenant.map { [$0] } ?? policy.tenants).flatMap { tenant in
            policy.groups(ofTenant: tenant).map { (tenant, $0.declaration) }
        }
    }

    fileprivate func group(_ key: ObjectKey) -> APIObject? {
        guard let owned = policy.group(key.name, ofTenant: key.tenant) else { return nil }
        let group = owned.declaration
        let members = groupMembers.members(of: group, ofTenant: key.tenant)
        let placements = members.compactMap { topology.placement(of: $0) }
        let progress = progress(of: Set(placements.map(\.host)).sorted())
        let generation = revision(of: owned.document)
        var status: JSONObject = [
            "phase": progress.phase, "selects": .string(group.members.text), "members": .count(members.count),
            "bound": .count(placements.count),
            "rules": .count(group.ingress.count + group.egress.count), "hosts": progress.json,
        ]
        if progress.isComplete { status["observedGeneration"] = generation.map { .number($0) } }
        return APIObject(
            name: key.name, tenant: key.tenant, generation: generation, document: owned.document,
            position: group.position, section: "groups", spec: group.json, status: status)
    }
}
