/// A security group's identity: its name within its tenant.
public struct GroupID: Hashable, Comparable, Sendable, CustomStringConvertible {
    private let shared: SharedName<NameInTenant>

    public init(tenant: String, name: String) { shared = SharedName(NameInTenant(tenant: tenant, name: name)) }

    public var tenant: String { shared.words.tenant }
    public var name: String { shared.words.name }

    public static func < (left: Self, right: Self) -> Bool { left.shared < right.shared }
    public var description: String { "\(tenant)/\(name)" }
}

/// When a group's rules count (INTERFACE.md 1.3), in this order.
public enum SecurityTier: Int, CaseIterable, Hashable, Comparable, Sendable {
    /// Before every tenant's rules.
    case `guard`
    /// A tenant's own rules.
    case tenant
    /// After them, where the tenant states no default.
    case baseline

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// NICs, and the rules for what reaches them and what they send.
public struct SecurityGroup: Hashable, Sendable {
    public let id: GroupID
    /// Stands for the group in registers; stored, never given to another group. Below 2^31, as a bit tells the direction.
    public let number: UInt32
    public let tier: SecurityTier
    public var members: MemberSelector
    /// For what reaches its members, in the document's order: the first match counts.
    public var ingress: [SecurityRule]
    /// For what its members send.
    public var egress: [SecurityRule]

    public init(
        id: GroupID, number: UInt32, tier: SecurityTier = .tenant, members: MemberSelector,
        ingress: [SecurityRule] = [], egress: [SecurityRule] = []
    ) {
        precondition(number > 0 && number < 1 << 31, "a group's number has 31 bits, and 0 is none")
        self.id = id
        self.number = number
        self.tier = tier
        self.members = members
        self.ingress = ingress
        self.egress = egress
    }
}

/// Who belongs to a group: whom any of the three names.
public struct MemberSelector: Hashable, Sendable {
    /// NICs that have all these labels: every NIC when there are none. Nil names no NIC.
    public var labels: [String: String]?
    /// Of the group's own tenant.
    public var nics: Set<NICID>
    /// Every NIC in these networks: those of the group's own tenant, or of every tenant in a tier.
    public var networks: Set<NetworkID>

    public init(labels: [String: String]? = nil, nics: Set<NICID> = [], networks: Set<NetworkID> = []) {
        self.labels = labels
        self.nics = nics
        self.networks = networks
    }
}
