import NetworkTypes
import TLS

/// With an ovsdb-server.
typealias DatabaseSession = Session<DatabaseMachine>
/// With an ovs-vswitchd.
typealias SwitchSession = Session<SwitchMachine>

/// One protocol machine on one connection: gives it the bytes that come, the time when it is due, and the connection
/// what it wants sent.
///
/// Its events go to `observer` as they arise. It ends once, for the machine's reason, the transport's or ours. Used on
/// one thread only: an event loop's, or that of a simulation.
final class Session<Machine: SessionMachine & ~Copyable>: SessionTransportDelegate {
    struct Observer {
        let events: ([Machine.Event]) -> Void
        /// Over TLS, before the first event that the peer brought about: whose certificate it showed.
        let identified: (PeerIdentity) -> Void
        /// The handshake is over; at most once.
        let ready: () -> Void
        /// The session is over, and its last event has been handed out; exactly once.
        let ended: (_ reason: String) -> Void
    }

    let key: SessionKey
    private let transport: any SessionTransport
    private let observer: Observer
    private let limits: SessionLimits
    private var machine: Machine
    private var wakeUp: (timer: any SessionTimer, at: MonotonicTime)?
    private var eventBudget: PeerBudget
    private var byteBudget: PeerBudget
    /// For how long nothing should be read, because of what was read just now.
    private var pause: Duration?
    private(set) var wasReady = false
    private var hasEnded = false
    private var isIdentified = false
    private var bytesReceived: UInt64 = 0

    init(
        _ key: SessionKey, on transport: any SessionTransport, machine: consuming Machine, limits: SessionLimits,
        observer: Observer
    ) {
        self.key = key
        self.transport = transport
        self.observer = observer
        self.limits = limits
        self.machine = machine
        eventBudget = PeerBudget(perSecond: limits.eventsPerSecond)
        byteBudget = PeerBudget(perSecond: limits.bytesPerSecond)
    }

    /// Begins the conversation and reads what comes.
    func start() {
        let now = transport.now
        machine.start(now: now)
        transport.start(self)
        settle(machine.tick(now: now))
    }

    /// Gives the machine something to do; `commit` has to follow, after one or many of these.
    func withMachine(_ body: (inout Machine, MonotonicTime) -> Void) {
        guard !hasEnded else { return }
        body(&machine, transport.now)
    }

    /// Sends what came of `withMachine`.
    func commit() {
        guard !hasEnded else { return }
        settle(machine.tick(now: transport.now))
    }

    func end(_ reason: String) {
        guard !hasEnded else { return }
        settle(machine.end(reason))
    }

    /// Ends the session if its peer's certificate does not pass any more: since it began it was revoked, has expired, or its
    /// authority is accepted no longer.
    func recheckCertificate(_ context: TLSContext) {
        guard !hasEnded else { return }
        transport.endUnlessAccepted(by: context)
    }

    var statistics: SessionStatistics {
        SessionStatistics(
            session: key, peer: transport.peerAddress, isReady: wasReady, queuedBytes: transport.queuedBytes,
            bytesReceived: bytesReceived, modifications: machine.modificationCount)
    }

    // MARK: The transport

    func received(_ bytes: [UInt8]) {
        guard !hasEnded else { return }
        if !isIdentified, let identity = transport.peerIdentity {
            isIdentified = true
            observer.identified(identity)
        }
        bytesReceived += UInt64(bytes.count)
        let now = transport.now
        let events = machine.receive(bytes, now: now)
        settle(events)
        let said = events.reduce(0) { $0 + max(1, Machine.unsolicited(in: $1)) }
        pause = [pause, eventBudget.spend(said, now: now)].compactMap(\.self).max()
    }

    /// With TLS records that hold nothing cost as much as others.
    func received(count: Int) {
        let longest = [pause, byteBudget.spend(count, now: transport.now)].compactMap(\.self).max()
        pause = nil
        if let longest, !hasEnded { transport.pauseReading(for: longest) }
    }

    func becameWritable() {
        guard !hasEnded else { return }
        sendOutput()
    }

    func closed(reason: String) { end(reason) }

    // MARK: After every call of the machine

    private func settle(_ events: [Machine.Event]) {
        if !events.isEmpty { observer.events(events) }
        sendOutput()
        if let reason = machine.endReason { return finish(reason) }
        if !wasReady {
            if machine.isReady {
                wasReady = true
                observer.ready()
            } else if transport.queuedBytes > limits.handshakeBytes {
                return end("the peer does not read what it is sent")
            }
        }
        wakeUpInTime()
    }

    /// Sends what the machine has. A large bundle follows in pieces, each when the connection has room for it; anything else
    /// waits for nothing, and what the connection cannot take within its limits ends the session.
    private func sendOutput() {
        let output = machine.takeOutput()
        if !output.isEmpty { transport.write(output) }
        while machine.hasMoreOutput, transport.isWritable { transport.write(machine.takeOutput()) }
    }

    private func finish(_ reason: String) {
        guard !hasEnded else { return }
        hasEnded = true
        wakeUp?.timer.cancel()
        wakeUp = nil
        transport.close()
        observer.ended(reason)
    }

    /// Keeps a timer that is early enough: deadlines move on with every byte that comes, and a machine that is asked
    /// too early has nothing to do.
    private func wakeUpInTime() {
        guard let deadline = machine.nextDeadline else { return }
        if let wakeUp {
            if wakeUp.at <= deadline { return }
            wakeUp.timer.cancel()
        }
        let timer = transport.schedule(after: deadline - transport.now) { [weak self] in
            guard let self else { return }
            wakeUp = nil
            commit()
        }
        wakeUp = (timer, deadline)
    }
}
