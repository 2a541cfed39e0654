public import NetworkTypes

extension Match {
    /// Reads what ovs-ofctl writes and takes: `tcp,in_port=1,nw_src=10.0.0.0/8,tp_dst=80`. Prerequisites are not filled in,
    /// but those that a word such as `tcp` stands for.
    /// Ports may have names that are in `ports`.
    public init(text: String, ports: [String: PortNumber] = [:]) throws(FlowTextError) {
        try self.init(TextPiece(text, ports: ports).items())
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
        if let number = Field.metadataNumber(item.name) { return try addMetadata(number, item.value) }
        switch item.name {
        case "eth" where item.value.isEmpty: break
        case "dl_vlan":
            let number = try item.value.number("a VLAN identifier", atMost: 0xffff)
            guard number < 0x1000 || number == 0xffff else { throw item.value.fail("a VLAN identifier, 0…4095") }
            // OpenFlow 1.0's way to say: without a tag.
            set(.vlanVID, number == 0xffff ? 0 : number | 0x1000)
        case "dl_vlan_pcp":
            set(.vlanPCP, try item.value.number("a priority", atMost: 7))
            if self[.vlanVID] == nil { set(.vlanVID, 0x1000, mask: 0x1000) }
        case "nw_tos":
            let value = try item.value.number("a type of service", atMost: 0xff)
            guard value & 3 == 0 else { throw item.value.fail("a multiple of four") }
            set(.ipDSCP, value >> 2)
        case "unknown": try addUnknown(item.value)
        default:
            guard let field = Field(name: item.name) else { throw item.key.fail("a field or a protocol") }
            guard !item.value.isEmpty else { throw item.value.fail("a value for \(field.name)") }
            set(try MatchField(field, item.value, mayMask: false))
        }
    }

    /// The name alone asks for its presence.
    private mutating func addMetadata(_ number: Int, _ piece: TextPiece) throws(FlowTextError) {
        if piece.isEmpty { return set(TunnelMetadata(number, [0], mask: [0])) }
        set(try TunnelMetadata(number, piece))
    }

    /// What `description` writes of fields that are not known: whole TLVs.
    private mutating func addUnknown(_ piece: TextPiece) throws(FlowTextError) {
        let bytes = try piece.hexadecimalBytes()
        var end = 0
        while end + 4 <= bytes.count { end += 4 + Int(bytes[end + 3]) }
        guard end == bytes.count, end > 0 else { throw piece.fail("the bytes of whole fields") }
        others += bytes
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
