import Compiler
import Controller
import NetworkTypes
import OVSDB
import OpenFlow
import Policy
import PolicyFiles
import TestSupport
import Testing
import Topology

/// A controller with hosts that answer what it asks, in one thread and under a clock of the test's own.
final class FakeFabric {
    struct Host {
        var database: FakeDatabase
        var flows = FakeSwitch()
        var databaseSession: SessionID?
        var switchSession: SessionID?
        /// What its controller row says; none is what the controller wants.
        var target: String?
        /// Whether it has flow monitors, and forwards what others change in groups.
        var hasMonitor = true
        var forwardsRequests = true
        /// It never answers a claim of the primary role.
        var losesClaims = false
        /// The generation id of another controller that holds it.
        var otherGeneration: UInt64?
        /// How it handles fragments: as Weft has set it, until somebody sets it otherwise.
        var configuration = SwitchConfiguration.showingFragments
        /// It is slow: it confirms a program when it has had the next one for a while.
        var isSlow = false
        /// What it has done and not confirmed, and what of that is due at the next pass of time.
        var unconfirmed: [(event: Event, isDue: Bool)] = []
        /// Requests for all its flows.
        var dumps = 0
    }

    private(set) var controller: Controller
    private(set) var stored: StoredState
    var hosts: [String: Host] = [:]
    private(set) var responses: [UInt64: Response] = [:]
    private var time = MonotonicTime(seconds: 1000)
    private var nextSession: UInt64 = 1
    private var nextRequest: UInt64 = 1
    private var queue: [Event] = []
    private var texts: [DocumentKey: String] = [:]
    /// Transactions that the controller asked for: none, when hosts are prepared already.
    private(set) var transactions = 0
    private(set) var lastTransaction: Transaction?
    private(set) var packetsEmitted = 0
    /// What the wall clock says, asked once a turn.
    var wallTime: () -> UInt64 = { 1 }
    /// Why the store takes nothing, when it does not.
    var storeFailure: String?
    /// Sessions that the controller closed.
    private(set) var closedSessions: [SessionID] = []
    /// Sessions of which it demanded a sign of life.
    private(set) var challengedSessions: [SessionID] = []

    /// Called once, when a switch has answered what flows it has and before that is heard.
    var afterDump: ((FakeFabric) -> Void)?

    /// Called with each program that a host's switch has been given.
    var afterProgram: ((String, ModificationBatch) -> Void)?

    /// Answers about flows come in parts.
    private static let flowsInPart = 50

    static let target = "tcp:172.30.0.1:6653"
    /// Where switches are to connect to.
    private let target: String

    init(target: String = FakeFabric.target, _ configure: (inout Controller.Configuration) -> Void = { _ in }) throws {
        self.target = target
        stored = StoredState()
        var configuration = Controller.Configuration(controllerTarget: target)
        configure(&configuration)
        controller = try Controller(configuration: configuration, stored: stored)
    }

    /// Three hosts with a VM of acme each, in sync.
    static func ofThreeHosts(
        _ configure: (inout Controller.Configuration) -> Void = { _ in }
    ) throws -> FakeFabric {
        let fabric = try FakeFabric(configure)
        fabric.apply(Self.fabric(hosts: 3))
        fabric.apply(tenant("acme", nics: [1, 2, 3]))
        for number in 1...3 {
            fabric.addHost(number)
            fabric.addPort("kvm\(number)", tenant: "acme", vm: number)
            fabric.connect("kvm\(number)")
        }
        try fabric.expectInSync()
        return fabric
    }

    // MARK: Documents

    static func fabric(hosts: Int, extra: String = "") -> String { TestDocuments.fabric(hosts: hosts, extra: extra) }

