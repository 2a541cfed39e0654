import EventLoop
import NetworkTypes
import TLS

/// A connection of the event loop as a session uses it. On the loop thread only.
final class ConnectionTransport: SessionTransport, ConnectionDelegate {
    private let connection: Connection
    /// The connection keeps this, and this the session, until the connection is over.
    private var delegate: (any SessionTransportDelegate)?

    init(_ connection: Connection) { self.connection = connection }

    var now: MonotonicTime { connection.loop.now }
    var peerAddress: String { connection.peerAddress }
    var peerIdentity: PeerIdentity? { connection.peerIdentity }
    var queuedBytes: Int { connection.queuedBytes }
    var isWritable: Bool { connection.isWritable }

    func start(_ delegate: any SessionTransportDelegate) {
        self.delegate = delegate
        connection.start(delegate: self)
    }

    func write(_ chunks: [[UInt8]]) { connection.write(chunks) }
    func close() { connection.close() }
    func endUnlessAccepted(by context: TLSContext) { connection.endUnlessAccepted(by: context) }

    func pauseReading(for pause: Duration) {
        connection.pauseReading()
        connection.loop.schedule(after: pause) { [weak connection] in connection?.resumeReading() }
    }

    func schedule(after delay: Duration, _ body: @escaping () -> Void) -> any SessionTimer {
        connection.loop.schedule(after: delay, body)
    }

    func connection(_ connection: Connection, didRead bytes: [UInt8]) { delegate?.received(bytes) }
    func connection(_ connection: Connection, didReceive count: Int) { delegate?.received(count: count) }
    func connectionDidBecomeWritable(_ connection: Connection) { delegate?.becameWritable() }

    func connectionDidClose(_ connection: Connection, reason: CloseReason) {
        let last = delegate
        delegate = nil
        last?.closed(reason: reason.description)
    }
}

extension LoopTimer: SessionTimer {}
