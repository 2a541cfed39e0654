public import Policy

/// What a file holds: its documents, and what is wrong with the file as a whole.
public struct ParsedFile: Sendable {
    /// The documents that could be read, in the file's order.
    public let trees: [DocumentTree]
    /// Why the rest could not be read; empty when all was.
    public let diagnostics: [Diagnostic]
}
