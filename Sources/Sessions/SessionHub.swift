import EventLoop
import NetworkTypes
import TLS

/// What `Southbound` has on the loop thread: sessions, listeners and the databases that are dialled.
///
/// `@unchecked Sendable`: used on the loop thread only, which the loop's own objects check.
final class SessionHub: @unchecked Sendable {
    let loop: EventLoop
    let configuration: SouthboundConfiguration
    let outbox: Outbox

    let sessions = SessionTable()
    private let schemas = SchemaMemory()
    private var listeners: [Listener] = []
    private var refusals = RefusalDigest()
    private var turnedAway = (count: 0, last: "")
    private(set) var isStopped = false
    private(set) lazy var dialler = Dialler(on: loop, configuration: configuration, owner: self)

    init(
        on loop: EventLoop, configuration: SouthboundConfiguration,
        onEvents: @escaping @Sendable ([SouthboundEvent]) -> Void
    ) {
        self.loop = loop
        self.configuration = configuration
        outbox = Outbox(on: loop, deliver: onEvents)
    }

    // MARK: Peers that dial

    enum Service { case databases, switches }

    func listen(_ service: Service, on address: SocketAddress) throws(EventLoopError) -> SocketAddress {
        guard !isStopped else { throw EventLoopError(.loopStopped, "listening on \(address) failed: Weft stops") }
        let limits = ListenerLimits(
            backlog: Self.backlog, connections: configuration.limits.connectionsPerListener,
            write: configuration.limits.write)
        let handshakes = HandshakeLimit(
            perAddress: configuration.limits.handshakesPerAddress,
            perNetwork: configuration.limits.handshakesPerNetwork)
        let listener = try loop.listen(
            on: address, limits: limits, tls: configuration.tls,
            makeRoom: { self.makeRoom(for: $0, handshakes) },
            onEvent: { self.handle($0, service, handshakes) })
        listeners.append(listener)
        return listener.address
    }

    /// Whoever waits here is not turned away unheard when many dial at once: a lost SYN is sent again after a second.
    private static let backlog: Int32 = 4096

    /// Ends a session that has not got through its handshake, if there is one, for a peer that may begin its own. So nobody
    /// is kept out by connections that say nothing.
    private func makeRoom(for peer: SocketAddress?, _ handshakes: HandshakeLimit) -> Bool {
        guard handshakes.admits(peer?.host), let key = handshakes.mostDispensable else { return false }
        outbox.count { $0.displaced += 1 }
        sessions.end(key, Self.displacedReason)
        return true
    }

    private func handle(_ event: ListenerEvent, _ service: Service, _ handshakes: HandshakeLimit) {
        switch event {
        case .accepted(let connection):
            guard handshakes.admits(connection.peer?.host) else {
                turnAway(connection.peerAddress)
                return connection.close()
            }
            outbox.count { $0.accepted += 1 }
            switch service {
            case .databases: acceptDatabase(connection, handshakes)
            case .switches: acceptSwitch(connection, handshakes)
            }
        case .refused(let peer): turnAway(peer)
        case .failed: outbox.count { $0.acceptFailures += 1 }
        }
    }

    /// Counts a connection that is not let in, and tells of all of a second at once.
    private func turnAway(_ peer: String) {
        outbox.count { $0.refused += 1 }
        if turnedAway.count == 0 {
            loop.schedule(after: .seconds(1)) { [weak self] in self?.reportTurnedAway() }
        }
        turnedAway = (turnedAway.count + 1, peer)
    }

    private func reportTurnedAway() {
        outbox.append(CollectionOfOne(.turnedAway(count: turnedAway.count, last: turnedAway.last)))
        turnedAway = (0, "")
    }

    private func acceptDatabase(_ connection: Connection, _ handshakes: HandshakeLimit) {
        let key = SessionKey.next()
        let host = connection.peer?.host
        handshakes.begins(key, from: host)
        addDatabase(
            key, on: connection, origin: .accepted(peer: connection.peerAddress),
            ready: { handshakes.ended(key, from: host) },
            ended: { _, wasReady in
                self.tellRefusal(of: connection)
                if !wasReady { handshakes.ended(key, from: host) }
            })
    }

    private func tellRefusal(of connection: Connection) {
        guard let failure = connection.tlsFailure else { return }
        let address = connection.peer?.host.map { "\($0)" } ?? "unix"
        guard let more = refusals.take(failure.cause.rawValue, from: address, now: loop.now) else { return }
        outbox.append(
            CollectionOfOne(.refused(peer: connection.peerAddress, reason: failure.description + more)))
    }

    func recheckCertificates(_ context: TLSContext) {
        sessions.recheckCertificates(context)
    }

    private func acceptSwitch(_ connection: Connection, _ handshakes: HandshakeLimit) {
        let key = SessionKey.next()
        let host = connection.peer?.host
        handshakes.begins(key, from: host)
        let machine = SwitchMachine(configuration.openFlow, peer: connection.peerAddress, now: loop.now)
        let observer = SwitchSession.Observer(
            events: { [outbox] events in outbox.append(events.lazy.map { .openFlow(key, $0) }) },
            identified: { [outbox] in outbox.append(CollectionOfOne(.openFlow(key, .identified($0)))) },
            ready: { handshakes.ended(key, from: host) },
            ended: { _ in
                self.tellRefusal(of: connection)
                let session = self.sessions.switches.removeValue(forKey: key)
                if session?.wasReady == false { handshakes.ended(key, from: host) }
            })
        let session = SwitchSession(
            key, on: ConnectionTransport(connection), machine: machine, limits: configuration.limits,
            observer: observer)
        sessions.switches[key] = session
        session.start()
    }

    /// - Parameter ended: the session's end and whether it had been ready.
    @discardableResult
    func addDatabase(
        _ key: SessionKey = .next(), on connection: Connection, origin: SouthboundEvent.DatabaseOrigin,
        ready: @escaping () -> Void, ended: @escaping (_ reason: String, _ wasReady: Bool) -> Void
    ) -> SessionKey {
        let machine = DatabaseMachine(
            configuration.database, origin: origin, peer: connection.peerAddress, schemas: schemas)
        let observer = DatabaseSession.Observer(
            events: { [outbox] events in outbox.append(events.lazy.map { .database(key, $0) }) },
            identified: { [outbox] in outbox.append(CollectionOfOne(.database(key, .identified($0)))) },
            ready: ready,
            ended: { reason in
                let session = self.sessions.databases.removeValue(forKey: key)
                ended(reason, session?.wasReady ?? false)
            })
        let session = DatabaseSession(
            key, on: ConnectionTransport(connection), machine: machine, limits: configuration.limits,
            observer: observer)
        sessions.databases[key] = session
        session.start()
        return key
    }

    // MARK: The whole

    var statistics: [SessionStatistics] {
        sessions.statistics
    }

    func stop() {
        guard !isStopped else { return }
        isStopped = true
        for listener in listeners { listener.close() }
        listeners = []
        dialler.stop()
        sessions.endAll(Self.stopReason)
        outbox.close()
    }

    private static let stopReason = "Weft stops"
    private static let displacedReason = "the listener is full, and this had not got through its handshake"
}