    /// A document with one network, whose NICs are named by their interface ids.
    static func tenant(_ name: String, nics: [Int], network: String = "subnets: [{ cidr: 10.0.0.0/24 }]") -> String {
        let lines = nics.map { "  - { vm: vm\($0), iface-id: \(name)-\($0), network: web, addresses: [10.0.0.\($0)] }" }
        return """
            version: 1
            tenant: \(name)
            document: base
            networks: { web: { \(network) } }
            nics:
            \(lines.joined(separator: "\n"))
            """
    }

    private func read(
        _ source: String, file: String = "test.yaml"
    ) -> (documents: [PolicyDocument], diagnostics: [Diagnostic]) {
        readDocuments(Array(source.utf8), file: file)
    }

    @discardableResult
    func apply(_ text: String, wait: ApplyRequest.Wait = .accepted, planOnly: Bool = false) -> Response? {
        let (documents, diagnostics) = read(text)
        return request(
            .apply(
                ApplyRequest(
                    documents: documents, diagnostics: diagnostics, role: .admin, actor: "test", isPlanOnly: planOnly,
                    wait: wait)))
    }

    func request(_ request: Request) -> Response? {
        let id = RequestID(nextRequest)
        nextRequest += 1
        queue.append(.request(id, request))
        run()
        return responses[id.rawValue]
    }

    var snapshot: Snapshot? {
        guard case .snapshot(let snapshot)? = request(.snapshot) else { return nil }
        return snapshot
    }

    // MARK: Hosts

    func addHost(_ number: Int) {
        hosts["kvm\(number)"] = Host(database: FakeDatabase(name: "kvm\(number)", number: UInt32(number)))
    }

    func addPort(_ host: String, tenant: String, vm: Int, ofport: Int64? = nil) {
        hosts[host]?.database.add(
            "\(tenant)-\(vm)", ofport: ofport ?? Int64(vm), interfaceID: "\(tenant)-\(vm)",
            mac: "52:54:00:00:0\(tenant == "acme" ? 1 : 2):\(vm < 16 ? "0" : "")\(String(vm, radix: 16))")
        tellFacts(host)
    }

    /// A port with whatever a host writes about it.
    func addPort(_ host: String, _ name: String, ofport: Int64, externalIDs: [String: String]) {
        hosts[host]?.database.add(name, ofport: ofport, externalIDs: externalIDs)
        tellFacts(host)
    }

    func removePort(_ host: String, tenant: String, vm: Int) { removePort(host, "\(tenant)-\(vm)") }

    func removePort(_ host: String, _ name: String) {
        hosts[host]?.database.remove(name)
        tellFacts(host)
    }

    /// The whole database again, as after a monitor that began anew: the simplest way to tell a change.
    private func tellFacts(_ host: String) {
        guard hosts[host]?.databaseSession != nil else { return }
        connectDatabase(host, isNew: false)
        run()
    }

    func datapathID(_ host: String) -> DatapathID {
        DatapathID(0x0000_5745_4600_0000 | UInt64(hosts[host]?.database.number ?? 0))
    }

    func connectDatabase(_ host: String, isNew: Bool = true) {
        guard let database = hosts[host]?.database else { return }
        let session = isNew ? makeSession() : hosts[host]?.databaseSession ?? makeSession()
        hosts[host]?.databaseSession = session
        queue.append(
            .database(
                session,
                .ready(.accepted(peer: "172.30.0.\(database.number):4\(session.rawValue)"), FakeDatabase.schema)))
        let updates = database.everything(
            controller: hosts[host]?.target ?? target, datapathID: datapathID(host).description,
            vtep: "172.31.0.\(database.number)")
        queue.append(.database(session, .updates(updates, isInitial: true)))
    }

    func connectSwitch(_ host: String, tableCount: UInt8 = 254) {
        let session = makeSession()
        hosts[host]?.switchSession = session
        queue.append(.openFlow(session, .ready(peer: "172.30.0.9:1", .v1_5, datapathID(host), tableCount: tableCount)))
    }

