import NetworkTypes

/// Whose rules they are.
private struct RuleScope {
    let tenant: String
    let tier: PolicyTier?

    /// The reference, without the own tenant's name.
    func own(_ reference: ObjectReference) -> ObjectReference {
        reference.tenant == tenant ? ObjectReference(name: reference.name) : reference
    }

    /// Why rules cannot have the verdict here.
    func refusal(of verdict: RuleDeclaration.Verdict) -> (message: String, hint: String?)? {
        switch (verdict, tier) {
        case (.allow, _), (.deny, _), (.reject, nil), (.reject, .baseline), (.pass, .guard): nil
        // That only the admin may write it is said already.
        case (.pass, _) where tenant != DocumentKey.adminTenant: nil
        case (.pass, _): ("`pass` may stand only in a document with `tier: guard`", nil)
        case (.reject, .guard): ("the guard tier has no `reject`", "write `deny`, `allow` or `pass`")
        }
    }
}

extension DocumentReader {
    mutating func security(_ root: Value, ofTenant tenant: String) -> SecuritySection {
        let scope = RuleScope(tenant: tenant, tier: root["tier"]?.text.flatMap(PolicyTier.init))
        let groups = (root["groups"]?.map ?? []).map { group($0, scope) }
        return SecuritySection(
            tier: scope.tier, defaults: root["default"].flatMap { defaults($0, tier: scope.tier) }, groups: groups,
            addressSets: (root["address-sets"]?.map ?? []).map { addressSet($0) })
    }

    private mutating func defaults(_ value: Value, tier: PolicyTier?) -> DefaultDeclaration? {
        guard tier == nil else {
            report(
                .invalid, "`default` cannot stand in a document with a tier: it is that of one tenant's NICs",
                at: value.position, hint: "state it in a document without `tier`, or write rules")
            return nil
        }
        let reach = { (name: String) in value[name]?.text.flatMap(DefaultDeclaration.Reach.init) }
        return DefaultDeclaration(
            ingress: reach("ingress") ?? DefaultDeclaration.unstatedIngress,
            egress: reach("egress") ?? DefaultDeclaration.unstatedEgress,
            sameNetwork: reach("same-network") ?? DefaultDeclaration.unstatedSameNetwork, position: value.position)
    }

    private func addressSet(_ entry: Value.Entry) -> AddressSetDeclaration {
        let prefixes = entry.value.list.compactMap { $0.text.flatMap(IPPrefix.init(addressOrPrefix:)) }
        return AddressSetDeclaration(name: entry.name, prefixes: prefixes, position: entry.position)
    }

    // MARK: Groups

    private mutating func group(_ entry: Value.Entry, _ scope: RuleScope) -> GroupDeclaration {
        let value = entry.value
        let title = "group \(entry.name)"
        let ingress = (value["ingress"]?.list ?? []).compactMap { rule($0, peer: "from", of: title, scope) }
        let egress = (value["egress"]?.list ?? []).compactMap { rule($0, peer: "to", of: title, scope) }
        return GroupDeclaration(
            name: entry.name, tier: scope.tier, members: value["members"].map { members($0, scope) } ?? .init(),
            ingress: ingress, egress: egress, position: entry.position)
    }

    private func members(_ value: Value, _ scope: RuleScope) -> GroupDeclaration.Members {
        GroupDeclaration.Members(
            labels: value["labels"]?.texts,
            nics: (value["nics"]?.list ?? []).compactMap { nic in
                nic.text.map { .init(NICDeclaration.Name(reference: $0), at: nic.position) }
            },
            networks: (value["networks"]?.list ?? []).compactMap { network in
                network.reference.map { .init(scope.own($0), at: network.position) }
            })
    }

    /// Nil when something of it was refused.
    private mutating func rule(
        _ value: Value, peer: String, of group: String, _ scope: RuleScope
    ) -> RuleDeclaration? {
        guard value.isComplete, let (verdict, written) = verdict(value), let endpoint = value[peer]?.endpoint else {
            return nil
        }
        let protocols = written.proto.map { [$0] } ?? written.list.compactMap(\.proto)
        if protocols.isEmpty {
            report(
                .invalid, "\(group): `\(verdict.rawValue)` names no protocol", at: written.position,
                hint: "write `any` for every protocol")
        }
        if let (message, hint) = scope.refusal(of: verdict) {
            report(.invalid, "\(group): \(message)", at: value.position, hint: hint)
        }
        let persists = value["persist"]?.text == "true"
        if persists, verdict != .allow {
            report(
                .invalid, "\(group): `persist` belongs to `allow`: `\(verdict.rawValue)` admits no connection",
                at: value["persist"]?.position ?? value.position)
        }
        return RuleDeclaration(
            verdict, ProtocolSet(protocols), endpoint.mapping { scope.own($0) }, note: value["note"]?.text,
            log: value["log"]?.text.flatMap(RuleDeclaration.Log.init) ?? .off, persists: persists,
            position: value.position)
    }

    private func verdict(_ value: Value) -> (RuleDeclaration.Verdict, Value)? {
        for verdict in [RuleDeclaration.Verdict.allow, .deny, .reject, .pass] {
            if let written = value[verdict.rawValue] { return (verdict, written) }
        }
        return nil
    }
}

extension RuleEndpoint {
    /// The same with other references.
    func mapping(_ transform: (ObjectReference) -> ObjectReference) -> RuleEndpoint {
        switch self {
        case .network(let reference): .network(transform(reference))
        case .group(let reference): .group(transform(reference))
        case .addressSet(let reference): .addressSet(transform(reference))
        case .any, .external, .prefix, .nic, .labels: self
        }
    }
}
