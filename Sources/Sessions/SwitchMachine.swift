import NetworkTypes
import OpenFlow

/// An OpenFlow connection whose events say what the rest of Weft needs to know.
struct SwitchMachine: ~Copyable, SessionMachine {
    typealias Event = SouthboundEvent.OpenFlowEvent

    private(set) var endReason: String?
    private(set) var modificationCount: UInt64 = 0
    private var connection: OpenFlowConnection
    private let peer: String
    private var packetBudget = PeerBudget(perSecond: packetsPerSecond)
    /// Frames for the controller that went beyond the budget.
    private(set) var droppedPackets: UInt64 = 0

    /// Frames that a switch may send to the controller in a second. More are dropped, so that neither the core nor the
    /// switch's own answers wait for them; meters on the switch keep one VM from taking the others' share.
    private static let packetsPerSecond = 1000

    init(_ configuration: OpenFlowConnection.Configuration, peer: String, now: MonotonicTime) {
        connection = OpenFlowConnection(configuration: configuration, now: now)
        self.peer = peer
    }

    /// The connection's hello waits to be sent since `init`.
    mutating func start(now: MonotonicTime) {}

    mutating func receive(_ bytes: [UInt8], now: MonotonicTime) -> [Event] {
        translate(connection.receive(bytes, now: now), now: now)
    }

    mutating func tick(now: MonotonicTime) -> [Event] { translate(connection.tick(now: now), now: now) }

    mutating func end(_ reason: String) -> [Event] {
        if endReason == nil { endReason = reason }
        return translate(connection.close(.requested(reason)), now: nil)
    }

    mutating func takeOutput() -> [[UInt8]] { connection.takeOutput() }
    var hasMoreOutput: Bool { connection.hasMoreOutput }

    var nextDeadline: MonotonicTime? { connection.nextDeadline }
    var isReady: Bool { connection.version != nil }

    static func unsolicited(in event: Event) -> Int {
        switch event {
        case .asynchronous(.multipartReply(let reply)):
            if case .flowUpdates(let updates) = reply.body { updates.count } else { 1 }
        case .asynchronous: 1
        default: 0
        }
    }

    mutating func challenge(within limit: Duration, now: MonotonicTime) {
        connection.challenge(within: limit, now: now)
    }

    mutating func claimPrimary(generation: UInt64, request: UInt64, now: MonotonicTime) {
        connection.request(.roleRequest(RoleMessage(.primary, generation: generation)), id: request, now: now)
    }

    mutating func readFlows(table: UInt8?, request: UInt64, now: MonotonicTime) {
        connection.readFlows(table.map { FlowFilter(table: $0) } ?? FlowFilter(), id: request, now: now)
    }

    mutating func readGroups(request: UInt64, now: MonotonicTime) { connection.readGroups(id: request, now: now) }

    mutating func monitorFlows(request: UInt64, now: MonotonicTime) {
        connection.request(.multipartRequest(MultipartRequest(.flowMonitor(.changes(id: 1)))), id: request, now: now)
    }

    /// In 1.3 only Open vSwitch's own message can say it.
    mutating func forwardRequests(request: UInt64, now: MonotonicTime) {
        let masks = AsyncConfiguration([.requestForwardPrimary: 3, .requestForwardSecondary: 3])
        let message: Message = connection.version == .v1_3 ? .setAsyncExtended(masks) : .setAsync(masks)
        connection.request(message, id: request, now: now)
    }

    mutating func readMeters(request: UInt64, now: MonotonicTime) { connection.readMeters(id: request, now: now) }

    mutating func readConfiguration(request: UInt64, now: MonotonicTime) {
        connection.request(.getConfigRequest, id: request, now: now)
    }

    mutating func configure() { connection.send(.setConfig(.showingFragments)) }

    mutating func program(_ batch: ModificationBatch, id: UInt64, now: MonotonicTime) {
        modificationCount += UInt64(batch.count)
        connection.program(batch, id: id, now: now)
    }

    mutating func emit(_ frame: [UInt8], _ actions: [Action]) {
        connection.send(.packetOut(PacketOut(inPort: .controller, actions: actions, packet: frame)))
    }

    private mutating func translate(_ events: [OpenFlowConnection.Event], now: MonotonicTime?) -> [Event] {
        events.compactMap { event in
            switch event {
            case .ready(let version, let datapathID, let tableCount, _):
                connection.send(.setConfig(.showingFragments))
                return .ready(peer: peer, version, datapathID, tableCount: tableCount)
            case .reply(let request, let message): return .reply(request: request, message)
            case .flows(let request, let flows, let isLast): return .flows(request: request, flows, isLast: isLast)
            case .groups(let request, let groups, let isLast): return .groups(request: request, groups, isLast: isLast)
            case .meters(let request, let meters, let isLast): return .meters(request: request, meters, isLast: isLast)
            // `closed` comes with it and says why.
            case .requestFailed(_, .disconnected): return nil
            case .requestFailed(let request, let failure):
                return .requestFailed(request: request, reason: Self.describe(failure), isRefusal: failure.isRefusal)
            case .programmed(let id, let result): return .programmed(id: id, result)
            case .asynchronous(let message):
                if message.isPacket, let now, packetBudget.spend(1, now: now) != nil {
                    droppedPackets += 1
                    return nil
                }
                // What this session itself changed is no news.
                return message.isOfOwnChanges ? nil : .asynchronous(message)
            case .closed(let cause):
                let reason = endReason ?? cause.description
                endReason = reason
                return .closed(peer: peer, reason: reason)
            }
        }
    }

    private static func describe(_ failure: OpenFlowConnection.RequestFailure) -> String {
        switch failure {
        case .refused(let error): "the switch refused it: \(error)"
        case .timedOut: "the switch did not answer in time"
        case .disconnected: "the session ended"
        case .notAccepted: "too many requests wait for answers, or the handshake is not over"
        case .tooLong(let error): "it cannot be sent: \(error)"
        case .invalidAnswer(let problem): "the answer makes no sense: \(problem)"
        }
    }
}

extension OpenFlowConnection.RequestFailure {
    fileprivate var isRefusal: Bool {
        if case .refused = self { true } else { false }
    }
}

extension Message {
    /// Whether it only says that flows changed as this connection wanted.
    fileprivate var isOfOwnChanges: Bool {
        guard case .multipartReply(let reply) = self, case .flowUpdates(let updates) = reply.body else { return false }
        return updates.allSatisfy { if case .ownChange = $0 { true } else { false } }
    }

    /// A frame for the controller.
    fileprivate var isPacket: Bool {
        switch self {
        case .packetIn, .packetIn2: true
        default: false
        }
    }
}
