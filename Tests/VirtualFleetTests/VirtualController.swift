import Controller
import EventLoop
import NetworkTypes
import OVSDB
import OpenFlow
import Policy
import PolicyFiles
import TestSupport
import Topology

@testable import Sessions
@testable import weftd

/// The controller as weftd runs it: the core, sessions on links, and a store; under a virtual clock.
final class VirtualController {
    static let target = "tcp:172.30.0.1:6653"
    /// What others changed while a switch had no session shows when it is checked; that is once in 15 minutes otherwise.
    static let checkPeriod = Duration.seconds(20)

    let clock: VirtualClock
    let store: VirtualStore
    private let configuration: SouthboundConfiguration
    private var chance: SeededGenerator
    private var process: Process?
    private var links: [VirtualLink] = []
    private var requests: [UInt64: (Response) -> Void] = [:]
    private var lastRequest: UInt64 = 0

    /// One run of the daemon. What is scheduled for one that has ended does nothing.
    private final class Process {
        let core: Controller
        let sessions = SessionTable()
        let schemas = SchemaMemory()
        var mailbox: [Event] = []
        var isTurning = false
        var wakeUp: (timer: VirtualClock.Scheduled, at: MonotonicTime)?
        init(_ core: Controller) { self.core = core }
    }

    init(_ clock: VirtualClock, seed: UInt64) throws {
        self.clock = clock
        chance = SeededGenerator(seed: seed)
        store = VirtualStore(clock, seed: chance.next())
        var database = OVSDBClient.Configuration(monitored: OpenVSwitch.monitored)
        database.minimumSchemaVersion = SchemaVersion(8, 0, 0)
        configuration = SouthboundConfiguration(database: database, backoffSeed: 1)
        try start()
    }

    var isUp: Bool { process != nil }
    /// Of the process that runs, and ends with it.
    var lifetime: AnyObject? { process }
    /// The most that ever waited for one peer, in bytes.
    private(set) var mostQueuedBytes = 0

    // MARK: Beginning and end

    func start() throws {
        var configuration = Controller.Configuration(controllerTarget: Self.target)
        configuration.checkPeriod = Self.checkPeriod
        let core = try Controller(configuration: configuration, stored: store.load())
        process = Process(core)
        turnSoon()
    }

    /// As by `kill -9`: no session is ended in order, and no answer comes any more.
    func kill() {
        process?.wakeUp?.timer.cancel()
        process = nil
        requests = [:]
        store.crash()
        for link in links where link.isOpen { link.cut() }
    }

    /// Lets go of everything, when the simulation is over.
    func end() {
        kill()
        sweep()
        for link in links { link.forget() }
        links = []
    }

    private func sweep() {
        mostQueuedBytes = max(mostQueuedBytes, links.map(\.mostQueuedBytes).max() ?? 0)
        links.removeAll(where: \.isOver)
    }

    // MARK: Sessions

    enum Service { case databases, switches }

    /// A host's connection came about.
    func accept(_ link: VirtualLink, _ service: Service) {
        guard let process else { return link.close() }
        sweep()
        links.append(link)
        let key = SessionKey.next()
        switch service {
        case .databases: acceptDatabase(key, link, process)
        case .switches: acceptSwitch(key, link, process)
        }
    }

    private func acceptDatabase(_ key: SessionKey, _ link: VirtualLink, _ process: Process) {
        let machine = DatabaseMachine(
            configuration.database, origin: .accepted(peer: link.peerAddress), peer: link.peerAddress,
            schemas: process.schemas)
        let observer = DatabaseSession.Observer(
            events: { [weak self, weak process] in self?.post($0.map { .database(key, $0) }, process) },
            identified: { _ in }, ready: {},
            ended: { [weak process] _ in process?.sessions.databases[key] = nil })
        let session = DatabaseSession(key, on: link, machine: machine, limits: configuration.limits, observer: observer)
        process.sessions.databases[key] = session
        session.start()
    }

    private func acceptSwitch(_ key: SessionKey, _ link: VirtualLink, _ process: Process) {
        let machine = SwitchMachine(configuration.openFlow, peer: link.peerAddress, now: clock.now)
        let observer = SwitchSession.Observer(
            events: { [weak self, weak process] in self?.post($0.map { .openFlow(key, $0) }, process) },
            identified: { _ in }, ready: {},
            ended: { [weak process] _ in process?.sessions.switches[key] = nil })
        let session = SwitchSession(key, on: link, machine: machine, limits: configuration.limits, observer: observer)
        process.sessions.switches[key] = session
        session.start()
    }

    var writeLimits: WriteLimits { configuration.limits.write }

    // MARK: Requests

    /// Asks the core; there is no answer if the process ends first.
    func ask(_ request: Request, _ answer: @escaping (Response) -> Void) {
        guard let process else { return }
        lastRequest += 1
        requests[lastRequest] = answer
        post(.request(RequestID(lastRequest), request), process)
    }

    func apply(_ text: String, _ answer: @escaping (Response) -> Void) {
        let (documents, diagnostics) = readDocuments(Array(text.utf8), file: "test.yaml")
        ask(
            .apply(ApplyRequest(documents: documents, diagnostics: diagnostics, role: .admin, actor: "test")), answer)
    }

    // MARK: The core's turns

    private func post(_ events: [SouthboundEvent], _ process: Process?) {
        guard let process else { return }
        for event in SouthboundBridge.events(events) { post(event, process) }
    }

    private func post(_ event: Event, _ process: Process) {
        guard process === self.process else { return }
        process.mailbox.append(event)
        turnSoon()
    }

    /// The core runs on a thread of its own: it takes what there is when its turn comes.
    private func turnSoon() {
        guard let process, !process.isTurning else { return }
        process.isTurning = true
        clock.after(.microseconds(Int.random(in: 10...500, using: &chance))) { [weak self] in self?.turn(process) }
    }

    private func turn(_ process: Process) {
        guard process === self.process else { return }
        process.isTurning = false
        let batch = process.mailbox
        process.mailbox = []
        let effects = process.core.handle(batch, now: clock.now, wallTime: 1_700_000_000_000)
        var commands: [SouthboundCommand] = []
        for effect in effects { perform(effect, process, &commands) }
        if !commands.isEmpty {
            // Meanwhile sessions may end.
            clock.after(.microseconds(Int.random(in: 10...500, using: &chance))) { [weak self] in
                if process === self?.process { process.sessions.perform(commands) }
            }
        }
        wakeUpInTime(process)
    }

    private func perform(_ effect: Effect, _ process: Process, _ commands: inout [SouthboundCommand]) {
        switch effect {
        case .database(let session, let command): commands.append(SouthboundBridge.command(session, command))
        case .openFlow(let session, let command): commands.append(SouthboundBridge.command(session, command))
        case .store(let write, let token):
            store.commit(write) { [weak self] failure in self?.post(.stored(token: token, failure: failure), process) }
        case .reply(let id, let response): requests.removeValue(forKey: id.rawValue)?(response)
        // Hosts dial in here.
        case .dial, .log: break
        }
    }

    private func wakeUpInTime(_ process: Process) {
        guard let deadline = process.core.nextDeadline else { return }
        if let wakeUp = process.wakeUp {
            if wakeUp.at <= deadline, wakeUp.at > clock.now { return }
            wakeUp.timer.cancel()
        }
        // A moment later, or a deadline that is due and left alone would stop the time.
        let moment = max(deadline, clock.now + .microseconds(100))
        process.wakeUp = (clock.at(moment) { [weak self] in self?.turn(process) }, moment)
    }
}
