public import NetworkTypes
public import OpenFlow

/// Numbers of the integration bridge that are decided once.
public enum Pipeline {
    /// The port that Weft asks for its flow-based VXLAN interface (`ofport_request`, never changed).
    public static let tunnelPort = PortNumber(1000)

    /// The flow whose cookie is the digest of the host's desired state; no packet meets it.
    public static func marker(digest: UInt64) -> Flow {
        Flow(table: Stage.marker.table, priority: 0, cookie: digest, match: Match(), instructions: [])
    }

    /// The marker of a switch that has a part of a change and not the rest: it stands for no state, so whoever finds it at the
    /// beginning of a session reads the switch back, even if what is desired is by then what it was before the change.
    public static let unfinishedMarker = marker(digest: 1)

    /// What a network's groups are for.
    public enum GroupPurpose: UInt32, Hashable, Sendable {
        /// The network's NICs on this host.
        case local = 0x01
        /// The other hosts of the network.
        case replication = 0x02
        /// Parts of the two above, when they have too many members for one message.
        case localPart = 0x40
        case replicationPart = 0x80
    }

    /// The id of a network's group: its purpose above the VNI.
    public static func group(_ purpose: GroupPurpose, _ vni: VNI, part: Int = 0) -> UInt32 {
        precondition(part >= 0 && part < groupParts, "a network's group has up to \(groupParts) parts")
        return (purpose.rawValue + UInt32(part)) << 24 | vni.rawValue
    }

    /// A group's message must stay below 64 KiB, so a larger one is made of parts.
    public static let bucketsPerGroup = 500
    public static let groupParts = 64
}
