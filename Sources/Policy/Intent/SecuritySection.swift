/// What a document says about who may talk to whom (INTERFACE.md 1.3).
public struct SecuritySection: Hashable, Sendable {
    /// Of all groups of the document; nil for a tenant's own rules.
    public let tier: PolicyTier?
    public let defaults: DefaultDeclaration?
    public let groups: [GroupDeclaration]
    public let addressSets: [AddressSetDeclaration]

    public init(
        tier: PolicyTier? = nil, defaults: DefaultDeclaration? = nil, groups: [GroupDeclaration] = [],
        addressSets: [AddressSetDeclaration] = []
    ) {
        self.tier = tier
        self.defaults = defaults
        self.groups = groups
        self.addressSets = addressSets
    }
}
