public import NetworkTypes

/// A named set of addresses, which rules name as `set:NAME`.
public struct AddressSetDeclaration: Hashable, Sendable {
    public let name: String
    /// In the document's order; an address is the prefix of itself alone.
    public let prefixes: [IPPrefix]
    public let position: SourcePosition

    public init(name: String, prefixes: [IPPrefix], position: SourcePosition) {
        self.name = name
        self.prefixes = prefixes
        self.position = position
    }
}
