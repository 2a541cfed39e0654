/// What a server lets its clients use.
public struct HTTPLimits: Hashable, Sendable {
    /// Connections per endpoint; more wait in the kernel's queue.
    public var connections = 256
    /// Connections from one remote address. Not from a network: whoever serves strangers over IPv6 has to, since they have as
    /// many addresses as they like. weftd serves local sockets only.
    public var connectionsPerAddress = 64
    /// Bytes of one body; more is answered with 413.
    public var bodyBytes = 16 << 20
    /// Bytes of all bodies that are being received or handled; more is answered with 503.
    public var totalBodyBytes = 64 << 20
    /// Bytes of one request's line and headers, with MHD's own bookkeeping; more is answered with 431.
    public var headerBytes = 32 << 10
    /// Streams at a time over all endpoints; more are answered with 503.
    public var streams = 128
    /// Bytes that may wait on a stream for its client; more ends the stream.
    public var streamQueueBytes = 1 << 20
    /// A connection without progress for so long is closed (whole seconds).
    public var idleTimeout = Duration.seconds(30)
    /// From the connection's start, or its last answer, to the end of the next request.
    public var requestDeadline = Duration.seconds(60)
    /// From the request's end to its answer; later it is answered with 504.
    public var answerDeadline = Duration.seconds(120)
    /// From the answer's start to its last byte, but for streams.
    public var sendDeadline = Duration.seconds(300)

    public init() {}
}
