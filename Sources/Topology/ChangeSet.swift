/// What changed in the graph since it was last asked: identities only, the graph holds the present state.
public struct ChangeSet: Hashable, Sendable {
    public var hosts: Set<HostID> = []
    public var networks: Set<NetworkID> = []
    /// NICs whose declaration, binding or port number changed.
    public var nics: Set<NICID> = []
    public var ports: Set<PortID> = []
    /// Networks that came to a host or left it.
    public var memberships: Set<Membership> = []
    /// Pairs whose set of local NICs changed.
    public var localNICs: Set<Membership> = []

    public init() {}

    public var isEmpty: Bool {
        hosts.isEmpty && networks.isEmpty && nics.isEmpty && ports.isEmpty && memberships.isEmpty && localNICs.isEmpty
    }
}
