import JSON
import Policy

extension Noun {
    /// The rules of groups, each by itself: `GROUP:ingress:1`.
    static let rules = Noun(
        plural: "rules", singular: "rule", scope: .tenant,
        columns: [
            .init("GROUP", "spec.group"), .init("TENANT", "tenant"), .init("DIRECTION", "spec.direction"),
            .init("#", "spec.number"), .init("VERDICT", "spec.verdict"), .init("PROTOCOL", "spec.protocols"),
            .init("PEER", "spec.peer"), .init("LOG", "spec.log"), .init("WHERE", "status.where"),
            .init("TIER", "spec.tier", wide: true), .init("PERSIST", "spec.persist", wide: true),
            .init("NOTE", "spec.note", wide: true), .init("ID", "status.id", wide: true),
            .init("HITS", "status.hits", wide: true),
        ],
        keys: { view, tenant in
            view.groups(ofTenant: tenant).flatMap { tenant, group in
                RulePlace.all(in: group).map { $0.key(ofTenant: tenant) }
            }
        },
        object: { view, key in view.rule(key) },
        key: { name, tenant in RulePlace(name)?.key(ofTenant: tenant) })
}

extension View {
    fileprivate func rule(_ key: ObjectKey) -> APIObject? {
        let place = RulePlace(key)
        guard let owned = policy.group(place.group, ofTenant: key.tenant), let rule = place.rule(in: owned.declaration)
        else { return nil }
        var spec: JSONObject = [
            "group": .string(place.group), "direction": .string(place.direction.rawValue),
            "number": .count(place.number), "verdict": .string(rule.verdict.rawValue),
            "protocols": .texts(rule.protocols.protocols), "peer": .string(rule.endpoint.description),
        ]
        spec["log"] = rule.log == .off ? nil : .string(rule.log.rawValue)
        spec["persist"] = rule.persists ? true : nil
        spec["note"] = rule.note.map { .string($0) }
        spec["tier"] = owned.declaration.tier.map { .string($0.rawValue) }
        return APIObject(
            name: place.name, tenant: key.tenant, generation: revision(of: owned.document), document: owned.document,
            position: rule.position, section: "groups", declaredName: place.group, spec: spec,
            status: ["where": .string(rule.position.shortPlace(of: place.group, in: "groups"))])
    }
}
