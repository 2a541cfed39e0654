public import Topology

/// The grain of incremental work: one object, recomputed whole when anything that it read has changed.
public enum Unit: Hashable, Comparable, Sendable {
    /// What every prepared host has.
    case base(HostID)
    /// A network's flooding.
    case flood(NetworkID)
    /// Frames that a member host sends, as the other members receive them.
    case tunnelInput(Membership)
    /// The members, as each of them replicates to the others.
    case replication(NetworkID)
    /// A network's NICs on one host.
    case localGroup(Membership)
    /// One NIC: at home, seen from elsewhere, and its known addresses.
    case nic(NICID)
    /// A network's prefixes and services, as the policies of its NICs see them.
    case subnets(NetworkID)
    /// What a host needs to judge, if it serves networks whose NICs may be policed.
    case policyBase(HostID)
    /// A security group's rules.
    case group(GroupID)
}

/// Something that a unit read while it was computed.
public enum Input: Hashable, Sendable {
    case host(HostID)
    case network(NetworkID)
    case nic(NICID)
    case term(PeerTerm)
    case addressSet(AddressSetID)
}
