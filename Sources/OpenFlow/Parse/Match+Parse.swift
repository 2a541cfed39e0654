import NetworkTypes

extension Match {
    /// Reads what ovs-ofctl writes and takes: `tcp,in_port=1,nw_src=10.0.0.0/8,tp_dst=80`. Prerequisites are not filled in,
    /// but those that a word such as `tcp` stands for.
    public init(text: String) throws(FlowTextError) {
        try self.init(TextPiece(text).items())
    }

    init(_ items: [TextItem]) throws(FlowTextError) {
        self.init()
        // Which field tp_dst is depends on the protocol, wherever that stands.
        for item in items where !Self.isAmbiguous(item.name) { try add(item) }
        for item in items where Self.isAmbiguous(item.name) { try addTransport(item) }
    }

    private static let shorthands: [String: (type: UInt16, number: UInt8?)] = [
        "ip": (0x0800, nil), "icmp": (0x0800, 1), "igmp": (0x0800, 2), "tcp": (0x0800, 6), "udp": (0x0800, 17),
        "sctp": (0x0800, 132), "ipv6": (0x86dd, nil), "icmp6": (0x86dd, 58), "tcp6": (0x86dd, 6),
        "udp6": (0x86dd, 17), "sctp6": (0x86dd, 132), "arp": (0x0806, nil), "rarp": (0x8035, nil),
        "mpls": (0x8847, nil), "mplsm": (0x8848, nil),
    ]

    private static func isAmbiguous(_ name: String) -> Bool {
        ["tp_src", "tp_dst", "icmp_type", "icmp_code"].contains(name)
    }

    /// Whether `name` is one of the words for an EtherType and a protocol.
    static func isShorthand(_ name: String) -> Bool { shorthands[name] != nil }

    private mutating func add(_ item: TextItem) throws(FlowTextError) {
        if let shorthand = Self.shorthands[item.name], item.value.isEmpty {
            set(.etherType, shorthand.type)
            if let number = shorthand.number { set(.ipProtocol, number) }
            return
        }
        switch item.name {
        case "dl_vlan":
            let number = try item.value.number("a VLAN identifier", atMost: 0xffff)
            guard number < 0x1000 || number == 0xffff else { throw item.value.fail("a VLAN identifier, 0…4095") }
            // OpenFlow 1.0's way to say: without a tag.
            set(.vlanVID, number == 0xffff ? 0 : number | 0x1000)
        case "dl_vlan_pcp":
            set(.vlanPCP, try item.value.number("a priority", atMost: 7))
            if self[.vlanVID] == nil { set(.vlanVID, 0x1000, mask: 0x1000) }
        case "vlan_tci": try addVLAN(item.value)
        case "nw_tos":
            let value = try item.value.number("a type of service", atMost: 0xff)
            guard value & 3 == 0 else { throw item.value.fail("a multiple of four") }
            set(.ipDSCP, value >> 2)
        default:
            guard let field = Field(name: item.name) else { throw item.key.fail("a field or a protocol") }
            guard !item.value.isEmpty else { throw item.value.fail("a value for \(field.name)") }
            set(try MatchField(field, item.value, mayMask: false))
        }
    }

    private mutating func addVLAN(_ piece: TextPiece) throws(FlowTextError) {
        let (value, mask) = piece.split("/") ?? (piece, piece)
        let number = try value.number("a tag", atMost: 0xffff)
        let bits = mask.range == value.range ? 0xffff : try mask.number("a mask", atMost: 0xffff)
        if bits & 0x1fff != 0 { set(.vlanVID, number & bits & 0x1fff, mask: bits & 0x1fff) }
        switch bits & 0xe000 {
        case 0: break
        case 0xe000: set(.vlanPCP, number >> 13)
        default: throw mask.fail("all bits of the priority, or none")
        }
    }

    private mutating func addTransport(_ item: TextItem) throws(FlowTextError) {
        let isSource = item.name == "tp_src"
        let isICMP = item.name.hasPrefix("icmp")
        let field: Field
        switch (self[.ipProtocol]?.value, isICMP) {
        case (6, false): field = isSource ? .tcpSource : .tcpDestination
        case (17, false): field = isSource ? .udpSource : .udpDestination
        case (132, false): field = isSource ? .sctpSource : .sctpDestination
        case (58, true): field = item.name == "icmp_type" ? .icmpv6Type : .icmpv6Code
        case (_, true): field = item.name == "icmp_type" ? .icmpv4Type : .icmpv4Code
        default: throw item.key.fail("tcp, udp or sctp with \(item.name)")
        }
        set(try MatchField(field, item.value, mayMask: false))
    }
}
