public import NetworkTypes

/// A rule of a group, for one direction.
public struct SecurityRule: Hashable, Sendable {
    public enum Verdict: String, Hashable, Sendable {
        case allow
        case deny
        /// Refused, and the sender is told.
        case reject
        /// Left to the tenants' rules; in the guard tier only.
        case pass
    }

    public enum Log: Hashable, Sendable {
        case off
        case all
        case sampled
    }

    /// Stands for the rule in registers and in ct_label; follows from its owner and content, is stored, and is never given to
    /// another rule. 0 is none.
    public let number: UInt32
    public let verdict: Verdict
    /// The packets that it is for: those of any of these.
    public let protocols: [RuleProtocol]
    /// The other end: who sends in ingress rules, who receives in egress rules.
    public let peer: RulePeer
    public let log: Log
    /// Connections that it admitted outlive it.
    public let persists: Bool

    public init(
        number: UInt32, _ verdict: Verdict, _ protocols: [RuleProtocol], _ peer: RulePeer, log: Log = .off,
        persists: Bool = false
    ) {
        precondition(number > 0, "0 stands for no rule")
        self.number = number
        self.verdict = verdict
        self.protocols = protocols
        self.peer = peer
        self.log = log
        self.persists = persists
    }
}

/// One protocol of a rule (INTERFACE.md 1).
public enum RuleProtocol: Hashable, Sendable {
    /// Every IP protocol, over IPv4 and IPv6.
    case any
    /// Over both families, to these destination ports; 0-65535 is all of them.
    case tcp(ClosedRange<UInt16>)
    case udp(ClosedRange<UInt16>)
    /// Over IPv4, of this type; nil for every type.
    case icmp(type: UInt8?)
    /// Over IPv6, of this type; nil for every type.
    case icmp6(type: UInt8?)
    /// By its number, over both families.
    case number(UInt8)
}

/// The other end of what a rule admits or refuses.
public enum RulePeer: Hashable, Sendable {
    case any
    /// Every address outside the networks that are connected to the same router.
    case external
    /// Addresses, wherever they are.
    case prefix(IPPrefix)
    /// The prefixes of a set.
    case addressSet(AddressSetID)
    /// Whoever is known in this network.
    case network(NetworkID)
    /// NICs that documents describe.
    case term(PeerTerm)
}

/// A description of NICs that rules use for the other end. Which of them a NIC meets follows from documents alone, never from
/// where it is.
public enum PeerTerm: Hashable, Comparable, Sendable {
    /// Members of the group.
    case group(GroupID)
    case nic(NICID)
    /// NICs of the tenant, or of every tenant when it is nil (in tiers), that have all these labels; sorted by key.
    case labels(tenant: String?, [Label])

    public struct Label: Hashable, Comparable, Sendable {
        public let key: String
        public let value: String

        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }

        public static func < (left: Self, right: Self) -> Bool { (left.key, left.value) < (right.key, right.value) }
    }

    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    /// Unique to the term: `group:acme/web`, `nic:acme/web1:0`, `label:acme:role=web`.
    public var text: String {
        switch self {
        case .group(let id): "group:\(id)"
        case .nic(let id): "nic:\(id)"
        case .labels(let tenant, let labels):
            "label:\(tenant ?? ""):" + labels.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        }
    }
}
