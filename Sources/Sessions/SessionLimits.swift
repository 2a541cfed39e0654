public import EventLoop

/// How much peers may ask of the process. What goes beyond ends the session concerned, or keeps it from beginning,
/// and no other.
public struct SessionLimits: Hashable, Sendable {
    /// Connections that a listener has open at a time. Beyond it one that has not got through its handshake makes room: of
    /// the address that has most of them, the oldest. When all have got through, the newest is turned away.
    public var connectionsPerListener = 4096
    /// Connections from one address to a listener that have not got through their handshake. The newest is turned away. Unix-domain sockets have no addresses and no such limit: the file's mode says who may connect.
    public var handshakesPerAddress = 64
    /// The same from one IPv6 /64, whose addresses whoever has one of them has all. Hosts may share it.
    public var handshakesPerNetwork = 1024
    /// Bytes that may wait to be sent to a peer during its handshake.
    public var handshakeBytes = 256 << 10
    /// Bytes that may wait to be sent to a peer. Bundles are written in pieces while there are fewer than `high`; what cannot
    /// wait, such as answers to a peer that asks and does not read, ends the session at `hard`.
    public var write = WriteLimits(low: 64 << 10, high: 256 << 10, hard: 8 << 20)
    /// What a peer may say in a second: database updates, packets, port changes, parts of answers. It is not read for the
    /// rest of that second.
    public var eventsPerSecond = 10_000
    /// Bytes that are read of a peer in a second, answers too: they have to be decoded, on the thread that serves all hosts.
    public var bytesPerSecond = 64 << 20

    public init() {}
}
