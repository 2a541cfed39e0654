/// A security group that a document declares: NICs, and the rules for what reaches them and what they send.
public struct GroupDeclaration: Hashable, Sendable {
    /// Who belongs to it: whom any of the three names.
    public struct Members: Hashable, Sendable {
        /// A name with its place.
        public struct Named<Name: Hashable & Sendable>: Hashable, Sendable {
            public let name: Name
            public let position: SourcePosition

            public init(_ name: Name, at position: SourcePosition) {
                self.name = name
                self.position = position
            }
        }

        /// NICs that have all these labels: every NIC when there are none. Nil names no NIC.
        public let labels: [String: String]?
        /// In the document's order.
        public let nics: [Named<NICDeclaration.Name>]
        public let networks: [Named<ObjectReference>]

        public init(
            labels: [String: String]? = nil, nics: [Named<NICDeclaration.Name>] = [],
            networks: [Named<ObjectReference>] = []
        ) {
            self.labels = labels
            self.nics = nics
            self.networks = networks
        }

        /// Nobody can ever belong to it.
        var namesNobody: Bool { labels == nil && nics.isEmpty && networks.isEmpty }
    }

    public let name: String
    /// That of its document; nil for a tenant's own rules.
    public let tier: PolicyTier?
    public let members: Members
    /// For what reaches its members, in the document's order: the first match counts.
    public let ingress: [RuleDeclaration]
    /// For what its members send.
    public let egress: [RuleDeclaration]
    public let position: SourcePosition

    public init(
        name: String, tier: PolicyTier? = nil, members: Members, ingress: [RuleDeclaration] = [],
        egress: [RuleDeclaration] = [], position: SourcePosition
    ) {
        self.name = name
        self.tier = tier
        self.members = members
        self.ingress = ingress
        self.egress = egress
        self.position = position
    }
}
