import Controller
import EventLoop
import OVSDB
import OpenFlow
import Sessions
import TLS
import Topology

extension SouthboundEvent {
    /// Whether a switch has confirmed a program.
    var isProgrammed: Bool { if case .openFlow(_, .programmed) = self { true } else { false } }
}

/// Between the sessions and the core: the same words, each in its own module's types.
enum SouthboundBridge {
    static func events(_ events: [SouthboundEvent]) -> [Event] { events.compactMap(event) }

    private static func event(_ event: SouthboundEvent) -> Event? {
        switch event {
        case .database(let key, let event): .database(SessionID(key.rawValue), database(event))
        case .openFlow(let key, let event): openFlow(event).map { .openFlow(SessionID(key.rawValue), $0) }
        case .dialFailed(let name, let reason): .dialFailed(HostID(name), reason: reason)
        case .refused(let peer, let reason): .refused(peer: peer, reason: reason)
        case .turnedAway(let count, let last): .turnedAway(count: count, last: last)
        }
    }

    private static func database(_ event: SouthboundEvent.DatabaseEvent) -> DatabaseEvent {
        switch event {
        case .identified(let identity): .identified(PeerCertificate(identity))
        case .ready(.dialled(let name), let schema): .ready(.dialled(HostID(name)), schema)
        case .ready(.accepted(let peer), let schema): .ready(.accepted(peer: peer), schema)
        case .updates(let updates, let isInitial): .updates(updates, isInitial: isInitial)
        case .transacted(let id, let result): .transacted(id: id, result)
        case .closed(let peer, let reason): .closed(peer: peer, reason: reason)
        }
    }

    private static func openFlow(_ event: SouthboundEvent.OpenFlowEvent) -> OpenFlowEvent? {
        switch event {
        case .identified(let identity): .identified(PeerCertificate(identity))
        case .ready(let peer, let version, let datapathID, let tableCount):
            .ready(peer: peer, version, datapathID, tableCount: tableCount)
        case .flows(let request, let flows, let isLast): .flows(request: request, flows, isLast: isLast)
        case .groups(let request, let groups, let isLast): .groups(request: request, groups, isLast: isLast)
        case .meters(let request, let meters, let isLast): .meters(request: request, meters, isLast: isLast)
        case .reply(let request, .roleReply(let role)): .role(request: request, role)
        case .reply(let request, .getConfigReply(let found)): .configuration(request: request, found)
        case .reply(let request, _): .reply(request: request)
        case .requestFailed(let request, let reason, let isRefusal):
            .requestFailed(request: request, reason: reason, isRefusal: isRefusal)
        case .programmed(let id, let result): .programmed(id: id, result)
        case .asynchronous(let message): asynchronous(message)
        case .closed(let peer, let reason): .closed(peer: peer, reason: reason)
        }
    }

    /// What a switch says of its own accord, as far as the core listens.
    private static func asynchronous(_ message: Message) -> OpenFlowEvent? {
        switch message {
        case .multipartReply(let reply):
            if case .flowUpdates(let updates) = reply.body { .flowUpdates(updates) } else { nil }
        case .packetIn(let packet): .packetIn(packet)
        case .flowMonitorPaused: .flowUpdates([.paused])
        case .flowMonitorResumed: .flowUpdates([.resumed])
        case .requestForward(let forward): .requestForwarded(forward)
        case .roleStatus(let status): .roleChanged(status)
        case .flowRemoved(let removed): .flowRemoved(removed)
        default: nil
        }
    }

    static func command(_ session: SessionID, _ command: DatabaseCommand) -> SouthboundCommand {
        let key = SessionKey(rawValue: session.rawValue)
        return switch command {
        case .transact(let transaction, let id): .transact(key, transaction, id: id)
        case .resynchronise: .resynchronise(key)
        case .challenge(let limit): .challenge(key, within: limit)
        case .close(let reason): .closeDatabase(key, reason: reason)
        }
    }

    static func command(_ session: SessionID, _ command: OpenFlowCommand) -> SouthboundCommand {
        let key = SessionKey(rawValue: session.rawValue)
        return switch command {
        case .claimPrimary(let generation, let request): .claimPrimary(key, generation: generation, request: request)
        case .monitorFlows(let request): .monitorFlows(key, request: request)
        case .forwardRequests(let request): .forwardRequests(key, request: request)
        case .readFlows(let table, let request): .readFlows(key, table: table, request: request)
        case .readGroups(let request): .readGroups(key, request: request)
        case .readMeters(let request): .readMeters(key, request: request)
        case .readConfiguration(let request): .readConfiguration(key, request: request)
        case .configure: .configure(key)
        case .program(let batch, let id): .program(key, batch, id: id)
        case .emit(let frame, let actions): .emit(key, frame: frame, actions: actions)
        case .challenge(let limit): .challenge(key, within: limit)
        case .close(let reason): .closeSwitch(key, reason: reason)
        }
    }
}

extension PeerCertificate {
    fileprivate init(_ identity: PeerIdentity) {
        self.init(systemIDs: identity.systemIDs, subject: identity.description, notAfter: identity.notAfter)
    }
}
