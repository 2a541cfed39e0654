public import NetworkTypes

/// What a document of tenant `admin` says about the fabric.
public struct FabricSection: Hashable, Sendable {
    /// A setting with its place.
    public struct Setting<Content: Hashable & Sendable>: Hashable, Sendable {
        public let value: Content
        public let position: SourcePosition

        public init(value: Content, position: SourcePosition) {
            self.value = value
            self.position = position
        }
    }

    /// The VNIs that the allocator gives to networks.
    public let vniPool: Setting<ClosedRange<VNI>>?
    /// The MTU between VTEPs, in bytes.
    public let underlayMTU: Setting<Int>?
    public let tenants: [TenantDeclaration]
    public let hosts: [HostDeclaration]

    public init(
        vniPool: Setting<ClosedRange<VNI>>? = nil, underlayMTU: Setting<Int>? = nil, tenants: [TenantDeclaration] = [],
        hosts: [HostDeclaration] = []
    ) {
        self.vniPool = vniPool
        self.underlayMTU = underlayMTU
        self.tenants = tenants
        self.hosts = hosts
    }

    /// Used where no document says otherwise.
    public static let defaultVNIPool = VNI(10_000)...VNI(15_999_999)
    public static let defaultUnderlayMTU = 1500
    /// The VNIs kept for service chains.
    public static let chainVNIs = VNI(16_000_000)...VNI(16_777_215)
}
