public import OpenFlow
public import Pipeline
public import Topology

/// The object that a fragment serves; its document line is looked up by that, beside the flows.
public enum Owner: Hashable, Comparable, Sendable, CustomStringConvertible {
    case host(HostID)
    case network(NetworkID)
    case nic(NICID)
    /// A rule of a group, by its place in the list of that direction, from 0.
    case rule(GroupID, PolicySide, Int)

    public var description: String {
        switch self {
        case .host(let id): "host/\(id)"
        case .network(let id): "network/\(id)"
        case .nic(let id): "nic/\(id)"
        case .rule(let group, let side, let index): "group/\(group) \(side) \(index + 1)"
        }
    }
}

/// Who gets a fragment.
public enum Audience: Hashable, Sendable {
    case host(HostID)
    /// Every host that serves the network, but one: the host that has a variant of its own.
    case members(of: NetworkID, except: HostID?)
    /// Every host that serves a member which the group judges.
    case servers(of: GroupID)
}

/// When a fragment is put in place, relative to others across hosts (DESIGN.md 5.8).
public enum Rank: Int, Hashable, Comparable, Sendable {
    /// What hosts know of a NIC when they judge what it sends or gets: there before it is served.
    case know
    /// The rules that a host judges by: they change at once, and stay while a NIC that they are for does.
    case judge
    /// What makes a host ready to receive: first in, last out.
    case receive
    /// What makes hosts send there.
    case send

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Flows, groups and meters of one purpose, compiled, encoded and kept once, whoever gets them: tables, changes and lists refer
/// to it, and it never changes.
public final class Fragment: Sendable {
    public let id: Cookie
    public let owner: Owner
    public let audience: Audience
    public let rank: Rank
    public let flows: FlowBlock
    public let groups: GroupBlock
    public let meters: MeterBlock
    /// Connection-tracking zones that its flows use: a host that comes to use one for this fragment forgets what it had there
    /// before.
    public let zones: [UInt16]
    /// Sum of the digests of its flows, groups and meters: of what can be read back. Its flows name its zones.
    public let digest: UInt64

    public init(
        _ id: Cookie, owner: Owner, audience: Audience, rank: Rank, flows: [EncodedFlow] = [], groups: [Group] = [],
        meters: [Meter] = [], zones: [UInt16] = []
    ) {
        self.id = id
        self.owner = owner
        self.audience = audience
        self.rank = rank
        self.flows = FlowBlock(flows)
        self.groups = GroupBlock(groups)
        self.meters = MeterBlock(meters)
        self.zones = zones
        digest = self.flows.digest &+ self.groups.digest &+ self.meters.digest
    }
}

extension Fragment: Hashable {
    public static func == (left: Fragment, right: Fragment) -> Bool {
        if left === right { return true }
        return left.digest == right.digest && left.id == right.id && left.owner == right.owner
            && left.audience == right.audience && left.rank == right.rank && left.flows == right.flows
            && left.groups == right.groups && left.meters == right.meters && left.zones == right.zones
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(digest)
    }
}
