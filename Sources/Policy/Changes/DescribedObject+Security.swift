import NetworkTypes

extension DescribedObject {
    init(_ group: GroupDeclaration, tenant: String) {
        self.init(
            kind: "group", tenant: tenant, name: group.name,
            attributes: [
                Attribute("tier", group.tier?.rawValue, summary: true) { "tier \($0)" },
                Attribute("members.labels", group.members.labels.map { list($0) ?? "every NIC" }),
                Attribute("members.nics", list(group.members.nics.map(\.name))),
                Attribute("members.networks", list(group.members.networks.map(\.name))),
                Attribute(
                    "ingress", entries: group.ingress.map { .init(text: $0.text(peer: "from"), position: $0.position) },
                    summary: group.ruleCount == 1 ? "1 rule" : "\(group.ruleCount) rules"),
                Attribute(
                    "egress", entries: group.egress.map { .init(text: $0.text(peer: "to"), position: $0.position) }),
            ],
            position: group.position)
    }

    init(_ set: AddressSetDeclaration, tenant: String) {
        self.init(
            kind: "address-set", tenant: tenant, name: set.name,
            attributes: [
                Attribute(
                    "addresses", entries: set.prefixes.map { .init(text: $0.description) },
                    summary: set.prefixes.count == 1 ? "1 prefix" : "\(set.prefixes.count) prefixes")
            ],
            position: set.position)
    }

    init(_ defaults: DefaultDeclaration, tenant: String) {
        self.init(
            kind: "default", tenant: tenant, name: "",
            attributes: [
                Attribute("ingress", defaults.ingress.rawValue, summary: true) { "ingress \($0)" },
                Attribute("egress", defaults.egress.rawValue, summary: true) { "egress \($0)" },
                Attribute("same-network", defaults.sameNetwork.rawValue, summary: true) { "same-network \($0)" },
            ],
            position: defaults.position)
    }
}