    func disconnect(_ host: String) {
        if let session = hosts[host]?.databaseSession {
            queue.append(.database(session, .closed(peer: "tcp:192.0.2.1:1", reason: "test")))
        }
        if let session = hosts[host]?.switchSession {
            queue.append(.openFlow(session, .closed(peer: "tcp:192.0.2.1:1", reason: "test")))
        }
        hosts[host]?.databaseSession = nil
        hosts[host]?.switchSession = nil
    }

    /// A frame that the switch of a host sends to the controller: by default from guard, of the NIC's own flow.
    func packetIn(
        _ host: String, nic: UInt64, port: UInt32, table: UInt8 = 10, _ frame: [UInt8], totalLength: Int? = nil,
        feature: UInt64 = 6
    ) {
        guard let session = hosts[host]?.switchSession else { return }
        let message = PacketIn(
            totalLength: UInt16(totalLength ?? frame.count), reason: 1, table: table, cookie: feature << 56 | nic,
            match: Match([MatchField(.inPort, UInt128(port))]), packet: frame)
        queue.append(.openFlow(session, .packetIn(message)))
        run()
    }

    func connect(_ host: String) {
        connectDatabase(host)
        connectSwitch(host)
        run()
    }

    /// A process that ends and another that takes up what was stored.
    func restartController() throws {
        for name in hosts.keys {
            hosts[name]?.databaseSession = nil
            hosts[name]?.switchSession = nil
        }
        queue = []
        stored.documents = texts.sorted { $0.key < $1.key }.flatMap { read($0.value).documents }
            .map { .init(document: $0, revision: stored.revision) }
        stored.term += 1
        controller = try Controller(configuration: .init(controllerTarget: target), stored: stored)
        run()
    }

    // MARK: Running

    /// Tells the controller something, in one batch.
    func tell(_ events: [Event]) {
        queue += events
        run()
    }

    /// What `weft get events` shows of this kind, oldest first.
    func messages(_ kind: EventRecord.Kind) -> [String] {
        (snapshot?.events ?? []).filter { $0.kind == kind }.map(\.message)
    }

    func makeSession() -> SessionID {
        defer { nextSession += 1 }
        return SessionID(nextSession)
    }

    func pass(_ duration: Duration) {
        time = time + duration
        for name in hosts.keys.sorted() {
            guard let waiting = hosts[name]?.unconfirmed else { continue }
            queue += waiting.filter(\.isDue).map(\.event)
            hosts[name]?.unconfirmed = waiting.filter { !$0.isDue }.map { ($0.event, true) }
        }
        run(forced: true)
    }

    /// Lets events and effects go back and forth until nothing is left to do.
    func run(forced: Bool = false) {
        var isForced = forced
        while !queue.isEmpty || isForced {
            isForced = false
            let batch = queue
            queue = []
            for effect in controller.handle(batch, now: time, wallTime: wallTime()) { perform(effect) }
        }
    }

    private func perform(_ effect: Effect) {
        switch effect {
        case .store(let write, let token):
            if storeFailure == nil { take(write) }
            queue.append(.stored(token: token, failure: storeFailure))
        case .reply(let id, let response): responses[id.rawValue] = response
        case .database(let session, let command): perform(command, session)
        case .openFlow(let session, let command): perform(command, session)
        case .dial, .log: break
        }
    }

    private func take(_ write: StoreWrite) {
        if let revision = write.revision {
            stored.revision = revision.number
            for (key, source) in revision.documents { texts[key] = source?.text }
        }
        for allocation in write.allocations {
            stored.allocations[allocation.kind, default: [:]][allocation.name] = allocation.number
        }
        stored.counters.merge(write.counters) { $1 }
        for (key, value) in write.facts { stored.facts[key] = value }
    }

    private func perform(_ command: DatabaseCommand, _ session: SessionID) {
        if case .close = command { closedSessions.append(session) }
        if case .challenge = command { challengedSessions.append(session) }
        switch command {
        case .transact(let transaction, let id):
            transactions += 1
            lastTransaction = transaction
            queue.append(.database(session, .transacted(id: id, .success(TransactionResult(outcomes: [])))))
        case .resynchronise, .challenge, .close: break
        }
    }

