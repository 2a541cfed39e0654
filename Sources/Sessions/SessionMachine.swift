import NetworkTypes

/// A protocol machine as a session drives it: bytes and time go in, bytes and events come out.
protocol SessionMachine: ~Copyable {
    associatedtype Event: Sendable

    /// Begins the conversation, on a connection that just came about.
    mutating func start(now: MonotonicTime)
    mutating func receive(_ bytes: [UInt8], now: MonotonicTime) -> [Event]
    /// Acts on what is due, and hands out events that calls without a result have left. Early calls are harmless.
    mutating func tick(now: MonotonicTime) -> [Event]
    /// Ends the conversation for a reason of this side or of the transport: what is outstanding fails.
    mutating func end(_ reason: String) -> [Event]
    /// What is to be sent now. While `hasMoreOutput`, more follows as soon as the connection has room.
    mutating func takeOutput() -> [[UInt8]]
    var hasMoreOutput: Bool { get }

    /// When `tick` has something to do.
    var nextDeadline: MonotonicTime? { get }
    /// Whether the handshake is over and the conversation is not.
    var isReady: Bool { get }
    /// Why the conversation is over; nil while it is not.
    var endReason: String? { get }
    /// Changes of flows and groups that were handed to the machine.
    var modificationCount: UInt64 { get }

    /// How much the peer said of its own accord, rather than as an answer: one for each thing told.
    static func unsolicited(in event: Event) -> Int
}
