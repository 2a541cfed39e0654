/// One document of a file, as a tree.
public struct DocumentTree: Hashable, Sendable {
    public let root: DocumentNode
    /// Where the tree was read from; nil for one that a program made.
    public let source: SourceText?
    /// What is wrong with the document's notation although a tree could be made: duplicate keys, tags, anchors.
    public let diagnostics: [Diagnostic]

    public init(root: DocumentNode, source: SourceText? = nil, diagnostics: [Diagnostic] = []) {
        self.root = root
        self.source = source
        self.diagnostics = diagnostics
    }
}
