public import NetworkTypes

/// A network that a document declares.
public struct NetworkDeclaration: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        case overlay
        /// An overlay that no router may join.
        case isolated
    }

    public struct Subnet: Hashable, Sendable {
        public let prefix: IPPrefix
        /// Kept free for a router.
        public let gateway: IPAddress?
        public let position: SourcePosition

        public init(prefix: IPPrefix, gateway: IPAddress? = nil, position: SourcePosition) {
            self.prefix = prefix
            self.gateway = gateway
            self.position = position
        }
    }

    public let name: String
    public let kind: Kind
    /// The VNI that the document asks for, instead of one from the pool.
    public let requestedVNI: VNI?
    /// In the document's order.
    public let subnets: [Subnet]
    public let position: SourcePosition
    /// False when parts of it were refused: it is known by name, and not judged further.
    let isComplete: Bool

    public init(
        name: String, kind: Kind = .overlay, requestedVNI: VNI? = nil, subnets: [Subnet], position: SourcePosition
    ) {
        self.init(
            name: name, kind: kind, requestedVNI: requestedVNI, subnets: subnets, position: position, isComplete: true)
    }

    init(
        name: String, kind: Kind, requestedVNI: VNI?, subnets: [Subnet], position: SourcePosition, isComplete: Bool
    ) {
        self.name = name
        self.kind = kind
        self.requestedVNI = requestedVNI
        self.subnets = subnets
        self.position = position
        self.isComplete = isComplete
    }
}
