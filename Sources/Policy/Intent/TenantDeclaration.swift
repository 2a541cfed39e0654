/// A tenant that a fabric document declares.
public struct TenantDeclaration: Hashable, Sendable {
    /// How many objects a tenant may declare; nil is no limit.
    public struct Quota: Hashable, Sendable {
        public let networks: Int?
        public let nics: Int?
        public let rules: Int?

        public init(networks: Int? = nil, nics: Int? = nil, rules: Int? = nil) {
            self.networks = networks
            self.nics = nics
            self.rules = rules
        }
    }

    public let name: String
    public let quota: Quota
    public let position: SourcePosition

    public init(name: String, quota: Quota = Quota(), position: SourcePosition) {
        self.name = name
        self.quota = quota
        self.position = position
    }
}
