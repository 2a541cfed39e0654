import EventLoop
import NetworkTypes

/// Keeps a session with every database of a list: dials, and dials again after a pause when that failed or the session
/// ended, until the list says otherwise.
///
/// Used on the loop thread only.
final class Dialler {
    private enum State {
        case connecting(ConnectAttempt)
        case connected(SessionKey)
        case pausing(LoopTimer)
        case stopped
    }

    private struct Target {
        let address: SocketAddress
        /// Tells what happens to this target from what happens to an earlier one of its name.
        let serial: UInt64
        var backoff: Backoff
        var state = State.stopped
    }

    private let loop: EventLoop
    private let configuration: SouthboundConfiguration
    private unowned let owner: SessionHub
    private var targets: [String: Target] = [:]
    private var lastSerial: UInt64 = 0

    init(on loop: EventLoop, configuration: SouthboundConfiguration, owner: SessionHub) {
        self.loop = loop
        self.configuration = configuration
        self.owner = owner
    }

    /// The whole list, by name; it replaces the last one. Entries that are in both are left alone.
    func set(_ addresses: [String: SocketAddress]) {
        for name in targets.keys.sorted() {
            guard let target = targets[name], addresses[name] != target.address else { continue }
            targets[name] = nil
            drop(target, addresses[name].map { "its address is \($0) now" } ?? "it is not dialled any more")
        }
        for (name, address) in addresses.sorted(by: { $0.key < $1.key }) where targets[name] == nil {
            lastSerial += 1
            targets[name] = Target(address: address, serial: lastSerial, backoff: configuration.backoff(for: name))
            dial(name)
        }
    }

    /// Gives up every attempt; sessions that stand are left to their owner.
    func stop() {
        let last = targets
        targets = [:]
        for target in last.values {
            if case .connected = target.state { continue }
            drop(target, "")
        }
    }

    private func drop(_ target: Target, _ reason: String) {
        switch target.state {
        case .connecting(let attempt): attempt.cancel()
        case .connected(let key): owner.sessions.databases[key]?.end(reason)
        case .pausing(let timer): timer.cancel()
        case .stopped: break
        }
    }

    private func dial(_ name: String) {
        guard let target = targets[name] else { return }
        let serial = target.serial
        let attempt = loop.connect(
            to: target.address, timeout: configuration.connectTimeout, limits: configuration.limits.write,
            tls: configuration.tls
        ) { [weak self] result in
            guard let self, targets[name]?.serial == serial else {
                if case .success(let connection) = result { connection.close() }
                return
            }
            switch result {
            case .success(let connection): connected(name, connection)
            case .failure(let error): failed(name, error.description)
            }
        }
        targets[name]?.state = .connecting(attempt)
    }

    private func connected(_ name: String, _ connection: Connection) {
        guard let serial = targets[name]?.serial else { return connection.close() }
        targets[name]?.state = .stopped
        let key = owner.addDatabase(
            on: connection, origin: .dialled(name: name),
            ready: { [weak self] in
                guard let self, targets[name]?.serial == serial else { return }
                targets[name]?.backoff.reset()
            },
            ended: { [weak self] reason, wasReady in
                guard let self, targets[name]?.serial == serial else { return }
                if wasReady { pause(name) } else { failed(name, reason) }
            })
        // A session that has ended meanwhile has set the pause already.
        if case .stopped? = targets[name]?.state { targets[name]?.state = .connected(key) }
    }

    private func failed(_ name: String, _ reason: String) {
        owner.outbox.append(CollectionOfOne(.dialFailed(name: name, reason: reason)))
        pause(name)
    }

    private func pause(_ name: String) {
        guard let delay = targets[name]?.backoff.next() else { return }
        targets[name]?.state = .pausing(loop.schedule(after: delay) { [weak self] in self?.dial(name) })
    }
}
