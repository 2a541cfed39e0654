/// A NIC's policy is asked twice on a packet's way: that of the NIC that sends, then that of the NIC that receives. Both ask in
/// the same stages, each in tables of its own.
public struct PolicyStages: Hashable, Sendable {
    /// Which NIC's policy is asked.
    public let side: PolicySide
    /// Which NICs have a policy. What others send or get passes on, and nothing of it is looked at here but whose it is.
    public let track: Stage
    /// Into connection tracking, in the NIC's zone; but for what passes without.
    public let connect: Stage
    /// Who the other end is.
    public let peers: Stage
    /// What no rule is asked about, and the guard tier.
    public let guardTier: Stage
    /// The tenant's own groups.
    public let tenantTier: Stage
    /// The baseline tier, and what the default says.
    public let baselineTier: Stage
    /// What all of them say together.
    public let verdict: Stage
    /// Connections that are new are kept.
    public let commit: Stage
    /// Where packets go on that pass.
    public let after: Stage

    public static let egress = PolicyStages(
        side: .egress, track: .egressTrack, connect: .egressConnect, peers: .egressPeers, guardTier: .egressGuard,
        tenantTier: .egressPolicy,
        baselineTier: .egressBaseline, verdict: .egressVerdict, commit: .egressCommit, after: .switching)
    public static let ingress = PolicyStages(
        side: .ingress, track: .ingressTrack, connect: .ingressConnect, peers: .ingressPeers, guardTier: .ingressGuard,
        tenantTier: .ingressPolicy, baselineTier: .ingressBaseline, verdict: .ingressVerdict, commit: .ingressCommit,
        after: .deliver)
    public static let all = [egress, ingress]

    /// The stages in which rules are asked.
    public var tiers: [Stage] { [guardTier, tenantTier, baselineTier] }

    /// Whether a packet may go on so, without connection tracking. What is answered, belongs to a connection or comes in
    /// fragments is not asked about.
    func lead(from stage: Stage, to next: Stage) -> Bool {
        switch (stage, next) {
        case (track, after), (track, connect), (connect, after), (peers, guardTier), (guardTier, tenantTier),
            (guardTier, commit), (guardTier, after),
            (tenantTier, baselineTier), (baselineTier, verdict), (verdict, commit), (commit, after):
            true
        default: false
        }
    }

    /// Whether connection tracking may hand a packet on so.
    func track(from stage: Stage, to next: Stage, isCommit: Bool) -> Bool {
        (stage, next) == (isCommit ? (commit, after) : (connect, peers))
    }
}

/// The NIC whose policy is asked, seen from the packet: the one that sends it, or the one that receives it.
public enum PolicySide: String, CaseIterable, Hashable, Comparable, Sendable, CustomStringConvertible {
    case egress
    case ingress

    public var opposite: PolicySide { self == .egress ? .ingress : .egress }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    public var description: String { rawValue }
    public var stages: PolicyStages { self == .egress ? .egress : .ingress }
}