    private func perform(_ command: OpenFlowCommand, _ session: SessionID) {
        if case .close = command { closedSessions.append(session) }
        if case .challenge = command { challengedSessions.append(session) }
        guard let name = hosts.first(where: { $0.value.switchSession == session })?.key else { return }
        switch command {
        case .claimPrimary(_, let request) where hosts[name]?.losesClaims == true:
            queue.append(
                .openFlow(session, .requestFailed(request: request, reason: "no answer in time", isRefusal: false)))
        case .claimPrimary(let generation, let request):
            if let other = hosts[name]?.otherGeneration, other > generation {
                return queue.append(
                    .openFlow(session, .requestFailed(request: request, reason: "stale", isRefusal: true)))
            }
            queue.append(.openFlow(session, .role(request: request, RoleMessage(.primary, generation: generation))))
        case .monitorFlows(let request): answer(request, session, hosts[name]?.hasMonitor == true)
        case .forwardRequests(let request): answer(request, session, hosts[name]?.forwardsRequests == true)
        case .readFlows(let table, let request):
            if table == nil { hosts[name]?.dumps += 1 }
            let flows = (hosts[name]?.flows.flows.values.map { $0.decoded() } ?? [])
                .filter { table == nil || $0.table == table }
            for start in stride(from: 0, to: max(1, flows.count), by: Self.flowsInPart) {
                let part = Array(flows[start..<min(flows.count, start + Self.flowsInPart)])
                let isLast = start + Self.flowsInPart >= flows.count
                queue.append(.openFlow(session, .flows(request: request, part, isLast: isLast)))
            }
            if table == nil { afterDump.map { $0(self) } }
            afterDump = table == nil ? nil : afterDump
        case .readGroups(let request):
            let groups = hosts[name]?.flows.groups.values.map { $0.decoded() } ?? []
            queue.append(.openFlow(session, .groups(request: request, groups, isLast: true)))
        case .readMeters(let request):
            let meters = hosts[name]?.flows.meters.values.map { $0.decoded() } ?? []
            queue.append(.openFlow(session, .meters(request: request, meters, isLast: true)))
        case .program(let batch, let id):
            let result = hosts[name]?.flows.apply(batch) ?? .committed
            afterProgram?(name, batch)
            let answer = Event.openFlow(session, .programmed(id: id, result))
            if hosts[name]?.isSlow == true {
                hosts[name]?.unconfirmed.append((answer, false))
            } else {
                queue.append(answer)
            }
        case .readConfiguration(let request):
            let found = hosts[name]?.configuration ?? .showingFragments
            queue.append(.openFlow(session, .configuration(request: request, found)))
        case .configure: hosts[name]?.configuration = .showingFragments
        case .emit: packetsEmitted += 1
        case .challenge: break
        case .close: hosts[name]?.switchSession = nil
        }
    }

    private func answer(_ request: UInt64, _ session: SessionID, _ isAccepted: Bool) {
        queue.append(
            .openFlow(
                session,
                isAccepted
                    ? .reply(request: request)
                    : .requestFailed(request: request, reason: "not supported", isRefusal: true)))
    }

    // MARK: What others do on a switch

    /// Somebody else adds or replaces a flow.
    func foreignAdd(_ host: String, _ flow: Flow, isTold: Bool = true) {
        hosts[host]?.flows.put(EncodedFlow(flow))
        if isTold { tell(host, .flowUpdates([.change(.init(.added, flow))])) }
    }

    /// Somebody else deletes flows.
    func foreignDelete(_ host: String, _ flows: [EncodedFlow], reason: UInt16 = 2, isTold: Bool = true) {
        for flow in flows { hosts[host]?.flows.remove(flow) }
        let updates = flows.map { FlowUpdate.change(.init(.removed, reason: reason, $0.decoded())) }
        if isTold { tell(host, .flowUpdates(updates)) }
    }

