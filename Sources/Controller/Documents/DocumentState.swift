import NetworkTypes
import Policy
import Topology

/// The documents in force, the numbers given to their objects, and where each object is declared.
struct DocumentState {
    var policy: PolicySet
    var revision: UInt64
    /// The revision that brought each document's present text.
    var revisions: [DocumentKey: UInt64]
    var allocator: Allocator
    /// Hosts that dial in, by the system-id that they must have.
    private(set) var listeningHosts: [String: HostID] = [:]

    /// Throws when the stored documents do not hold for this version.
    init(_ stored: StoredState) throws(PolicyRejection) {
        policy = try PolicySet().applying(stored.documents.map(\.document), by: .admin, writesObjects: true)
        revision = stored.revision
        revisions = Dictionary(uniqueKeysWithValues: stored.documents.map { ($0.document.key, $0.revision) })
        allocator = Allocator(numbers: stored.allocations, counters: stored.counters)
        indexListeningHosts()
    }

    mutating func indexListeningHosts() {
        listeningHosts = [:]
        for host in policy.hosts.map(\.declaration) where host.management == .listen {
            listeningHosts[host.systemID ?? host.name] = HostID(host.name)
        }
    }
}

/// A change of documents that passed validation, before it is durable.
struct DocumentChange {
    let request: RequestID
    let apply: ApplyRequest
    let policy: PolicySet
    /// The documents that are put in or deleted.
    let keys: [DocumentKey]
    let allocator: Allocator
    let plan: Plan
    let revision: UInt64
}

extension HostDeclaration {
    /// The address that Weft dials; none for a host that dials in.
    var dialAddress: String? { management == .listen ? nil : management.description }
}
