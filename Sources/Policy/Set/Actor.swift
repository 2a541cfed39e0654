/// Who applies documents.
public enum Actor: Hashable, Sendable {
    case admin
    /// Somebody who may write this tenant's documents.
    case tenant(String)
}
