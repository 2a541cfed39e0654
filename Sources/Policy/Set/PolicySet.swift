public import NetworkTypes

/// All documents that count, valid together.
///
/// A value: `applying` gives a new set or everything that is wrong, and leaves this one as it is. What it costs grows
/// with the tenants whose documents change, not with all tenants.
public struct PolicySet: Sendable {
    private(set) var byKey = ShardedDictionary<DocumentKey, PolicyDocument>()
    private(set) var documentsByTenant: [String: Set<String>] = [:]
    private(set) var indexes: [String: TenantIndex] = [:]
    private(set) var fabric = FabricIndex()

    /// A set without documents.
    public init() {}

    public subscript(key: DocumentKey) -> PolicyDocument? { byKey[key] }

    /// Every document's identity, sorted.
    public var keys: [DocumentKey] { byKey.keys.sorted() }

    /// The identities of a tenant's documents, sorted.
    public func keys(ofTenant tenant: String) -> [DocumentKey] {
        (documentsByTenant[tenant] ?? []).sorted().map { DocumentKey(tenant: tenant, document: $0) }
    }

    /// Every tenant that is declared or has documents, sorted.
    public var tenants: [String] { Set(documentsByTenant.keys).union(fabric.tenants.keys).sorted() }

    public func tenant(_ name: String) -> Owned<TenantDeclaration>? { fabric.tenants[name] }

    public func host(_ name: String) -> Owned<HostDeclaration>? { fabric.hosts[name] }

    /// Every declared host, sorted by name.
    public var hosts: [Owned<HostDeclaration>] {
        fabric.hosts.values.sorted { $0.declaration.name < $1.declaration.name }
    }

    public func network(_ name: String, ofTenant tenant: String) -> Owned<NetworkDeclaration>? {
        indexes[tenant]?.networks[name]?.owned
    }

    public func nic(_ name: NICDeclaration.Name, ofTenant tenant: String) -> Owned<NICDeclaration>? {
        indexes[tenant]?.nics[name]
    }

    /// The exception from the source check that a NIC has.
    public func exception(for nic: NICDeclaration.Name, ofTenant tenant: String) -> Owned<PortExceptionDeclaration>? {
        indexes[tenant]?.exceptions[nic]
    }

    /// The VNIs that networks get by themselves; the default where no document says otherwise.
    public var vniPool: FabricSection.Setting<ClosedRange<VNI>>? { fabric.vniPool }

    /// What a document says about the MTU between VTEPs; nil leaves `FabricSection.defaultUnderlayMTU`.
    public var underlayMTU: FabricSection.Setting<Int>? { fabric.underlayMTU }

    /// How many objects a tenant has declared.
    public func usage(ofTenant tenant: String) -> TenantDeclaration.Quota {
        let index = indexes[tenant]
        return .init(
            networks: index?.networks.count ?? 0, nics: index?.nics.count ?? 0, rules: index?.security.ruleCount ?? 0)
    }
}

extension PolicySet {
    mutating func remove(_ key: DocumentKey) {
        guard byKey.remove(key) != nil else { return }
        documentsByTenant[key.tenant]?.remove(key.document)
        if documentsByTenant[key.tenant]?.isEmpty == true {
            documentsByTenant[key.tenant] = nil
            indexes[key.tenant] = nil
        }
    }

    mutating func insert(_ document: PolicyDocument) {
        byKey.set(document, for: document.key)
        documentsByTenant[document.key.tenant, default: []].insert(document.key.document)
    }

    mutating func setIndex(_ index: TenantIndex, ofTenant tenant: String) {
        if documentsByTenant[tenant] != nil { indexes[tenant] = index }
    }

    mutating func setFabric(_ index: FabricIndex) { fabric = index }
}
