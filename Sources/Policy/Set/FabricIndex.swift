import NetworkTypes

/// What the documents of tenant `admin` say about the fabric, together.
struct FabricIndex: Sendable {
    var tenants: [String: Owned<TenantDeclaration>] = [:]
    var hosts: [String: Owned<HostDeclaration>] = [:]
    var vniPool: FabricSection.Setting<ClosedRange<VNI>>?
    var underlayMTU: FabricSection.Setting<Int>?
}
