/// One document as typed intent.
///
/// A document with errors is still made, of the parts that are right, so that everything wrong in several documents
/// can be reported at once; `PolicySet.applying` never accepts it.
public struct PolicyDocument: Sendable {
    public let key: DocumentKey
    /// Where the document says its name.
    public let position: SourcePosition
    public let source: SourceText?
    /// Nil when the document says nothing about the fabric.
    public let fabric: FabricSection?
    public let networks: [NetworkDeclaration]
    public let nics: [NICDeclaration]
    public let exceptions: [PortExceptionDeclaration]
    public let security: SecuritySection
    /// What is wrong with the document by itself.
    public let diagnostics: [Diagnostic]

    /// Checks a tree against the schema and gives its meaning.
    ///
    /// - Parameter planned: sections that are taken although this version does not do what they say, which it refuses
    ///   otherwise. For tests of what is not whole yet.
    /// - Throws: when the tree does not say which document it is; every other error is in `diagnostics`.
    public init(reading tree: DocumentTree, accepting planned: [Kind] = []) throws(PolicyRejection) {
        var reader = DocumentReader(tree, accepting: planned)
        guard let document = reader.read() else { throw PolicyRejection(reader.diagnostics) }
        self = document
    }

    /// A document that a program makes, without a text. Its parts are taken as they are: names, MACs and addresses
    /// of the forms that the schema asks for.
    public init(
        key: DocumentKey, position: SourcePosition, fabric: FabricSection? = nil, networks: [NetworkDeclaration] = [],
        nics: [NICDeclaration] = [], exceptions: [PortExceptionDeclaration] = [],
        security: SecuritySection = SecuritySection()
    ) {
        self.init(
            key: key, position: position, source: nil, fabric: fabric, networks: networks, nics: nics,
            exceptions: exceptions, security: security, diagnostics: [])
    }

    init(
        key: DocumentKey, position: SourcePosition, source: SourceText?, fabric: FabricSection?,
        networks: [NetworkDeclaration], nics: [NICDeclaration], exceptions: [PortExceptionDeclaration],
        security: SecuritySection, diagnostics: [Diagnostic]
    ) {
        self.key = key
        self.position = position
        self.source = source
        self.fabric = fabric
        self.networks = networks
        self.nics = nics
        self.exceptions = exceptions
        self.security = security
        self.diagnostics = diagnostics
    }
}
