public import EventLoop
import TLS

/// Weft's sessions with the databases and switches of its hosts, on one event loop.
///
/// Every method may be called from any thread, the loop's too. Events come on the loop thread, in batches: everything
/// that arises in one turn of the loop in one array.
///
///     let southbound = Southbound(loop: loop, configuration: configuration) { core.take($0) }
///     let address = try southbound.listenSwitches(on: SocketAddress(openVSwitch: "ptcp:6653"))
///     southbound.setDialled(["kvm1": try SocketAddress(openVSwitch: "tcp:10.0.0.1:6640")])
///     …
///     southbound.stop()
///     loop.stop()
///
/// The loop has to run: what returns something waits for the loop thread. The loop keeps listeners and sessions until
/// `stop`, whether this object is kept or not.
public final class Southbound: Sendable {
    private let loop: EventLoop
    private let hub: SessionHub

    /// - Parameter onEvents: called on the loop thread, which waits for it: it should put the events into a queue and
    ///   return.
    public init(
        loop: EventLoop, configuration: SouthboundConfiguration,
        onEvents: @escaping @Sendable ([SouthboundEvent]) -> Void
    ) {
        self.loop = loop
        hub = SessionHub(on: loop, configuration: configuration, onEvents: onEvents)
    }

    /// Lets databases dial in, and returns the address with the port that it was given.
    @discardableResult
    public func listenDatabases(on address: SocketAddress) throws(EventLoopError) -> SocketAddress {
        try listen(.databases, on: address)
    }

    /// Lets switches dial in, and returns the address with the port that it was given.
    @discardableResult
    public func listenSwitches(on address: SocketAddress) throws(EventLoopError) -> SocketAddress {
        try listen(.switches, on: address)
    }

    /// The databases to dial, by name: the whole list, which replaces the last one. They are dialled for ever, with
    /// pauses; one that is not in the list any more, or has another address, has its session closed.
    public func setDialled(_ addresses: [String: SocketAddress]) {
        loop.execute { [hub] in
            guard !hub.isStopped else { return }
            hub.dialler.set(addresses)
        }
    }

    /// Judges the certificates of all peers anew, whoever dialled, by what is in force now: sessions end whose peer was
    /// revoked, whose certificate has expired, or whose authority is accepted no longer. The others go on.
    public func recheckCertificates() {
        loop.execute { [hub] in
            guard !hub.isStopped, let context = try? hub.configuration.tls?.context() else { return }
            hub.recheckCertificates(context)
        }
    }

    /// Has the sessions do this, in the order given; see `SouthboundCommand`.
    public func perform(_ commands: [SouthboundCommand]) {
        guard !commands.isEmpty else { return }
        loop.execute { [hub] in hub.sessions.perform(commands) }
    }

    /// What the open sessions did so far, by their keys; empty once the loop has stopped.
    public func statistics() -> [SessionStatistics] { run { [hub] in hub.statistics } ?? [] }

    /// What happened at the edge of the process.
    public var counters: SouthboundCounters { hub.outbox.counters }

    /// Closes the listeners and every session, and dials no more. When it returns, the last event has been handed out.
    /// More calls do nothing.
    public func stop() { run { [hub] in hub.stop() } }

    private func listen(
        _ service: SessionHub.Service, on address: SocketAddress
    ) throws(EventLoopError)
        -> SocketAddress
    {
        let result = run { [hub] in
            Result { () throws(EventLoopError) in try hub.listen(service, on: address) }
        }
        guard let result else {
            throw EventLoopError(.loopStopped, "listening on \(address) failed: the event loop has stopped")
        }
        return try result.get()
    }

    /// Runs `body` on the loop thread and waits for its result; nil when the loop has stopped.
    @discardableResult
    private func run<R: Sendable>(_ body: @escaping @Sendable () -> R) -> R? {
        if loop.isOnLoopThread { return body() }
        let answer = Answer<R>()
        guard loop.execute({ answer.give(body()) }) else { return nil }
        return answer.wait()
    }
}
