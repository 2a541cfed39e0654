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
    /// (network, MAC) → local NIC, remote VTEP, or the network's replication groups; detections of taken addresses → an answer.
    case switching = "switch"
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
        case .switching: 70
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
            (.guardian, .switching), (.services, .switching), (.switching, .deliver):
            true
        default: false
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
        case .switching: "destination MAC to local NIC, remote VTEP, or everyone in the network"
        case .deliver: "output to the local port or into the tunnel"
        case .marker: "digest of the desired state"
        }
    }

    public init?(table: UInt8) {
        guard let stage = Stage.allCases.first(where: { $0.table == table }) else { return nil }
        self = stage
    }
}
