public import Compiler
public import Policy
public import Topology

/// What a trace looks at: the documents, the graph, what hosts should have, and what is known beside that.
public struct TraceSource {
    let policy: PolicySet
    let topology: Topology
    let engine: Engine
    let origin: (Owner) -> Origin?
    let absence: (NICID) -> String
    let doubt: (HostID) -> String?

    /// - Parameters:
    ///   - origin: where the object behind a fragment is declared.
    ///   - absence: why a NIC that no host serves is not served: one sentence.
    ///   - doubt: why a host may not do what it should: one sentence; nil when it does.
    public init(
        policy: PolicySet, topology: Topology, engine: Engine, origin: @escaping (Owner) -> Origin?,
        absence: @escaping (NICID) -> String, doubt: @escaping (HostID) -> String?
    ) {
        self.policy = policy
        self.topology = topology
        self.engine = engine
        self.origin = origin
        self.absence = absence
        self.doubt = doubt
    }
}

/// Where an object is declared.
public struct Origin: Hashable, Sendable {
    public let document: DocumentKey
    public let position: SourcePosition

    public init(_ document: DocumentKey, _ position: SourcePosition) {
        self.document = document
        self.position = position
    }
}
