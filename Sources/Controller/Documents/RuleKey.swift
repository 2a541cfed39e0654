import Policy

/// The names by which rules have their numbers: owner and content, so that a rule keeps its number wherever it stands in its
/// list, and whatever its note, `log` and `persist` say.
enum RuleKey {
    enum Direction: String {
        case ingress
        case egress
    }

    /// `acme/web/ingress/allow/tcp/443,udp/443/any#1`; the last number tells rules of one content apart.
    ///
    /// - Returns: one for each rule, in their order.
    static func keys(of rules: [RuleDeclaration], _ direction: Direction, group: String, tenant: String) -> [String] {
        var seen: [String: Int] = [:]
        return rules.map { rule in
            let protocols = rule.protocols.normalised.map(\.description).joined(separator: ",")
            // Names of the own tenant are read without it, however a document writes them.
            let content = "\(tenant)/\(group)/\(direction)/\(rule.verdict.rawValue)/\(protocols)/\(rule.endpoint)"
            seen[content, default: 0] += 1
            return "\(content)#\(seen[content, default: 1])"
        }
    }
}
