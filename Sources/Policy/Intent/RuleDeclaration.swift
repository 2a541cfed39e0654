/// A rule of a group, for one direction.
public struct RuleDeclaration: Hashable, Sendable {
    public enum Verdict: String, Hashable, Sendable {
        case allow
        case deny
        /// Refused, and the sender is told: RST or ICMP unreachable.
        case reject
        /// Left to the tenants' rules; in the guard tier only.
        case pass
    }

    public enum Log: String, Hashable, Sendable {
        case off = "false"
        case all = "true"
        case sampled
    }

    public let verdict: Verdict
    public let protocols: ProtocolSet
    /// The other end: who sends (`from`) in ingress rules, who receives (`to`) in egress rules.
    public let endpoint: RuleEndpoint
    /// Why the rule is there.
    public let note: String?
    public let log: Log
    /// Connections that it admitted outlive it.
    public let persists: Bool
    public let position: SourcePosition

    public init(
        _ verdict: Verdict, _ protocols: ProtocolSet, _ endpoint: RuleEndpoint, note: String? = nil, log: Log = .off,
        persists: Bool = false, position: SourcePosition
    ) {
        self.verdict = verdict
        self.protocols = protocols
        self.endpoint = endpoint
        self.note = note
        self.log = log
        self.persists = persists
        self.position = position
    }

    /// As documents write it, in one line.
    /// - Parameter peer: `from` or `to`.
    func text(peer: String) -> String {
        var text = "\(verdict.rawValue) \(protocols) \(peer) \(endpoint)"
        if log != .off { text += log == .all ? ", log" : ", log sampled" }
        if persists { text += ", persist" }
        if let note { text += " (\(excerpt(note)))" }
        return text
    }
}
