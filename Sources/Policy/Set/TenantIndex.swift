/// A tenant's objects over all its documents.
struct TenantIndex: Sendable {
    var networks: [String: Owned<NetworkDeclaration>] = [:]
    var nics: [NICDeclaration.Name: Owned<NICDeclaration>] = [:]
}
