public import NetworkTypes

/// A tenant's layer-2 network.
public struct Network: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        case overlay
        /// An overlay that no router may join.
        case isolated
    }

    /// Which source addresses pass (INTERFACE.md 1.8).
    public enum AddressMode: String, Hashable, Sendable {
        /// Those that are known before.
        case declared
        /// Those that a NIC uses first, too.
        case learned
    }

    public struct Subnet: Hashable, Sendable {
        public let prefix: IPPrefix
        public let gateway: IPAddress?
        /// NICs make addresses of it themselves (RFC 4862).
        public let isAutoconfigured: Bool

        public init(prefix: IPPrefix, gateway: IPAddress?, isAutoconfigured: Bool = false) {
            self.prefix = prefix
            self.gateway = gateway
            self.isAutoconfigured = isAutoconfigured
        }
    }

    public let id: NetworkID
    /// Belongs to the network's identity: the same name gets the same VNI again, unless a document asks for another.
    public var vni: VNI
    public var kind: Kind
    public var subnets: [Subnet]
    public var addressMode: AddressMode
    /// What `external_ids:port-profile` says to join this network; at most 39 characters.
    public var profile: String?

    public init(
        id: NetworkID, vni: VNI, kind: Kind = .overlay, subnets: [Subnet] = [], addressMode: AddressMode = .declared,
        profile: String? = nil
    ) {
        self.id = id
        self.vni = vni
        self.kind = kind
        self.subnets = subnets
        self.addressMode = addressMode
        self.profile = profile
    }
}
