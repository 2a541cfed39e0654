public import Compiler
public import NetworkTypes
import Pipeline
public import Policy
public import Topology

/// The state of everything at one moment, to be read at leisure on any thread.
public struct Snapshot: Sendable {
    public let revision: UInt64
    public let policy: PolicySet
    /// The revision that brought each document's present text.
    public let documentRevisions: [DocumentKey: UInt64]
    public let topology: Topology
    public let engine: Engine
    /// Sorted by name.
    public let hosts: [HostView]
    /// Hosts that dialled in and that no document names, sorted by system-id.
    public let pendingHosts: [PendingHostView]
    /// The newest events, oldest first.
    public let events: [EventRecord]
    /// Milliseconds since 1970.
    public let wallTime: UInt64
    public let statistics: Statistics

    public struct Statistics: Hashable, Sendable {
        /// Units computed since the start, and by the newest change.
        public let unitsComputed: Int
        public let unitsOfLastChange: Int
        public let rollouts: UInt64
        /// Sessions of hosts that no document names which were ended to make room for others, since the start.
        public let pendingEnded: UInt64
    }
}

/// An enrolled host.
public struct HostView: Hashable, Sendable {
    public enum Phase: String, Hashable, Sendable {
        /// Declared, and never or not at present connected.
        case away = "Away"
        /// Connected, and being prepared, read back or programmed.
        case syncing = "Syncing"
        /// Has everything that it should have.
        case ready = "Ready"
        /// Its switch refused a part.
        case degraded = "Degraded"
    }

    public let id: HostID
    public let number: UInt32
    public let phase: Phase
    public let management: String
    public let vtep: IPAddress?
    public let systemID: String?
    public let openVSwitchVersion: String?
    public let datapathID: DatapathID
    public let isDatabaseConnected: Bool
    /// Why the database is away, if it is known.
    public let awayReason: String?
    /// `1.5` and the like; none without a session.
    public let openFlowVersion: String?
    public let desiredFlows: Int
    public let nics: Int
    public let networks: Int
    /// Flow and group changes sent since the switch connected.
    public let modificationsSent: Int
    /// Slow checks of everything that the switch has, finished since it connected.
    public let checks: Int
    public let labels: [String: String]
    public let findings: [Finding]
    public let refusals: [RefusalView]
    /// What was not as Weft had left it, the newest first; a bounded number.
    public let drift: [DriftView]
    /// All of it since the process began.
    public let driftCount: UInt64
    /// Removals that its switch told of flows that Weft never installed so.
    public let falseRemovals: Int
}

/// Something that was not as Weft had left it, with the place of what it belongs to.
public struct DriftView: Hashable, Sendable {
    public let record: DriftRecord
    public let position: SourcePosition?
}

/// What a switch refused.
public struct RefusalView: Hashable, Sendable {
    public let owner: Owner
    public let position: SourcePosition?
    public let error: String
    /// The flow or group in ovs-ofctl syntax.
    public let member: String
}

public struct PendingHostView: Hashable, Sendable {
    public let systemID: String
    public let peer: String
    public let openVSwitchVersion: String?
}

extension Snapshot {
    /// Where the object behind a fragment is declared.
    public func position(of owner: Owner) -> SourcePosition? { policy.position(of: owner) }
}

extension PolicySet {
    /// The document that declares the object behind a fragment; none for one that no document names, or not any more.
    public func document(of owner: Owner) -> DocumentKey? {
        switch owner {
        case .host(let id): host(id.name)?.document
        case .network(let id): network(id.name, ofTenant: id.tenant)?.document
        case .nic(let id): nic(id.declaredName, ofTenant: id.tenant)?.document
        case .rule(let id, _, _): group(id.name, ofTenant: id.tenant)?.document
        }
    }

    func position(of owner: Owner) -> SourcePosition? {
        switch owner {
        case .host(let id): host(id.name)?.declaration.position
        case .network(let id): network(id.name, ofTenant: id.tenant)?.declaration.position
        case .nic(let id): nic(id.declaredName, ofTenant: id.tenant)?.declaration.position
        case .rule(let group, let side, let index): rule(group, side, index)?.position
        }
    }

    /// The rule at a place of a group, as it is declared.
    func rule(_ id: GroupID, _ side: PolicySide, _ index: Int) -> RuleDeclaration? {
        guard let group = group(id.name, ofTenant: id.tenant)?.declaration else { return nil }
        let rules = side == .ingress ? group.ingress : group.egress
        return rules.indices.contains(index) ? rules[index] : nil
    }
}
