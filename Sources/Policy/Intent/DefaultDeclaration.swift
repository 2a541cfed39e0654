/// What counts where no rule decides, for all NICs of a tenant (INTERFACE.md 1.8).
public struct DefaultDeclaration: Hashable, Sendable {
    public enum Reach: String, Hashable, Sendable {
        /// Everyone who can reach us.
        case allow
        /// The own tenant only.
        case tenant
        case deny
    }

    public let ingress: Reach
    public let egress: Reach
    /// In the place of `ingress` for what is switched within one network.
    public let sameNetwork: Reach
    public let position: SourcePosition

    public init(
        ingress: Reach = Self.unstatedIngress, egress: Reach = Self.unstatedEgress,
        sameNetwork: Reach = Self.unstatedSameNetwork, position: SourcePosition
    ) {
        self.ingress = ingress
        self.egress = egress
        self.sameNetwork = sameNetwork
        self.position = position
    }

    /// What counts where nothing is stated.
    public static let unstatedIngress = Reach.tenant
    public static let unstatedEgress = Reach.allow
    public static let unstatedSameNetwork = Reach.allow
}
