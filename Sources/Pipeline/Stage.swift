/// The stages that a packet passes, in order; a table exists only where a feature in use needs it.
///
/// Table numbers follow from the place of a stage among all stages of the design, with gaps: a stage that comes later
/// takes its own number and renumbers nothing.
public enum Stage: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    /// Input port → NIC and network; the tunnel port goes on to `tunnel`.
    case classify
    /// (VTEP, VNI) → network, only pairs that the map knows.
    case tunnel
    /// Source checks: MAC, IPv4, IPv6, ARP, ND.
    case guardian = "guard"
    /// ARP and ND for known addresses, answered or steered by flows; duplicate address detection.
    case services
    /// The policy of the NIC that sends: `PolicyStages` tells what each stage is for.
    case egressTrack = "egress-track"
    case egressConnect = "egress-connect"
    case egressPeers = "egress-peers"
    case egressGuard = "egress-guard"
    case egressPolicy = "egress-policy"
    case egressBaseline = "egress-baseline"
    case egressVerdict = "egress-verdict"
    case egressCommit = "egress-commit"
    /// (network, MAC) → local NIC, remote VTEP, or the network's replication groups; detections of taken addresses → an answer.
    case switching = "switch"
    /// The policy of the NIC that receives.
    case ingressTrack = "ingress-track"
    case ingressConnect = "ingress-connect"
    case ingressPeers = "ingress-peers"
    case ingressGuard = "ingress-guard"
    case ingressPolicy = "ingress-policy"
    case ingressBaseline = "ingress-baseline"
    case ingressVerdict = "ingress-verdict"
    case ingressCommit = "ingress-commit"
    /// The rules of groups, one group's at a time: stages of policy look a packet up here, and nothing goes on from here.
    case rules
    /// Local port or tunnel.
    case deliver
    /// Holds one flow that no packet meets: its cookie is the digest of the host's desired state.
    case marker

    /// The OpenFlow table.
    public var table: UInt8 {
        switch self {
        case .classify: 0
        case .tunnel: 5
        case .guardian: 10
        case .services: 20
        case .egressTrack: 30
        case .egressConnect: 31
        case .egressPeers: 32
        case .egressGuard: 34
        case .egressPolicy: 36
        case .egressBaseline: 38
        case .egressVerdict: 40
        case .egressCommit: 42
        case .switching: 70
        case .ingressTrack: 80
        case .ingressConnect: 81
        case .ingressPeers: 82
        case .ingressGuard: 84
        case .ingressPolicy: 86
        case .ingressBaseline: 88
        case .ingressVerdict: 90
        case .ingressCommit: 92
        case .rules: 95
        case .deliver: 110
        case .marker: 250
        }
    }

    /// How many tables a switch must have.
    public static let tableCount = allCases.reduce(0) { max($0, Int($1.table) + 1) }

    /// Whether a packet may go on there.
    public func leads(to next: Stage) -> Bool {
        switch (self, next) {
        case (.classify, .tunnel), (.classify, .guardian), (.tunnel, .switching), (.guardian, .services),
            (.guardian, .switching), (.guardian, .egressTrack), (.services, .switching), (.services, .egressTrack),
            (.switching, .deliver), (.switching, .ingressTrack):
            true
        default: PolicyStages.all.contains { $0.lead(from: self, to: next) }
        }
    }

    public var description: String { rawValue }

    /// One sentence for people.
    public var purpose: String {
        switch self {
        case .classify: "input port to NIC and network; unknown ports are quarantined"
        case .tunnel: "frames from known (VTEP, VNI) pairs to their network; all others are dropped"
        case .guardian: "source MAC, IPv4, IPv6, ARP and ND checks"
        case .services: "ARP answers and ND steering for known addresses"
        case .egressTrack: "what NICs with a policy send"
        case .egressConnect: "to the sender's connections, but for what passes without"
        case .egressPeers: "who the receiver is"
        case .egressGuard: "groups of the guard tier, for the sender"
        case .egressPolicy: "the sender's groups"
        case .egressBaseline: "groups of the baseline tier, for the sender, and its default"
        case .egressVerdict: "what the sender's rules say together"
        case .egressCommit: "new connections are kept for the sender"
        case .switching: "destination MAC to local NIC, remote VTEP, or everyone in the network"
        case .ingressTrack: "what NICs with a policy are to receive"
        case .ingressConnect: "to the receiver's connections, but for what passes without"
        case .ingressPeers: "who the sender is"
        case .ingressGuard: "groups of the guard tier, for the receiver"
        case .ingressPolicy: "the receiver's groups"
        case .ingressBaseline: "groups of the baseline tier, for the receiver, and its default"
        case .ingressVerdict: "what the receiver's rules say together"
        case .ingressCommit: "new connections are kept for the receiver"
        case .rules: "the rules of one group in one direction; the first that matches counts"
        case .deliver: "output to the local port or into the tunnel"
        case .marker: "digest of the desired state"
        }
    }

    public init?(table: UInt8) {
        guard let stage = Stage.allCases.first(where: { $0.table == table }) else { return nil }
        self = stage
    }
}
