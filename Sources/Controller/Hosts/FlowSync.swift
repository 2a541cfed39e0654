import NetworkTypes
import OpenFlow
import Pipeline

/// How far a host's switch is from its desired state, and what is on its way.
struct FlowSync {
    enum Phase: Equatable {
        /// No OpenFlow session.
        case away
        /// Connected; nothing is changed before the host's database has been seen in its present state.
        case waitingForDatabase
        /// The marker flow is asked for: equal digests mean that nothing needs to be done.
        case readingMarker(request: UInt64)
        /// Waiting for its turn: only so many hosts are read back at a time.
        case waitingForReadBack
        case readingFlows(request: UInt64)
        case readingGroups(request: UInt64)
        case readingMeters(request: UInt64)
        /// It has more than is read back: what is surely not wanted is being deleted, and then it is read again.
        case deletingSurplus
        /// Everything computed is installed or in flight, in order.
        case inSync
        /// Something in flight failed: the rest is waited for, then the switch is read back.
        case draining
        /// Another controller is the primary: nothing is sent.
        case deposed
    }

    /// A program that the switch has not confirmed.
    struct InFlight {
        let rollout: UInt64
        /// Whether it is the last one of its rollout on this host.
        let isLast: Bool
        let batch: ModificationBatch
        /// What it comes from, for all hosts of its rollout; nothing for a repair.
        let changes: [PendingChanges.Change]
        /// Things that others had changed and that it puts right.
        var repairs = 0
        /// It deletes a part of what is too much to be read back.
        var isSurplus = false
        var sentAt = MonotonicTime(nanoseconds: 0)
    }

    var session: SessionID?
    /// The address that the switch connected from.
    var peer = ""
    var version: OpenFlowVersion?
    var phase = Phase.away
    /// Changes whenever the baseline for incremental changes is a new one.
    var epoch: UInt64 = 0
    var inFlight: [UInt64: InFlight] = [:]
    /// It confirmed a change later than a round waits: no round waits for it until it is in time again.
    var isLate = false
    /// The newest rollout that this host has confirmed, or got whole by a repair.
    var acknowledged: UInt64 = 0
    var readBack = ReadBack()
    /// Connection-tracking zones that fragments had in this session before the read-back was begun.
    var knownZones: [Cookie: [UInt16]] = [:]
    /// Rounds in which too much was found and a part of it deleted, since all was read back last; and how much that was.
    var surplusRounds = 0
    var surplusDeleted = 0
    /// Parts of the present round that wait for the one that is under way; the next one last.
    var surplusBatches: [ModificationBatch] = []
    /// Fragments whose change is held back here.
    var excluded: [Cookie: Exclusion] = [:]
    /// Exclusions that were let go of for another try, until that is committed.
    var suspended: [Cookie: Exclusion] = [:]
    var retryAt: MonotonicTime?
    /// Something in the switch was known to be wrong, and not put right, when a session before ended: until it is read back
    /// its marker says nothing.
    var isMarkerDoubtful = false
    /// What others change.
    var audit = FlowAudit()
    /// VTEPs that were probed since the session began, so that their link-layer addresses are known.
    var warmPeers: Set<IPAddress> = []
    /// Changes of flows, groups and meters sent since the session began.
    var modificationsSent = 0

    /// Everything is installed and confirmed.
    var isSettled: Bool { phase == .inSync && inFlight.isEmpty }

    /// Whether the session, if it ended now, would leave in the switch what others have changed.
    var leavesDoubt: Bool {
        isMarkerDoubtful || audit.hasSomething || audit.readBackReason != nil
            || inFlight.values.contains { $0.repairs > 0 }
    }

    /// More unconfirmed programs than this mean that the switch is stuck; it is read back when it moves again.
    static let inFlightLimit = 32
}

/// What a switch was found to have, in canonical bytes; held only while it is compared.
struct ReadBack {
    var flows: [FlowKey: EncodedFlow] = [:]
    var groups: [UInt32: EncodedGroup] = [:]
    var meters: [UInt32: EncodedMeter] = [:]
    /// When a switch has more than this, what is surely not wanted is deleted before it is read on.
    var limit = Int.max

    var count: Int { flows.count + groups.count + meters.count }
}
