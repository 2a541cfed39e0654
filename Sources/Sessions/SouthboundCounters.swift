/// What happened at the edge of the process that no session tells.
public struct SouthboundCounters: Hashable, Sendable {
    /// Connections that listeners took in.
    public internal(set) var accepted: UInt64 = 0
    /// Connections turned away, because of the limits.
    public internal(set) var refused: UInt64 = 0
    /// Connections that were ended before they had got through their handshake, because others needed the room.
    public internal(set) var displaced: UInt64 = 0
    /// Attempts of the system to accept a connection that failed, for want of file descriptors for example.
    public internal(set) var acceptFailures: UInt64 = 0
    /// Arrays of events that were handed out.
    public internal(set) var batches: UInt64 = 0
    /// Events in them.
    public internal(set) var events: UInt64 = 0
}
