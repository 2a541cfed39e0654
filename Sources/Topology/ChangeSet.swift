/// What changed in the graph since it was last asked: identities only, the graph holds the present state.
public struct ChangeSet: Hashable, Sendable {
    public var hosts: Set<HostID> = []
    /// Networks whose declaration changed, or whose tenant began or ceased to use groups.
    public var networks: Set<NetworkID> = []
    /// NICs whose declaration, binding or port number changed, or their groups, their identity, or the default that counts for
    /// those that are policed.
    public var nics: Set<NICID> = []
    public var ports: Set<PortID> = []
    /// Networks that came to a host or left it.
    public var memberships: Set<Membership> = []
    /// Pairs whose set of local NICs changed.
    public var localNICs: Set<Membership> = []
    /// Groups whose declaration changed.
    public var groups: Set<GroupID> = []
    public var addressSets: Set<AddressSetID> = []
    /// Pairs of a group and a host that began or ceased to serve members of it.
    public var groupHosts: Set<GroupMembership> = []
    /// Terms that other identities meet now.
    public var terms: Set<PeerTerm> = []

    public init() {}

    public var isEmpty: Bool {
        hosts.isEmpty && networks.isEmpty && nics.isEmpty && ports.isEmpty && memberships.isEmpty && localNICs.isEmpty
            && groups.isEmpty && addressSets.isEmpty && groupHosts.isEmpty && terms.isEmpty
    }
}
