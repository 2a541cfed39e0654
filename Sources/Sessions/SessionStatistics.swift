/// What one session did so far.
public struct SessionStatistics: Hashable, Sendable {
    public let session: SessionKey
    /// The other end, as Open vSwitch writes addresses.
    public let peer: String
    /// Whether it got through its handshake.
    public let isReady: Bool
    /// Bytes that wait to be sent.
    public let queuedBytes: Int
    public let bytesReceived: UInt64
    /// Changes of flows and groups that were handed to it; 0 for databases.
    public let modifications: UInt64
}
