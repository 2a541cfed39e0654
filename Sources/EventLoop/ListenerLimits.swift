/// How many peers a listener lets in.
public struct ListenerLimits: Hashable, Sendable {
    /// How many connections wait in the kernel to be accepted; the kernel may lower it (`net.core.somaxconn`).
    public let backlog: Int32
    /// How many connections of this listener are open at a time; more are refused, unless its user makes room.
    public let connections: Int
    /// How much may wait to be sent on each of them.
    public let write: WriteLimits

    public init(backlog: Int32 = 512, connections: Int = 1024, write: WriteLimits = WriteLimits()) {
        precondition(backlog > 0 && connections > 0, "a listener lets at least one peer in")
        self.backlog = backlog
        self.connections = connections
        self.write = write
    }
}
