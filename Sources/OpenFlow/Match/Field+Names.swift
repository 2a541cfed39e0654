/// The fields by name. A field's position here is not its rank; `FieldRegistry.entries` has the order.
extension Field {
    /// Namespace and type, 16 bits each: what the packet starts with. None is asked for: an Ethernet frame.
    public static let packetType = Field(index: 0)
    public static let dpHash = Field(index: 1)
    public static let recirculationID = Field(index: 2)
    /// Which conjunction the clause flows of a table completed.
    public static let conjunctionID = Field(index: 3)
    /// The port a packet came in by, 32 bits.
    public static let inPort = Field(index: 4)
    public static let inPhysicalPort = Field(index: 5)
    /// The 16-bit form that actions use; `Action.setField` of `inPort`, and move, push and pop of it, are written as
    /// this.
    /// Learn, multipath, bundle and output to a field write what they are given.
    public static let inPort16 = Field(index: 6)
    public static let actionSetOutput = Field(index: 7)
    public static let ethernetSource = Field(index: 8)
    public static let ethernetDestination = Field(index: 9)
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
    /// Bit 0: an OAM packet of Geneve.
    public static let tunnelFlags = Field(index: 52)
    public static let tunnelIPv4Source = Field(index: 53)
    public static let tunnelIPv4Destination = Field(index: 54)
    public static let tunnelIPv6Source = Field(index: 55)
    public static let tunnelIPv6Destination = Field(index: 56)
    public static let tunnelGBPID = Field(index: 57)
    public static let tunnelGBPFlags = Field(index: 58)
    /// 20 bits, of version 1.
    public static let tunnelERSPANIndex = Field(index: 59)
    public static let tunnelERSPANVersion = Field(index: 60)
    /// 0 ingress, 1 egress; of version 2.
    public static let tunnelERSPANDirection = Field(index: 61)
    /// 6 bits, of version 2.
    public static let tunnelERSPANHardwareID = Field(index: 62)
    public static let tunnelGTPUFlags = Field(index: 63)
    public static let tunnelGTPUMessageType = Field(index: 64)
    public static let nshFlags = Field(index: 65)
    /// 6 bits.
    public static let nshTTL = Field(index: 66)
    /// 1 or 2.
    public static let nshMetadataType = Field(index: 67)
    public static let nshNextProtocol = Field(index: 68)
    /// 24 bits.
    public static let nshServicePath = Field(index: 69)
    public static let nshServiceIndex = Field(index: 70)
    public static let packetMark = Field(index: 105)
    /// Bits: 1 new, 2 est, 4 rel, 8 rpl, 0x10 inv, 0x20 trk, 0x40 snat, 0x80 dnat.
    public static let ctState = Field(index: 106)
    public static let ctZone = Field(index: 107)
    public static let ctMark = Field(index: 108)
    public static let ctLabel = Field(index: 109)
    public static let ctIPv4Source = Field(index: 110)
    public static let ctIPv6Source = Field(index: 111)
    public static let ctIPv4Destination = Field(index: 112)
    public static let ctIPv6Destination = Field(index: 113)
    /// The protocol in the connection's original tuple.
    public static let ctProtocol = Field(index: 114)
    public static let ctTransportSource = Field(index: 115)
    public static let ctTransportDestination = Field(index: 116)
    public static let metadata = Field(index: 117)
    /// The tag as one word: priority, OFPVID_PRESENT, identifier. A match keeps `vlanVID` and `vlanPCP` where those can
    /// say it.
    public static let vlanTCI = Field(index: 103)
    /// `ipDSCP` two bits higher. A match keeps that.
    public static let ipTOS = Field(index: 104)

    /// The 32-bit registers of Open vSwitch, 0…15.
    public static func register(_ number: Int) -> Field {
        precondition((0...15).contains(number), "registers are numbered 0…15, found \(number)")
        return Field(index: UInt8(75 + number))
    }

    /// The 64-bit views of two registers, 0…7: `xregister(n)` is register 2n in the high half, 2n+1 in the low.
    public static func xregister(_ number: Int) -> Field {
        precondition((0...7).contains(number), "64-bit registers are numbered 0…7, found \(number)")
        return Field(index: UInt8(91 + number))
    }

    /// The 128-bit views of four registers, 0…3: `xxregister(n)` starts with register 4n in its highest bits.
    public static func xxregister(_ number: Int) -> Field {
        precondition((0...3).contains(number), "128-bit registers are numbered 0…3, found \(number)")
        return Field(index: UInt8(99 + number))
    }

    /// Metadata of a service header of type 1, words 1…4.
    public static func nshContext(_ number: Int) -> Field {
        precondition((1...4).contains(number), "service headers have metadata 1…4, found \(number)")
        return Field(index: UInt8(70 + number))
    }

    /// Options of Geneve, 0…63, that the switch's TLV table maps so (NXT_TLV_TABLE_MOD). It says the length too: 1…124
    /// bytes, by which the field is named on the wire.
    public static func tunnelMetadata(_ number: Int, byteCount: Int) -> Field {
        precondition((0...63).contains(number), "tunnel metadata are numbered 0…63, found \(number)")
        precondition((1...124).contains(byteCount), "tunnel metadata have 1…124 bytes, found \(byteCount)")
        return Field(index: firstMetadata + UInt8(number), metadataByteCount: UInt8(byteCount))
    }

    static let firstMetadata: UInt8 = 118
    /// The number of tunnel metadata; nil for other fields.
    public var metadataNumber: Int? { index >= Self.firstMetadata ? Int(index - Self.firstMetadata) : nil }

    static let firstRegister = register(0)
    static let lastRegister = register(15)

    /// Whether it is another way to say what other fields say: wide registers, `vlanTCI` and `ipTOS`.
    var isView: Bool { index &- Self.xregister(0).index <= Self.ipTOS.index &- Self.xregister(0).index }

    /// The first 32-bit register under a wide register and how many there are; nil for other fields.
    var registerParts: (first: Int, count: Int)? {
        switch index {
        case Self.xregister(0).index...Self.xregister(7).index: (Int(index - Self.xregister(0).index) * 2, 2)
        case Self.xxregister(0).index...Self.xxregister(3).index: (Int(index - Self.xxregister(0).index) * 4, 4)
        default: nil
        }
    }
}
