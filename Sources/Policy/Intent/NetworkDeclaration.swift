public import NetworkTypes

/// A network that a document declares.
public struct NetworkDeclaration: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        case overlay
        /// An overlay that no router may join.
        case isolated
    }

    public enum AddressMode: String, Hashable, Sendable {
        /// Only known addresses pass.
        case declared
        /// Those that a NIC uses first, too.
        case learned
    }

    public struct Subnet: Hashable, Sendable {
        public let prefix: IPPrefix
        /// Kept free for a router.
        public let gateway: IPAddress?
        /// `ra: slaac`: NICs make addresses of its prefix themselves.
        public let isAutoconfigured: Bool
        public let position: SourcePosition

        public init(
            prefix: IPPrefix, gateway: IPAddress? = nil, isAutoconfigured: Bool = false, position: SourcePosition
        ) {
            self.prefix = prefix
            self.gateway = gateway
            self.isAutoconfigured = isAutoconfigured
            self.position = position
        }
    }

    public let name: String
    public let kind: Kind
    /// The VNI that the document asks for, instead of one from the pool.
    public let requestedVNI: VNI?
    /// In the document's order.
    public let subnets: [Subnet]
    public let addressMode: AddressMode
    public let position: SourcePosition
    /// False when parts of it were refused: it is known by name, and not judged further.
    let isComplete: Bool

    public init(
        name: String, kind: Kind = .overlay, requestedVNI: VNI? = nil, subnets: [Subnet],
        addressMode: AddressMode = .declared, position: SourcePosition
    ) {
        self.init(
            name: name, kind: kind, requestedVNI: requestedVNI, subnets: subnets, addressMode: addressMode,
            position: position, isComplete: true)
    }

    init(
        name: String, kind: Kind, requestedVNI: VNI?, subnets: [Subnet], addressMode: AddressMode,
        position: SourcePosition, isComplete: Bool
    ) {
        self.name = name
        self.kind = kind
        self.requestedVNI = requestedVNI
        self.subnets = subnets
        self.addressMode = addressMode
        self.position = position
        self.isComplete = isComplete
    }
}
