extension PolicySet {
    /// What is valid in these documents and yet perhaps not meant, sorted by place: rules without effect, and tenants with NICs
    /// that state no `default`. At most 1,000, and one more that says so where there are others.
    public func warnings(in keys: [DocumentKey]) -> [Diagnostic] {
        var collector = DiagnosticCollector()
        for tenant in Set(keys.map(\.tenant)).sorted() {
            if let warning = unstated(tenant) { collector.append(warning) }
        }
        for key in keys.sorted() {
            for group in self[key]?.security.groups ?? [] {
                if let warning = memberless(group, in: key) {
                    collector.append(warning)
                    continue
                }
                for (rules, peer) in [(group.ingress, "from"), (group.egress, "to")] {
                    warn(rules, peer, of: group, in: key, &collector)
                }
            }
        }
        return collector.finished(.warning).sorted()
    }

    private func unstated(_ tenant: String) -> Diagnostic? {
        guard defaults(ofTenant: tenant) == nil, (usage(ofTenant: tenant).nics ?? 0) > 0 else { return nil }
        let ingress = DefaultDeclaration.unstatedIngress
        let (egress, sameNetwork) = (DefaultDeclaration.unstatedEgress, DefaultDeclaration.unstatedSameNetwork)
        return Diagnostic(
            .noDefault,
            "\(tenant): no document states a `default`; ingress is `\(ingress)`, egress `\(egress)`, "
                + "same-network `\(sameNetwork)`", at: nil, severity: .warning,
            hint: "`default: {}` in one of its documents states just that; see `weft explain default`")
    }

    private func memberless(_ group: GroupDeclaration, in key: DocumentKey) -> Diagnostic? {
        guard group.members.namesNobody, group.ruleCount > 0 else { return nil }
        return Diagnostic(
            .noEffect, "\(key.tenant): group \(group.name) has rules and names no member", at: group.position,
            severity: .warning, hint: "`members: { labels: {} }` is every NIC")
    }

    private func warn(
        _ rules: [RuleDeclaration], _ peer: String, of group: GroupDeclaration, in key: DocumentKey,
        _ collector: inout DiagnosticCollector
    ) {
        var shadows = RuleShadows { addressSet($0.name, ofTenant: key.tenant)?.declaration.prefixes ?? [] }
        for rule in rules where !collector.isFull {
            guard let cause = shadows.add(rule) else { continue }
            let text = rule.text(peer: peer)
            let (reason, related): (String, [SourcePosition]) =
                switch cause {
                case .earlier(let places): ("what it names is decided by earlier rules of the group", places)
                case .otherFamily: ("no packet of its protocols has such an address", [])
                case .emptySet: ("its address set is empty", [])
                }
            collector.append(
                Diagnostic(
                    .noEffect, "\(key.tenant): group \(group.name): `\(text)` has no effect: \(reason)",
                    at: rule.position, severity: .warning, related: related))
        }
    }
}
