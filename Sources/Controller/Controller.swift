import Compiler
public import NetworkTypes
import OpenFlow
public import Policy
import Topology

/// The core: one synchronous, deterministic state machine.
///
/// Events come in batches together with the time; effects go out. It does no I/O, reads no clock and draws no random
/// number, so the same events give the same effects, byte for byte. It belongs to one thread.
public final class Controller {
    public struct Configuration: Sendable {
        /// Where hosts' switches are told to connect to, such as `tcp:172.30.0.1:6653`.
        public var controllerTarget: String
        /// A round of a rollout waits at most this long for connected hosts.
        public var roundDeadline = Duration.milliseconds(100)
        /// Flows, groups and meters of one round that may be on their way to all hosts together; what there is no room for is
        /// sent when others have confirmed. So each host is done sooner, and none waits for an answer longer than it may.
        public var modificationsUnderWay = 500_000
        /// How long each of them may keep the rest from being sent.
        public var modificationPatience = Duration.microseconds(20)
        /// Switches that are read back at the same time, which bounds memory.
        public var simultaneousReadBacks = 16
        /// Of a switch that is read back, twice what is desired there and this many flows, groups and meters besides are held.
        /// Where there are more, what is not wanted is deleted in rounds.
        public var readBackSpare = 50_000
        /// After a failed or undone preparation of a host's database, the next try.
        public var preparationBackoff = Duration.seconds(1)
        /// How long a switch may take to connect once its host's database has, before it is told to dial now.
        public var redialGrace = Duration.milliseconds(50)
        /// The same over TLS, where it takes longer to be connected, above all when all hosts come at once: a switch that is
        /// told to dial drops what it was about to finish.
        public var redialGraceOverTLS = Duration.milliseconds(150)
        /// After a switch refused something, the next try.
        public var refusalBackoff = Duration.seconds(10)
        /// Each settled switch is read whole and its digests are added up once in this time.
        public var checkPeriod = Duration.seconds(900)
        /// The same, of a switch that has no flow monitor.
        public var unwatchedCheckPeriod = Duration.seconds(60)
        /// The groups of a switch that does not forward others' requests are looked at this often.
        public var groupCheckPeriod = Duration.seconds(3)
        /// After another controller took the primary role, the first try to take it back; later ones wait twice as long each.
        public var claimBackoff = Duration.seconds(10)
        public var longestClaimBackoff = Duration.seconds(600)

        public init(controllerTarget: String) { self.controllerTarget = controllerTarget }
    }

    public let configuration: Configuration
    /// The generation id of this process's term (OpenFlow roles): greater than any earlier one's.
    let term: UInt64

    var documents: DocumentState
    var topology = Topology()
    var engine = Engine()
    var hosts: HostTable
    var hostByNumber: [UInt32: HostID] = [:]
    var hostByDatabase: [SessionID: HostID] = [:]
    var hostBySwitch: [SessionID: HostID] = [:]
    var pendingSessions = PendingSessions()
    /// Sessions of hosts that no document names which made room for others, since the process began.
    var pendingEnded: UInt64 = 0
    /// Who peers proved to be, by their sessions; sessions in clear text are not in it.
    var certificates: [SessionID: PeerCertificate] = [:]
    /// Peers that were refused for what they said, since the documents changed last.
    var refusals = RefusalMemory()

    /// Hosts where others changed something that is not looked at yet.
    var hostsInDoubt: Set<HostID> = []
    /// Hosts that are read back while they change.
    var hostsReadBusy: Set<HostID> = []
    /// The host whose switch is being checked, one at a time, and until when none is.
    var hostInCheck: HostID?
    var checksRestUntil = MonotonicTime(nanoseconds: 0)

    /// Addresses that a NIC asked for in vain and that were told of, since the documents changed last.
    var refusedAddresses: [NICID: Set<IPAddress>] = [:]

    var pending = PendingChanges()
    var rollout: Rollout?
    var rolloutsStarted: UInt64 = 0
    var waiters: [Waiter] = []
    var writes = WriteQueue()
    var events = EventLog()
    /// How many NICs were discovered, by tenant.
    var discovered: [String: Int] = [:]
    var budget = EventBudget()
    /// Sessions that the core has closed, until they say that they are.
    var dismissed: Set<SessionID> = []
    /// Hosts whose databases changed in this turn: what they say is taken up once, however many updates it came in.
    var hostsToRead: Set<HostID> = []
    /// A host waits to be read back, or one that was is done.
    var isReadBackDue = false
    /// Hosts that may have VTEPs among their peers that were not probed in their session.
    var hostsToWarm: Set<HostID> = []
    /// Hosts whose facts are other than the stored ones.
    var hostsWithNewFacts: Set<HostID> = []
    var pickUps = PickUps()
    /// What is stored is taken up: nothing of it is new.
    var isRestoring = false

