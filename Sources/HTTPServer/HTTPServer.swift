import Glibc
import Synchronization

/// An HTTP/1.1 server over libmicrohttpd.
///
/// The handler runs on the library's threads, one an endpoint: it must not block, and answers later from wherever the
/// answer is known. Requests of one connection come one after the other.
public final class HTTPServer: Sendable {
    /// Where to listen.
    public enum Endpoint: Hashable, Sendable, CustomStringConvertible {
        /// A socket in the file system, mode 0660, removed when the server stops.
        case unix(String)
        /// A numeric address; port 0 lets the kernel choose. In the clear.
        case tcp(host: String, port: UInt16)

        public var description: String {
            switch self {
            case .unix(let path): "unix:\(path)"
            case .tcp(let host, let port): "http:\(host.contains(":") ? "[\(host)]" : host):\(port)"
            }
        }
    }

    /// How late a deadline, or a client that left a stream, may be noticed.
    private static let watchMilliseconds = 250
    /// How long `stop` lets answers that have begun go out.
    private static let drainMilliseconds = 1_000

    /// Where it listens, with the ports that the kernel chose.
    public let endpoints: [Endpoint]
    private let state: ServerState
    private let watcher: Ticker
    private let daemons: Mutex<[Daemon]>

    /// Listens on all endpoints, or on none when one of them fails.
    public init(
        endpoints: [Endpoint],
        limits: HTTPLimits = HTTPLimits(),
        handler: @escaping @Sendable (HTTPRequest, HTTPResponder) -> Void
    ) throws(HTTPServerError) {
        var listeners: [ListeningSocket] = []
        for endpoint in endpoints { listeners.append(try ListeningSocket(endpoint)) }
        let state = ServerState(limits: limits, handler: handler)
        let watcher = try Ticker(milliseconds: Self.watchMilliseconds) { watch(state) }
        state.setWatcher(watcher)
        var daemons: [Daemon] = []
        do throws(HTTPServerError) {
            for listener in listeners { daemons.append(try Daemon(listener, server: state)) }
        } catch {
            for daemon in daemons { daemon.stop() }
            watcher.stop()
            throw error
        }
        self.endpoints = listeners.map(\.endpoint)
        self.state = state
        self.watcher = watcher
        self.daemons = Mutex(daemons)
    }

    deinit { stop() }

    /// Stops listening, answers what waits with 503, ends streams, lets what has begun go out for a moment, and closes
    /// all connections. Idempotent. Not to be called from the handler.
    public func stop() {
        let daemons = self.daemons.withLock { daemons in
            defer { daemons = [] }
            return daemons
        }
        guard !daemons.isEmpty else { return }
        state.beginStopping()
        for daemon in daemons { daemon.quiesce() }
        for connection in state.openConnections { connection.exchange?.stop() }
        for _ in 0..<Self.drainMilliseconds / 10 where state.openConnections.contains(where: { $0.exchange != nil }) {
            usleep(10_000)
        }
        watcher.stop()
        for daemon in daemons { daemon.stop() }
    }
}

/// Looks at every connection once; whether there are any.
private func watch(_ state: ServerState) -> Bool {
    let connections = state.openConnections
    let now = ContinuousClock.now
    for connection in connections { connection.check(now: now, limits: state.limits) }
    return !connections.isEmpty
}
