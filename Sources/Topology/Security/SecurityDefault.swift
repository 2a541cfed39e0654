/// What counts for all NICs of a tenant where no rule decides (INTERFACE.md 1.8), as the tenant states it.
public struct SecurityDefault: Hashable, Sendable {
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

    public init(ingress: Reach, egress: Reach, sameNetwork: Reach) {
        self.ingress = ingress
        self.egress = egress
        self.sameNetwork = sameNetwork
    }

    /// What counts where a tenant states nothing.
    public static let unstated = SecurityDefault(ingress: .tenant, egress: .allow, sameNetwork: .allow)
}
