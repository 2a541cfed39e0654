/// When the rules of an admin's document count (INTERFACE.md 1.3); those of a document without a tier are the tenant's own.
public enum PolicyTier: String, Hashable, Sendable {
    /// Before every tenant's rules.
    case `guard`
    /// After a tenant's rules, where it states no `default`.
    case baseline
}
