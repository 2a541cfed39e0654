import Policy
import PolicyFiles

@testable import Controller
@testable import Topology

/// Documents, the numbers stored for them, and the graph that follows, as the controller keeps them.
struct DeclaredFabric {
    private(set) var policy = PolicySet()
    private(set) var topology = Topology()
    private(set) var numbers: [String: [String: UInt64]] = [:]
    private var counters: [String: UInt64] = [:]

    /// Puts documents in and takes others out, all or none.
    /// - Parameter names: documents of acme.
    /// - Returns: what changed in the graph.
    @discardableResult
    mutating func apply(_ texts: String..., deleting names: [String] = []) throws -> ChangeSet {
        let deletions = names.map { DocumentKey(tenant: "acme", document: $0) }
        let read = texts.map { readDocuments(Array($0.utf8), file: "t.yaml", accepting: Kind.security) }
        let documents = read.flatMap(\.documents)
        let new = try policy.applying(
            documents, deleting: deletions, by: .admin, alongside: read.flatMap(\.diagnostics))
        // As after a start: only what was stored is known.
        var allocator = Allocator(numbers: numbers, counters: counters)
        let problems = Numbering.assign(documents, new, &allocator)
        guard problems.isEmpty else { throw PolicyRejection(problems) }
        for allocation in allocator.newAllocations {
            numbers[allocation.kind, default: [:]][allocation.name] = allocation.number
        }
        counters.merge(allocator.newCounters) { $1 }
        TopologyDeclarations(new, allocator).apply(
            documents.map(\.key) + deletions, to: &topology, replacing: policy)
        policy = new
        return topology.takeChanges()
    }

    /// The graph as a restarted controller makes it from what is stored.
    func restarted() -> Topology {
        var topology = Topology()
        TopologyDeclarations(policy, Allocator(numbers: numbers, counters: counters)).apply(
            policy.keys, to: &topology, replacing: PolicySet())
        return topology
    }

    func group(_ name: String, of tenant: String = "acme") -> SecurityGroup? {
        topology.groups[GroupID(tenant: tenant, name: name)]
    }

    /// The numbers of a group's ingress rules, in their order.
    func ingress(_ name: String) -> [UInt32] { group(name)?.ingress.map(\.number) ?? [] }

    func members(_ name: String, of tenant: String = "acme") -> [String] {
        let id = GroupID(tenant: tenant, name: name)
        return topology.nics.keys.filter { topology.groups(of: $0).contains(id) }.map(\.vm).sorted()
    }
}
