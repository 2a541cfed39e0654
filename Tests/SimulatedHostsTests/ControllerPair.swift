import NetworkTypes
import OpenFlow
import SimulatedHosts

/// A controller's end, which cannot be copied.
final class ControllerEnd {
    var connection: OpenFlowConnection

    init(now: MonotonicTime) {
        connection = OpenFlowConnection(configuration: OpenFlowConnection.Configuration(), now: now)
    }
}

/// Our own connection machines and a simulated switch, in memory, with a clock that only moves when it is told.
struct ControllerPair {
    var now = MonotonicTime(seconds: 1000)
    var agent: SwitchAgent
    private var ends: [Int: ControllerEnd] = [:]
    /// Frames that the switch was asked to send.
    private(set) var emissions: [PacketOut] = []
    private(set) var closed: [Int] = []

    init(_ versions: Set<OpenFlowVersion> = Set(OpenFlowVersion.allCases)) {
        var configuration = SwitchAgent.Configuration(datapathID: DatapathID(7))
        configuration.versions = versions
        agent = SwitchAgent(configuration, now: now)
    }

    /// Both ends of a new connection, and what the controller's says of it.
    mutating func connect(_ session: Int = 0) -> [OpenFlowConnection.Event] {
        ends[session] = ControllerEnd(now: now)
        return carry(agent.connected(session, at: now)) + exchange(session)
    }

    mutating func disconnect(_ session: Int = 0) {
        agent.disconnected(session)
        ends[session] = nil
    }

    /// What a controller does, and all that comes of it for it.
    mutating func act(
        _ session: Int = 0, _ body: (inout OpenFlowConnection, MonotonicTime) -> Void
    ) -> [OpenFlowConnection.Event] {
        guard let end = ends[session] else { return [] }
        body(&end.connection, now)
        return exchange(session)
    }

    mutating func pass(_ duration: Duration) -> [OpenFlowConnection.Event] {
        now = now + duration
        return carry(agent.tick(now)) + ends.keys.sorted().flatMap { exchange($0) }
    }

    mutating func exchange(_ session: Int) -> [OpenFlowConnection.Event] {
        var events: [OpenFlowConnection.Event] = []
        while let chunks = ends[session]?.connection.takeOutput(), !chunks.isEmpty {
            for chunk in chunks { events += carry(agent.received(chunk, session, at: now)) }
        }
        return events
    }

    mutating func carry(_ actions: [SwitchAgent.Action]) -> [OpenFlowConnection.Event] {
        var events: [OpenFlowConnection.Event] = []
        for action in actions {
            switch action {
            case .send(let session, let bytes): events += ends[session]?.connection.receive(bytes, now: now) ?? []
            case .close(let session, _): closed.append(session)
            case .emit(let packet): emissions.append(packet)
            }
        }
        return events
    }
}

extension [OpenFlowConnection.Event] {
    var updates: [FlowUpdate] {
        flatMap { event -> [FlowUpdate] in
            guard case .asynchronous(.multipartReply(let reply)) = event, case .flowUpdates(let updates) = reply.body
            else { return [] }
            return updates
        }
    }

    var asynchronous: [Message] { compactMap { if case .asynchronous(let message) = $0 { message } else { nil } } }
    var flows: [Flow] { flatMap { event -> [Flow] in if case .flows(_, let flows, _) = event { flows } else { [] } } }
    var groups: [Group] {
        flatMap { event -> [Group] in if case .groups(_, let groups, _) = event { groups } else { [] } }
    }
    var replies: [Message] { compactMap { if case .reply(_, let message) = $0 { message } else { nil } } }
    var results: [OpenFlowConnection.ProgramResult] {
        compactMap { if case .programmed(_, let result) = $0 { result } else { nil } }
    }
    var failures: [OpenFlowConnection.RequestFailure] {
        compactMap { if case .requestFailed(_, let failure) = $0 { failure } else { nil } }
    }
}
