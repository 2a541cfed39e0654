/// How a fleet stands.
public struct FleetStatus: Hashable, Sendable {
    public var hosts = 0
    /// Connections that stand; a host that is served has two.
    public var connections = 0
    /// In all switches together.
    public var flows = 0
    /// How often connection-tracking zones were flushed, by controllers, in switches that are there still.
    public var zoneFlushes = 0
    /// How often all connections were broken off.
    public var cuts = 0
    /// How many times a port was moved to another host.
    public var moves = 0
    /// Why a port could not be moved, the newest time.
    public var failure: String?
}
