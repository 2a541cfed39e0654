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

    /// The group that holds a network's NICs on this host.
    public static func localGroup(_ vni: VNI) -> UInt32 { 0x0100_0000 | vni.rawValue }

    /// The group that holds the other hosts of a network.
    public static func replicationGroup(_ vni: VNI) -> UInt32 { 0x0200_0000 | vni.rawValue }
}
