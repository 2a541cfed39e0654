import EventLoop
public import OVSDB
public import OpenFlow
public import TLS

/// How the sessions with hosts are held.
public struct SouthboundConfiguration: Sendable {
    /// For every session with a database: what is monitored, deadlines and limits.
    public var database: OVSDBClient.Configuration
    /// For every session with a switch.
    public var openFlow = OpenFlowConnection.Configuration()
    /// For `ssl:` addresses, listening and dialled; without it they are refused.
    public var tls: TLSCredentials?
    /// How long dialling may take.
    public var connectTimeout = Duration.seconds(5)
    /// The pauses between attempts to dial: see `Backoff`.
    public var minimumBackoff = Duration.milliseconds(100)
    public var initialBackoff = Duration.seconds(1)
    public var maximumBackoff = Duration.seconds(30)
    /// Where the random pauses begin, so that hosts lost together do not come back together. Each name has its own
    /// sequence.
    public var backoffSeed: UInt64
    public var limits = SessionLimits()

    public init(database: OVSDBClient.Configuration, backoffSeed: UInt64) {
        self.database = database
        self.backoffSeed = backoffSeed
    }

    /// The pauses for one name.
    func backoff(for name: String) -> Backoff {
        // FNV-1a, since the standard library's hashes differ from process to process.
        let hash = name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return Backoff(
            minimum: minimumBackoff, initial: initialBackoff, maximum: maximumBackoff, seed: backoffSeed ^ hash)
    }
}
