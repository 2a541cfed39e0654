extension PolicySet {
    public func group(_ name: String, ofTenant tenant: String) -> Owned<GroupDeclaration>? {
        indexes[tenant]?.security.groups[name]
    }

    /// A tenant's groups of every tier, sorted by name.
    public func groups(ofTenant tenant: String) -> [Owned<GroupDeclaration>] {
        (indexes[tenant]?.security.groups.values).map { $0.sorted { $0.declaration.name < $1.declaration.name } } ?? []
    }

    public func addressSet(_ name: String, ofTenant tenant: String) -> Owned<AddressSetDeclaration>? {
        indexes[tenant]?.security.addressSets[name]
    }

    /// What a tenant states to count where no rule decides; nil where no document of it does.
    public func defaults(ofTenant tenant: String) -> Owned<DefaultDeclaration>? { indexes[tenant]?.security.defaults }
}
