import Synchronization

/// What all connections of a server share.
final class ServerState: Sendable {
    let limits: HTTPLimits
    let handler: @Sendable (HTTPRequest, HTTPResponder) -> Void
    private let connections = Mutex<[ObjectIdentifier: ClientConnection]>([:])
    private let bodyBytes = Atomic(0)
    private let streams = Atomic(0)
    private let stopping = Atomic(false)
    private let watcher = Mutex<Ticker?>(nil)

    init(limits: HTTPLimits, handler: @escaping @Sendable (HTTPRequest, HTTPResponder) -> Void) {
        self.limits = limits
        self.handler = handler
    }

    /// Once it is true no connection is suspended any more: whoever suspends looks here with its lock held.
    var isStopping: Bool { stopping.load(ordering: .sequentiallyConsistent) }

    func beginStopping() { stopping.store(true, ordering: .sequentiallyConsistent) }

    /// Whom to wake when there is a connection to watch.
    func setWatcher(_ ticker: Ticker) { watcher.withLock { $0 = ticker } }

    func add(_ connection: ClientConnection) {
        connections.withLock { $0[ObjectIdentifier(connection)] = connection }
        watcher.withLock { $0 }?.activate()
    }

    func remove(_ connection: ClientConnection) {
        _ = connections.withLock { $0.removeValue(forKey: ObjectIdentifier(connection)) }
    }

    /// In no order.
    var openConnections: [ClientConnection] { connections.withLock { Array($0.values) } }

    /// Counts bytes of a body; false when all bodies together would be too large.
    func takeBodyBytes(_ count: Int) -> Bool {
        let total = bodyBytes.add(count, ordering: .relaxed).newValue
        guard total > limits.totalBodyBytes else { return true }
        bodyBytes.subtract(count, ordering: .relaxed)
        return false
    }

    func returnBodyBytes(_ count: Int) {
        bodyBytes.subtract(count, ordering: .relaxed)
    }

    func beginStream() -> Bool {
        guard !isStopping else { return false }
        guard streams.add(1, ordering: .relaxed).newValue <= limits.streams else {
            streams.subtract(1, ordering: .relaxed)
            return false
        }
        return true
    }

    func streamEnded() {
        streams.subtract(1, ordering: .relaxed)
    }
}
