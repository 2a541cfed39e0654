public import NetworkTypes

/// OFPGT_*, OpenFlow 1.5.1 section 7.3.4.3.
public enum GroupType: UInt8, Hashable, Sendable {
    case all = 0
    case select = 1
    case indirect = 2
    case fastFailover = 3
}

/// One way a group can send a packet.
public struct Bucket: Hashable, Sendable {
    /// 1.5 only: 0…0xffffff00, unique in its group. Without one in 1.3 and 1.4.
    public var id: UInt32
    /// Share of the packets, for select groups; zero for others.
    public var weight: UInt16
    /// The port whose liveness decides, for fast failover.
    public var watchPort: PortNumber
    /// The group whose liveness decides, for fast failover; 0xffffffff: none.
    public var watchGroup: UInt32
    public var actions: [Action]
    /// 1.5 bucket properties this library does not know: their bytes as they came.
    var unknown: [UInt8] = []

    public init(
        id: UInt32, weight: UInt16 = 0, watchPort: PortNumber = .any, watchGroup: UInt32 = 0xffff_ffff,
        actions: [Action]
    ) {
        self.id = id
        self.weight = weight
        self.watchPort = watchPort
        self.watchGroup = watchGroup
        self.actions = actions
    }
}

/// Buckets that flows share by number.
public struct Group: Hashable, Sendable {
    /// 0…0xffffff00.
    public var id: UInt32
    public var type: GroupType
    public var buckets: [Bucket]
    /// 1.5 group properties as they came, for example the selection method of Open vSwitch.
    public var properties: [UInt8]

    public init(id: UInt32, type: GroupType, buckets: [Bucket], properties: [UInt8] = []) {
        self.id = id
        self.type = type
        self.buckets = buckets
        self.properties = properties
    }
}
