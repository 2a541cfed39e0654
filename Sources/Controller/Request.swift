public import Policy
public import Topology

/// What a client of the API asks the core; reads are served from snapshots instead.
public enum Request: Sendable {
    case apply(ApplyRequest)
    /// The present state, for reading.
    case snapshot
}

/// A change of documents: all of it or nothing.
public struct ApplyRequest: Sendable {
    public enum Wait: Hashable, Sendable {
        /// Answer when the revision is durable.
        case accepted
        /// Answer when the connected hosts that it touches have confirmed it, or the time is over.
        case hosts(timeout: Duration)
    }

    public var documents: [PolicyDocument]
    public var deletions: [DocumentKey]
    /// What was found wrong in the texts before they became documents: reported together with the rest.
    public var diagnostics: [Diagnostic]
    /// What the asker may do.
    public var role: Policy.Actor
    /// Who asks, for the history.
    public var actor: String
    /// The newest revision that the asker has seen; documents changed since make the request stale.
    public var base: UInt64?
    /// Only say what would change.
    public var isPlanOnly: Bool
    public var wait: Wait
    /// The change is one of single objects, which are kept in the tenant's document `api`; `base` is then the revision that
    /// brought that document's text, 0 where there was none.
    public var writesObjects = false

    public init(
        documents: [PolicyDocument], deletions: [DocumentKey] = [], diagnostics: [Diagnostic] = [],
        role: Policy.Actor, actor: String, base: UInt64? = nil, isPlanOnly: Bool = false, wait: Wait = .accepted
    ) {
        self.documents = documents
        self.deletions = deletions
        self.diagnostics = diagnostics
        self.role = role
        self.actor = actor
        self.base = base
        self.isPlanOnly = isPlanOnly
        self.wait = wait
    }
}

public enum Response: Sendable {
    case planned(Plan)
    case applied(ApplyOutcome)
    /// The documents do not hold; nothing changed.
    case rejected(PolicyRejection)
    /// The store did not take the revision; nothing changed.
    case failed(reason: String)
    case snapshot(Snapshot)
}

/// What an apply would do.
public struct Plan: Sendable {
    /// The present revision; the next one gets the number after it.
    public let base: UInt64
    public let changes: [ObjectChange]
    public var warnings: [Diagnostic] = []
    public var hostsTouched: [HostID] = []
    public var hostCount = 0
    /// Over all hosts.
    public var flowsAdded = 0
    public var flowsRemoved = 0
    public var groupsAdded = 0
    public var groupsRemoved = 0
    public var metersAdded = 0
    public var metersRemoved = 0

    public var isEmpty: Bool { changes.isEmpty }

    init(base: UInt64, changes: [ObjectChange]) {
        self.base = base
        self.changes = changes
    }
}

/// What an apply did.
public struct ApplyOutcome: Sendable {
    /// None when there was nothing to change.
    public let revision: UInt64?
    public let plan: Plan
    public let hosts: HostProgress
}

/// How far the hosts are with a revision.
public struct HostProgress: Hashable, Sendable {
    public var ready: [HostID] = []
    /// Connected, and not done within the time.
    public var pending: [HostID] = []
    /// Not connected; they get the newest state when they return.
    public var away: [HostID] = []
    /// Hosts whose switch refused a part.
    public var degraded: [HostID] = []

    public init() {}

    public var isComplete: Bool { pending.isEmpty && away.isEmpty && degraded.isEmpty }
}
