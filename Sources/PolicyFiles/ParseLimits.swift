/// How large a text of documents may be.
public struct ParseLimits: Hashable, Sendable {
    /// In bytes, of one file.
    public var size = 4 << 20
    /// Of lists and mappings in each other.
    public var depth = 32
    /// Of scalars, lists and mappings in one file, keys included.
    public var nodes = 200_000

    public init() {}
}
