public import NetworkTypes
import Wire

/// The controller's end of one OpenFlow connection, without I/O and clock.
///
/// Whoever owns the transport gives received bytes to `receive`, writes what `takeOutput` gives, and calls `tick` when
/// `nextDeadline` has come. Events are the results of `receive`, `tick` and `close`; calls that have a result at once (a
/// request on a closed connection) leave it for the next `tick`, and `nextDeadline` is then now.
///
/// Main connections only. Every request has a deadline, every queue a bound, and everything that is outstanding fails as
/// soon as the connection closes.
public struct OpenFlowConnection: ~Copyable {
    enum State {
        /// Our hello is sent; the peer's is awaited.
        case greeting
        /// Features are asked for.
        case describing(OpenFlowVersion)
        case ready(OpenFlowVersion)
        case closed
    }

    let configuration: Configuration
    var state = State.greeting
    let handshakeDeadline: MonotonicTime
    var keepalive: Keepalive
    var input = FrameBuffer()
    var output = OutputQueue()
    /// Events that no call has handed out yet.
    var events: [Event] = []
    var pending: [UInt32: PendingRequest] = [:]
    /// Messages that answered nothing.
    var strayMessages = 0
    var programming: Programming?
    var knownForms = KnownForms()
    var batches: [(id: UInt64, batch: ModificationBatch)] = []
    private var lastXID: UInt32 = 0
    private var lastBundle: UInt32 = 0

    public init(configuration: Configuration = Configuration(), now: MonotonicTime) {
        self.configuration = configuration
        handshakeDeadline = now + configuration.handshakeDeadline
        keepalive = Keepalive(interval: configuration.probeInterval, now: now)
        output.write(
            .hello(Hello(configuration.versions)), version: configuration.versions.upperBound, xid: nextXID())
    }

    /// The version agreed on, once the handshake is over.
    public var version: OpenFlowVersion? {
        if case .ready(let version) = state { version } else { nil }
    }

    public var isClosed: Bool {
        if case .closed = state { true } else { false }
    }

    /// What is to be written, in order. Bytes that were taken are the caller's.
    ///
    /// A large bundle comes in pieces of about `Configuration.outputPieceBytes`: while `hasMoreOutput`, call it again as soon
    /// as the transport has room.
    public mutating func takeOutput() -> [[UInt8]] {
        fillBundle()
        return output.take()
    }

    /// Whether there is more to be written than the last `takeOutput` gave.
    public var hasMoreOutput: Bool { output.byteCount > 0 || isFilling }

    public var queuedOutputBytes: Int { output.byteCount }

    /// A message that has no answer, such as packet-out. False when it was dropped, because the connection is not ready, the
    /// switch does not take what is queued, or its bytes are more than a message has. An error of the switch comes as an
    /// asynchronous event.
    @discardableResult
    public mutating func send(_ message: Message) -> Bool {
        guard let version, output.byteCount <= configuration.maximumQueuedBytes else { return false }
        do throws(MessageLengthError) {
            try output.append(message, version: version, xid: nextXID())
            return true
        } catch {
            return false
        }
    }

    /// Ends the connection: everything outstanding fails, and `closed` is the last event.
    @discardableResult
    public mutating func close(_ reason: CloseReason) -> [Event] {
        if isClosed { return takeEvents() }
        state = .closed
        input.removeAll()
        for request in pending.values.sorted(by: { $0.id < $1.id }) {
            if case .barrier = request.kind { continue }
            events.append(.requestFailed(request: request.id, .disconnected))
        }
        pending = [:]
        if let programming { events.append(.programmed(id: programming.id, .failed(.disconnected))) }
        programming = nil
        for waiting in batches { events.append(.programmed(id: waiting.id, .failed(.disconnected))) }
        batches = []
        events.append(.closed(reason))
        return takeEvents()
    }

    mutating func takeEvents() -> [Event] {
        let result = events
        events = []
        return result
    }

    /// The next transaction number. Zero is never used: switches use it for what they send on their own.
    mutating func nextXID() -> UInt32 { takeXIDs(1) }

    /// `count` numbers in a row; the first.
    mutating func takeXIDs(_ count: Int) -> UInt32 {
        if lastXID > UInt32.max - UInt32(count) { lastXID = 0 }
        let first = lastXID + 1
        lastXID += UInt32(count)
        return first
    }

    mutating func nextBundle() -> UInt32 {
        lastBundle = lastBundle == .max ? 1 : lastBundle + 1
        return lastBundle
    }
}
