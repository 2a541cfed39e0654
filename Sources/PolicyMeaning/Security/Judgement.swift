public import Policy

/// Seen from a NIC.
public enum Direction: String, Hashable, Sendable {
    case ingress
    case egress
}

/// Whether a connection may begin, and who says so.
public struct Judgement: Hashable, Sendable, CustomStringConvertible {
    public enum Verdict: String, Hashable, Sendable {
        case allow
        case deny
        /// Refused, and the sender is told.
        case reject
    }

    /// What one NIC's policy says.
    public struct Side: Hashable, Sendable, CustomStringConvertible {
        public let verdict: Verdict
        public let reason: Reason
    }

    public enum Reason: Hashable, Sendable {
        case implicit(ImplicitRow)
        /// The first matching rule of each group that decides so, by the group's name; at least one.
        case rules([DecidingRule])
        /// What counts where no rule decides; nil where the tenant states nothing.
        case byDefault(DefaultDeclaration.Reach, SourcePosition?)
    }

    public struct DecidingRule: Hashable, Sendable, CustomStringConvertible {
        public let tier: PolicyTier?
        public let group: String
        public let document: DocumentKey
        public let rule: RuleDeclaration

        /// `acme/security:9`
        public var description: String { "\(document):\(rule.position.line)" }
    }

    /// Of the NIC that sends; nil when that is outside.
    public let egress: Side?
    /// Of the NIC that is to get it; nil when that is outside.
    public let ingress: Side?

    /// Both sides must pass. The sender's is asked first.
    public var verdict: Verdict {
        guard let egress, egress.verdict != .allow else { return ingress?.verdict ?? .allow }
        return egress.verdict
    }

    public var description: String {
        "\(verdict.rawValue): egress \(egress.map { "\($0)" } ?? "-"), ingress \(ingress.map { "\($0)" } ?? "-")"
    }
}

extension Judgement.Side {
    public var description: String {
        switch reason {
        case .implicit(let row): "\(verdict.rawValue) (\(row.rawValue))"
        case .rules(let rules): "\(verdict.rawValue) (\(rules.map(\.description).joined(separator: ", ")))"
        case .byDefault(let reach, let place):
            "\(verdict.rawValue) (default \(reach.rawValue), \(place.map { "line \($0.line)" } ?? "unstated"))"
        }
    }
}
