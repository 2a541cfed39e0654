import NetworkTypes
import OVSDB
import Policy
import Topology

/// What the core knows of one enrolled host besides the graph.
struct HostState {
    let id: HostID
    let number: UInt32
    var declaration: HostDeclaration
    var database = DatabaseLink.away(since: nil, reason: nil)
    var flows = FlowSync()
    var findings: [Finding] = []
    /// What was not as Weft had left it.
    var drift = DriftLog()
    var pace = RepairPace()
    /// Removals that its switch told of flows that Weft never installed so.
    var falseRemovals = 0
    /// Set while another controller holds its switch.
    var roleFinding: Finding?
    /// Set while its switch has too few tables, and so is not served.
    var shortage: Finding?
    /// Set while its switch has more than is read back.
    var surplus: Finding?
    /// When the primary role is claimed again, and how long after that.
    var claimAt: MonotonicTime?
    var claimWait: Duration?
    var primarySince: MonotonicTime?
    /// What its database said last; stands while it is away.
    var systemID: String?
    var openVSwitchVersion: String?
    /// Ports as last stored, to write only changes.
    var storedFacts: [UInt8] = []

    /// A datapath-id of Weft's own making, so that a switch can be told from its first message.
    var datapathID: DatapathID { DatapathID(0x0000_5745_4600_0000 | UInt64(number)) }
}

enum DatabaseLink {
    case away(since: MonotonicTime?, reason: String?)
    case live(DatabaseSession)
}

/// A live session with a host's ovsdb-server.
struct DatabaseSession {
    let id: SessionID
    let peer: String
    var replica: Replica
    /// The initial updates are in: the replica is whole.
    var isLoaded = false
    var preparation: PreparationPhase = .idle
    /// Its rows were right for this wish: what differs while it stands was changed by somebody else.
    var rightFor: HostPreparation.Wish?
    /// The transaction that is on its way undoes what somebody else changed.
    var isRepairing = false
    /// ovs-vswitchd was asked whether it really refuses the rows; until it does not, or they are written anew.
    var isReconsidered = false
    /// Whether its switch was told to dial.
    var redial: Redial = .untried
    /// When its updates contradicted its contents, of late.
    var contradictions: [MonotonicTime] = []

    /// More contradictions than this within the window end the session.
    static let contradictionLimit = 3
    static let contradictionWindow = Duration.seconds(60)

    enum Redial: Equatable {
        case untried
        /// Unless the switch is there by then.
        case due(MonotonicTime)
        case told(MonotonicTime)
        case over
    }

    enum PreparationPhase: Equatable {
        case idle
        /// A transaction is on its way.
        case running(id: UInt64, Step)
        /// The last one failed, or another writer undoes ours: not again before this time.
        case waiting(until: MonotonicTime)

        enum Step: Equatable {
            /// What differs is written.
            case rows
            /// ovs-vswitchd is to configure again.
            case reconsideration
        }
    }
}
