import NetworkTypes
import TLS

/// What a session needs of its connection, and of the clock: an event loop has both, and a simulation has its own.
protocol SessionTransport: AnyObject {
    var now: MonotonicTime { get }
    /// The other end as text for people.
    var peerAddress: String { get }
    /// Who the other side proved to be, over TLS.
    var peerIdentity: PeerIdentity? { get }
    /// Bytes that wait to be sent.
    var queuedBytes: Int { get }
    /// Whether more of what can wait should be written.
    var isWritable: Bool { get }

    /// Begins to read; the transport keeps its delegate until it has told it of the end.
    func start(_ delegate: any SessionTransportDelegate)
    func write(_ chunks: [[UInt8]])
    func close()
    /// Reads nothing for a while.
    func pauseReading(for pause: Duration)
    /// Ends the connection if its peer's certificate does not pass by what is in force now.
    func endUnlessAccepted(by context: TLSContext)
    /// Calls `body` once after this time, unless it is cancelled before.
    func schedule(after delay: Duration, _ body: @escaping () -> Void) -> any SessionTimer
}

/// Something that was scheduled.
protocol SessionTimer: AnyObject {
    func cancel()
}

/// Who hears what comes on a transport.
protocol SessionTransportDelegate: AnyObject {
    func received(_ bytes: [UInt8])
    /// So many bytes were read, of which some may have been the transport's own.
    func received(count: Int)
    func becameWritable()
    /// Nothing follows.
    func closed(reason: String)
}
