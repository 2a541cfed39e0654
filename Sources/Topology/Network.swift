public import NetworkTypes

/// A tenant's layer-2 network.
public struct Network: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        case overlay
        /// An overlay that no router may join.
        case isolated
    }

    public struct Subnet: Hashable, Sendable {
        public let prefix: IPPrefix
        public let gateway: IPAddress?

        public init(prefix: IPPrefix, gateway: IPAddress?) {
            self.prefix = prefix
            self.gateway = gateway
        }
    }

    public let id: NetworkID
    /// Belongs to the network's identity: the same name gets the same VNI again, unless a document asks for another.
    public var vni: VNI
    public var kind: Kind
    public var subnets: [Subnet]
    /// What `external_ids:port-profile` says to join this network; at most 39 characters.
    public var profile: String?

    public init(id: NetworkID, vni: VNI, kind: Kind = .overlay, subnets: [Subnet] = [], profile: String? = nil) {
        self.id = id
        self.vni = vni
        self.kind = kind
        self.subnets = subnets
        self.profile = profile
    }
}
