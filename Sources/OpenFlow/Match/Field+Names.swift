/// The fields by name. A field's position here is not its rank; `FieldRegistry.entries` has the order.
extension Field {
    public static let dpHash = Field(index: 0)
    public static let recirculationID = Field(index: 1)
    /// Which conjunction the clause flows of a table completed.
    public static let conjunctionID = Field(index: 2)
    /// The port a packet came in by, 32 bits.
    public static let inPort = Field(index: 3)
    public static let inPhysicalPort = Field(index: 4)
    /// The 16-bit form that actions use; `Action.setField` of `inPort`, and move, push and pop of it, are written as this.
    /// Learn, multipath, bundle and output to a field write what they are given.
    public static let inPort16 = Field(index: 5)
    public static let actionSetOutput = Field(index: 6)
    public static let ethernetSource = Field(index: 7)
    public static let ethernetDestination = Field(index: 8)
    public static let packetType = Field(index: 9)
    public static let etherType = Field(index: 10)
    /// 13 bits: the identifier and OFPVID_PRESENT (0x1000).
    public static let vlanVID = Field(index: 11)
    public static let vlanPCP = Field(index: 12)
    public static let mplsTC = Field(index: 13)
    public static let mplsBottomOfStack = Field(index: 14)
    public static let mplsTTL = Field(index: 15)
    public static let mplsLabel = Field(index: 16)
    /// NXM_NX_IP_FRAG: bit 0 any fragment, bit 1 a later one.
    public static let ipFragment = Field(index: 17)
    public static let ipv4Source = Field(index: 18)
    public static let ipv4Destination = Field(index: 19)
    public static let ipv6Source = Field(index: 20)
    public static let ipv6Destination = Field(index: 21)
    public static let ipDSCP = Field(index: 22)
    public static let ipECN = Field(index: 23)
    public static let ipTTL = Field(index: 24)
    public static let ipv6FlowLabel = Field(index: 25)
    public static let ipv6ExtensionHeader = Field(index: 26)
    public static let ipProtocol = Field(index: 27)
    public static let tcpSource = Field(index: 28)
    public static let tcpDestination = Field(index: 29)
    public static let tcpFlags = Field(index: 30)
    public static let udpSource = Field(index: 31)
    public static let udpDestination = Field(index: 32)
    public static let sctpSource = Field(index: 33)
    public static let sctpDestination = Field(index: 34)
    public static let icmpv4Type = Field(index: 35)
    public static let icmpv4Code = Field(index: 36)
    public static let icmpv6Type = Field(index: 37)
    public static let icmpv6Code = Field(index: 38)
    public static let ndTarget = Field(index: 40)
    /// The flags word of a neighbour advertisement.
    public static let ndReserved = Field(index: 39)
    public static let ndOptionsType = Field(index: 41)
    public static let ndSourceLinkLayer = Field(index: 42)
    public static let ndTargetLinkLayer = Field(index: 43)
    public static let arpOperation = Field(index: 44)
    public static let arpSenderIPv4 = Field(index: 45)
    public static let arpTargetIPv4 = Field(index: 46)
    public static let arpSenderMAC = Field(index: 47)
    public static let arpTargetMAC = Field(index: 48)
    public static let pbbISID = Field(index: 49)
    public static let pbbUCA = Field(index: 50)
    /// The tunnel key; a VNI for VXLAN.
    public static let tunnelID = Field(index: 51)
    public static let tunnelFlags = Field(index: 52)
    public static let tunnelIPv4Source = Field(index: 53)
    public static let tunnelIPv4Destination = Field(index: 54)
    public static let tunnelIPv6Source = Field(index: 55)
    public static let tunnelIPv6Destination = Field(index: 56)
    public static let tunnelGBPID = Field(index: 57)
    public static let tunnelGBPFlags = Field(index: 58)
    public static let packetMark = Field(index: 87)
    /// Bits: 1 new, 2 est, 4 rel, 8 rpl, 0x10 inv, 0x20 trk, 0x40 snat, 0x80 dnat.
    public static let ctState = Field(index: 88)
    public static let ctZone = Field(index: 89)
    public static let ctMark = Field(index: 90)
    public static let ctLabel = Field(index: 91)
    public static let ctIPv4Source = Field(index: 92)
    public static let ctIPv6Source = Field(index: 93)
    public static let ctIPv4Destination = Field(index: 94)
    public static let ctIPv6Destination = Field(index: 95)
    /// The protocol in the connection's original tuple.
    public static let ctProtocol = Field(index: 96)
    public static let ctTransportSource = Field(index: 97)
    public static let ctTransportDestination = Field(index: 98)
    public static let metadata = Field(index: 99)

    /// The 32-bit registers of Open vSwitch, 0…15.
    public static func register(_ number: Int) -> Field {
        precondition((0...15).contains(number), "registers are numbered 0…15, found \(number)")
        return Field(index: UInt8(59 + number))
    }

    /// The 64-bit views of two registers, 0…7: `xregister(n)` is register 2n in the high half, 2n+1 in the low.
    public static func xregister(_ number: Int) -> Field {
        precondition((0...7).contains(number), "64-bit registers are numbered 0…7, found \(number)")
        return Field(index: UInt8(75 + number))
    }

    /// The 128-bit views of four registers, 0…3: `xxregister(n)` starts with register 4n in its highest bits.
    public static func xxregister(_ number: Int) -> Field {
        precondition((0...3).contains(number), "128-bit registers are numbered 0…3, found \(number)")
        return Field(index: UInt8(83 + number))
    }

    static let firstRegister = register(0)
    static let lastRegister = register(15)

    /// The first 32-bit register under a wide register and how many there are; nil for other fields.
    var registerParts: (first: Int, count: Int)? {
        switch index {
        case Self.xregister(0).index...Self.xregister(7).index: (Int(index - Self.xregister(0).index) * 2, 2)
        case Self.xxregister(0).index...Self.xxregister(3).index: (Int(index - Self.xxregister(0).index) * 4, 4)
        default: nil
        }
    }
}
