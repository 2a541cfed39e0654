public import Topology

/// What the policy of one end says of the connection.
public struct Decision: Hashable, Sendable {
    public enum Direction: String, Hashable, Sendable {
        case egress
        case ingress
    }

    public enum Verdict: String, Hashable, Sendable {
        case allow
        case deny
        /// Refused, and the sender is told.
        case reject
    }

    /// Who says so.
    public enum Basis: String, Hashable, Sendable {
        /// A rule of a group.
        case rule
        /// What counts where no rule decides.
        case byDefault = "default"
        /// What passes whatever rules say.
        case implicit
    }

    public let direction: Direction
    /// The NIC whose policy it is.
    public let nic: NICID
    public let verdict: Verdict
    public let basis: Basis
    /// The rule as documents write it, with its group; the default; the implicit row.
    public let text: String
    /// Where it stands; nil for implicit rows, and for a default that no document states.
    public let origin: Origin?
}