    func foreignGroup(_ host: String, _ group: Group) {
        hosts[host]?.flows.put(EncodedGroup(group))
        guard hosts[host]?.forwardsRequests == true else { return }
        tell(host, .requestForwarded(RequestForward(.group(GroupModification(.add, group)), xid: 7)))
    }

    func foreignGroupDeletion(_ host: String, _ id: UInt32) {
        let gone = hosts[host]?.flows.removeGroup(id) ?? []
        tell(host, .flowUpdates(gone.map { .change(.init(.removed, reason: 3, $0.decoded())) }))
        guard hosts[host]?.forwardsRequests == true else { return }
        let change = GroupModification(.delete, Group(id: id, type: .all, buckets: []))
        tell(host, .requestForwarded(RequestForward(.group(change), xid: 7)))
    }

    /// Somebody else deletes meters, and makes them again as they were.
    func foreignMeterRenewal(_ host: String, isMadeAgain: Bool, isTold: Bool = true) {
        let meters = hosts[host]?.flows.meters.values.sorted { $0.id < $1.id } ?? []
        for meter in meters {
            let gone = hosts[host]?.flows.flows
            hosts[host]?.flows.removeMeter(meter.id)
            let left = hosts[host]?.flows.flows ?? [:]
            let lost = (gone ?? [:]).filter { left[$0.key] == nil }.map(\.value)
            tell(host, .flowUpdates(lost.map { .change(.init(.removed, reason: 4, $0.decoded())) }))
            if isMadeAgain { hosts[host]?.flows.put(meter) }
            guard isTold else { continue }
            let change = MeterModification(isMadeAgain ? .add : .delete, meter.decoded())
            tell(host, .requestForwarded(RequestForward(.meter(change), xid: 7)))
        }
        run()
    }

    /// The switch says something of its own accord; `run` has the controller hear it.
    func tell(_ host: String, _ event: OpenFlowEvent) {
        guard let session = hosts[host]?.switchSession else { return }
        queue.append(.openFlow(session, event))
    }

    // MARK: Checks

    /// Every connected switch holds exactly what is desired, and that equals compiling from nothing.
    func expectInSync(_ location: SourceLocation = #_sourceLocation) throws {
        let snapshot = try #require(self.snapshot, sourceLocation: location)
        let differences = snapshot.engine.differencesFromNothing(snapshot.topology)
        #expect(differences == [], sourceLocation: location)
        for (name, host) in hosts where host.switchSession != nil {
            let desired = snapshot.engine.desired(for: HostID(name))
            var flows = Dictionary(
                uniqueKeysWithValues: desired.flatMap { fragment in fragment.flows.entries.map { ($0.key, $0) } })
            let marker = EncodedFlow(Self.marker(snapshot.engine.tallies[HostID(name)]?.digest ?? 0))
            flows[marker.key] = marker
            #expect(host.flows.flows == flows, "\(name) holds other flows", sourceLocation: location)
            let groups = Dictionary(
                uniqueKeysWithValues: desired.flatMap { fragment in fragment.groups.entries.map { ($0.id, $0) } })
            let meters = Dictionary(
                uniqueKeysWithValues: desired.flatMap { fragment in fragment.meters.entries.map { ($0.id, $0) } })
            #expect(host.flows.meters == meters, "\(name) holds other meters", sourceLocation: location)
            #expect(host.flows.unmetered == [], "\(name) has flows without their meter", sourceLocation: location)
            #expect(host.flows.groups == groups, "\(name) holds other groups", sourceLocation: location)
        }
    }

    private static func marker(_ digest: UInt64) -> Flow {
        Flow(table: 250, priority: 0, cookie: digest, match: Match(), instructions: [])
    }
}
