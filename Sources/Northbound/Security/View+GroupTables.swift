import Policy
import Topology

extension View {
    /// What `describe` shows of a group: its members, its rules with those that nobody wrote, and what counts before and after.
    func tables(ofGroup key: ObjectKey) -> [RelatedTable] {
        guard let group = policy.group(key.name, ofTenant: key.tenant)?.declaration else { return [] }
        let members = groupMembers.members(of: group, ofTenant: key.tenant)
        return [
            RelatedTable(title: "Members", table: table(ofNICs: members)),
            RelatedTable(
                title: "Ingress rules, for what reaches members; the first match counts",
                table: table(of: group.ingress, .ingress, in: group)),
            RelatedTable(
                title: "Egress rules, for what members send; the first match counts",
                table: table(of: group.egress, .egress, in: group)),
            RelatedTable(title: "Who decides, in this order", table: order(around: group, ofTenant: key.tenant)),
        ]
    }

    /// The groups that a NIC belongs to, in the order in which they are asked: the admin's tiers, as far as they are shown, around
    /// its tenant's own.
    func table(ofGroupsWith nic: NICID) -> TextTable {
        var table = TextTable(["NAME", "TIER", "RULES", "WHERE"])
        let admin = DocumentKey.adminTenant
        let isBaselineAsked = policy.defaults(ofTenant: nic.tenant) == nil
        for tier in [PolicyTier.guard, nil, .baseline] {
            let tenant = tier == nil ? nic.tenant : admin
            guard shows(tenant) else { continue }
            for (_, group) in groups(ofTenant: tenant)
            where group.tier == tier && groupMembers.contains(nic, group: group, ofTenant: tenant) {
                var title = tier?.rawValue ?? "-"
                if tier == .baseline, !isBaselineAsked { title += " (not asked)" }
                table.rows.append([
                    tenant == nic.tenant ? group.name : "\(tenant)/\(group.name)", title,
                    "\(group.ingress.count + group.egress.count)",
                    group.position.shortPlace(of: group.name, in: "groups").onOneLine,
                ])
            }
        }
        return table
    }

    private func table(
        of rules: [RuleDeclaration], _ direction: RulePlace.Direction, in group: GroupDeclaration
    ) -> TextTable {
        let peer = direction == .ingress ? "FROM" : "TO"
        var table = TextTable(["#", "VERDICT", "PROTOCOL", peer, "LOG", "HITS", "NOTE", "WHERE"])
        table.rows = ImplicitRule.all(direction).map { row in
            ["-", "allow", row.protocols, row.peer, "-", "-", row.note, "implicit"]
        }
        for (index, rule) in rules.enumerated() {
            var note = rule.note ?? ""
            if rule.persists { note = note.isEmpty ? "persist" : "persist; " + note }
            table.rows.append([
                "\(index + 1)", rule.verdict.rawValue,
                rule.protocols.protocols.map(\.description).joined(separator: ", "),
                rule.endpoint.description.onOneLine,
                rule.log == .off ? "-" : rule.log.rawValue, "-", note.isEmpty ? "-" : note.onOneLine,
                rule.position.shortPlace(of: group.name, in: "groups").onOneLine,
            ])
        }
        return table
    }

    // MARK: Order

    private func order(around group: GroupDeclaration, ofTenant tenant: String) -> TextTable {
        var table = TextTable(["STEP", "WHAT", "WHERE"])
        table.rows.append(["guard", tier(.guard), "-"])
        // What follows differs with the tenant of the NIC.
        guard group.tier == nil else {
            table.rows.append(["groups", "those of the NIC's tenant", "-"])
            table.rows.append([
                "baseline", "\(tier(.baseline)), where the NIC's tenant states no default", "-",
            ])
            table.rows.append(["default", "that of the NIC's tenant", "-"])
            return table
        }
        table.rows.append(["groups", "all of the NIC's groups: any allow, else any reject, else any deny", "-"])
        let stated = policy.defaults(ofTenant: tenant)?.declaration
        table.rows.append([
            "baseline", stated == nil ? tier(.baseline) : "not asked, as the tenant states a default", "-",
        ])
        let place = stated?.position.shortPlace(of: "", in: nil) ?? "not stated"
        let reaches: [(String, DefaultDeclaration.Reach)] = [
            ("ingress", stated?.ingress ?? DefaultDeclaration.unstatedIngress),
            ("egress", stated?.egress ?? DefaultDeclaration.unstatedEgress),
            ("same-network", stated?.sameNetwork ?? DefaultDeclaration.unstatedSameNetwork),
        ]
        for (name, reach) in reaches { table.rows.append(["default", "\(name) \(reach.rawValue)", place]) }
        return table
    }

    /// The admin's groups of a tier: their names are told to the admin alone.
    private func tier(_ tier: PolicyTier) -> String {
        let groups = policy.groups(ofTenant: DocumentKey.adminTenant).map(\.declaration).filter { $0.tier == tier }
        guard !groups.isEmpty else { return "none" }
        let rules = groups.reduce(0) { $0 + $1.ingress.count + $1.egress.count }
        let count =
            "\(groups.count == 1 ? "1 group" : "\(groups.count) groups"), \(rules == 1 ? "1 rule" : "\(rules) rules")"
        guard shows(DocumentKey.adminTenant) else { return count }
        let names = groups.prefix(8).map { "\(DocumentKey.adminTenant)/\($0.name)" }.joined(separator: ", ")
        return "\(count): \(names)\(groups.count > 8 ? ", …" : "")"
    }
}
