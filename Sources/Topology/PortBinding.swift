/// What the evidence on a port says about the NIC behind it (INTERFACE.md 2, in that order of strength).
public enum PortBinding: Hashable, Sendable {
    public enum Evidence: String, Hashable, Sendable {
        case interfaceID = "iface-id"
        case profile = "port-profile"
        case mac = "attached-mac"
        case vmName = "vm-name"
    }

    case nic(NICID, by: Evidence)
    /// The port's profile names a network, and no NIC is known for it: it is being discovered, or cannot be.
    case profile(NetworkID)
    /// Several entries match at one strength: quarantined, all named.
    case ambiguous([NICID], by: Evidence)
    /// Nothing is known about it: quarantined.
    case unknown
}