    var nextID: UInt64 = 1
    var now = MonotonicTime(nanoseconds: 0)
    var wallTime: UInt64 = 0
    var effects: [Effect] = []

    /// Units computed by the newest change of the graph.
    public internal(set) var unitsOfLastChange = 0

    /// Takes up what was stored, compiled and ready to serve; nothing is sent before the first event.
    ///
    /// Throws when the stored documents do not hold for this version.
    public init(configuration: Configuration, stored: StoredState) throws(PolicyRejection) {
        self.configuration = configuration
        hosts = HostTable(CheckPeriods(configuration))
        term = stored.term + 1
        documents = try DocumentState(stored)
        restore(stored)
    }

    /// Acts on a batch of events.
    ///
    /// - Parameters:
    ///   - now: the monotonic time, which decides deadlines.
    ///   - wallTime: milliseconds since 1970, only for what people are shown.
    public func handle(_ batch: [Event], now: MonotonicTime, wallTime: UInt64) -> [Effect] {
        self.now = now
        self.wallTime = wallTime
        for event in batch { handle(event) }
        readChangedDatabases()
        handleDeadlines()
        for port in discoverNICs() { noteBinding(of: port) }
        compileChanges()
        advanceRollout()
        repairDrift()
        startCheck()
        startReadBacks()
        answerWaiters()
        storeFacts()
        defer { effects = [] }
        return effects
    }

    /// When `handle` must be called again at the latest, even without an event.
    public var nextDeadline: MonotonicTime? {
        let deadlines = [
            hosts.nextDeadline(), nextRepair, nextCheck, rollout?.deadline, budget.nextDeadline, pickUps.nextDeadline,
        ]
        return (deadlines.compactMap(\.self) + waiters.compactMap(\.deadline)).min()
    }

    private func handle(_ event: Event) {
        switch event {
        case .database(let session, let event): handle(event, from: session)
        case .openFlow(let session, let event): handle(event, from: session)
        case .dialFailed(let host, let reason): dialFailed(host, reason)
        case .refused(let peer, let reason): peerRefused(peer, reason)
        case .certificatesRead(let isInForce, let detail): certificatesRead(isInForce, detail)
        case .certificateExpires(let detail): note(.certificateExpires, "weftd", detail)
        case .turnedAway(let count, let last): turnedAway(count, last)
        case .stored(let token, let failure): stored(token, failure)
        case .request(let id, let request):
            readChangedDatabases()
            handle(request, id)
        }
    }

    /// An id for requests, programs, transactions and writes.
    func makeID() -> UInt64 {
        defer { nextID += 1 }
        return nextID
    }

    func emit(_ effect: Effect) {
        switch effect {
        case .database(let session, .close), .openFlow(let session, .close): dismissed.insert(session)
        default: break
        }
        effects.append(effect)
    }

    func log(_ level: LogEntry.Level, _ message: String, _ values: [String: String] = [:]) {
        emit(.log(LogEntry(level, message, values)))
    }
}

// MARK: - Compiling

extension Controller {
    /// Derives what the graph's changes mean for the hosts; answers what they are.
    @discardableResult
    func compileChanges() -> Update? {
        let changes = topology.takeChanges()
        guard !changes.isEmpty else { return nil }
        hostsWithNewFacts.formUnion(changes.ports.map(\.host))
        for nic in changes.nics { if let port = topology.activePort[nic] { hostsWithNewFacts.insert(port.host) } }
        notePeers(changes)
        notePickUps(changes)
        let before = engine.unitsComputed
        let update = engine.update(changes, topology)
        unitsOfLastChange = engine.unitsComputed - before
        pending.add(update.items)
        noteChanges(update)
        clearObsoleteRefusals(update)
        return update
    }

    private func handleDeadlines() {
        reportWithheldEvents()
        let due = hosts.due(at: now)
        retryPreparations(due)
        retryRefused(due)
        retryClaims(due)
        redialSwitches(due)
        endPickUps()
    }
}
