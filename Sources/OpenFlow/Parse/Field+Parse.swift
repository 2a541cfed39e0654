import NetworkTypes

extension Field {
    /// Fields by the names that ovs-ofctl prints, and by those that it takes too.
    private static let names: [String: Field] = {
        var result: [String: Field] = [
            "dl_src": .ethernetSource, "dl_dst": .ethernetDestination, "dl_type": .etherType, "nw_src": .ipv4Source,
            "nw_dst": .ipv4Destination, "ip_proto": .ipProtocol, "ip_ecn": .ipECN, "nw_frag": .ipFragment,
            "tunnel_id": .tunnelID, "ip_ttl": .ipTTL, "in_port_oxm": .inPort, "nsp": .nshServicePath,
            "nsi": .nshServiceIndex, "gtpu_flags": .tunnelGTPUFlags, "gtpu_msgtype": .tunnelGTPUMessageType,
        ]
        for number in 1...4 { result["nshc\(number)"] = .nshContext(number) }
        for index in fixedIndices {
            let field = Field(index: UInt8(index))
            if result[field.name] == nil { result[field.name] = field }
        }
        return result
    }()

    private static let fixedIndices = FieldRegistry.entries.indices.filter { FieldRegistry.entries[$0].bits != 0 }

    private static let symbols: [String: Field] = Dictionary(
        fixedIndices.map { (FieldRegistry.entries[$0].symbol, Field(index: UInt8($0))) },
        uniquingKeysWith: { first, _ in first }
    ).merging(otherSymbols) { first, _ in first }

    /// Where a field has a name in two classes, the registry has that which ovs-ofctl prints.
    private static let otherSymbols: [String: Field] = [
        "NXOXM_ET_DP_HASH": .dpHash, "OXM_OF_TUNNEL_ID": .tunnelID, "OXM_OF_ETH_SRC": .ethernetSource,
        "OXM_OF_ETH_DST": .ethernetDestination, "OXM_OF_ETH_TYPE": .etherType, "OXM_OF_IPV4_SRC": .ipv4Source,
        "OXM_OF_IPV4_DST": .ipv4Destination, "OXM_OF_IPV6_SRC": .ipv6Source, "OXM_OF_IPV6_DST": .ipv6Destination,
        "OXM_OF_IPV6_FLABEL": .ipv6FlowLabel, "OXM_OF_IP_PROTO": .ipProtocol, "OXM_OF_IP_ECN": .ipECN,
        "OXM_OF_ARP_OP": .arpOperation, "OXM_OF_ARP_SPA": .arpSenderIPv4, "OXM_OF_ARP_TPA": .arpTargetIPv4,
        "OXM_OF_ARP_SHA": .arpSenderMAC, "OXM_OF_ARP_THA": .arpTargetMAC, "OXM_OF_TCP_SRC": .tcpSource,
        "OXM_OF_TCP_DST": .tcpDestination, "OXM_OF_TCP_FLAGS": .tcpFlags, "OXM_OF_UDP_SRC": .udpSource,
        "OXM_OF_UDP_DST": .udpDestination, "OXM_OF_ICMPV4_TYPE": .icmpv4Type, "OXM_OF_ICMPV4_CODE": .icmpv4Code,
        "OXM_OF_ICMPV6_TYPE": .icmpv6Type, "OXM_OF_ICMPV6_CODE": .icmpv6Code, "OXM_OF_IPV6_ND_TARGET": .ndTarget,
        "OXM_OF_IPV6_ND_SLL": .ndSourceLinkLayer, "OXM_OF_IPV6_ND_TLL": .ndTargetLinkLayer,
    ]

    /// The number behind `tun_metadata` or `NXM_NX_TUN_METADATA`.
    static func metadataNumber(_ name: String) -> Int? {
        for prefix in ["tun_metadata", "NXM_NX_TUN_METADATA"] where name.hasPrefix(prefix) {
            let digits = name.dropFirst(prefix.count)
            guard let number = Int(digits), (0...63).contains(number), String(number) == digits else { return nil }
            return number
        }
        return nil
    }

    /// The field that a match or set_field calls so.
    init?(name: String) {
        guard let field = Self.names[name] else { return nil }
        self = field
    }

    /// The field that move, learn and the like call so: `NXM_OF_IN_PORT`, or a name, where in_port has 16 bits.
    init?(symbol: String) {
        if symbol == "in_port" {
            self = .inPort16
        } else if let field = Self.symbols[symbol] ?? Self.names[symbol] {
            self = field
        } else if let number = Self.metadataNumber(symbol) {
            // Without the switch's table it is as long as it can be.
            self = .tunnelMetadata(number, byteCount: 124)
        } else {
            return nil
        }
    }
}

extension SubField {
    /// `NXM_NX_REG0[0..15]`, `reg0[3]`, `reg0[]` or `reg0`.
    init(_ piece: TextPiece) throws(FlowTextError) {
        let expected = "a field with its bits, such as NXM_NX_REG0[0..15]"
        guard let (name, bits) = piece.split("[") else {
            guard let field = Field(symbol: piece.text) else { throw piece.fail(expected) }
            self.init(field)
            return
        }
        guard let field = Field(symbol: name.text) else { throw name.fail(expected) }
        guard let (inner, after) = bits.split("]"), after.isEmpty else { throw piece.fail(expected) }
        guard !inner.isEmpty else {
            self.init(field)
            return
        }
        let ends = inner.split("..") ?? (inner, inner)
        let limit = UInt128(field.partBits - 1)
        let least = Int(try ends.0.number("a bit of \(field.name)", atMost: limit))
        let greatest = Int(try ends.1.number("a bit of \(field.name)", atMost: limit))
        guard least <= greatest else { throw inner.fail("bits in ascending order") }
        self.init(field, least..<greatest + 1)
    }
}

extension PortNumber {
    private static let names: [String: UInt32] = [
        "UNSET": 0xffff_fff7, "IN_PORT": 0xffff_fff8, "TABLE": 0xffff_fff9, "NORMAL": 0xffff_fffa,
        "FLOOD": 0xffff_fffb, "ALL": 0xffff_fffc, "CONTROLLER": 0xffff_fffd, "LOCAL": 0xffff_fffe,
        "ANY": 0xffff_ffff, "NONE": 0xffff_ffff,
    ]

    /// The number of a reserved port.
    init?(name: String) {
        guard let number = Self.names[name.uppercased()] else { return nil }
        self.init(number)
    }

    /// A number or the name of a port. Reserved ports may be named by their numbers of OpenFlow 1.0.
    init(_ piece: TextPiece) throws(FlowTextError) {
        if let port = PortNumber(name: piece.text) {
            self = port
            return
        }
        if let port = piece.ports[piece.text] {
            self = port
            return
        }
        let number = try piece.decimal("a port's number or its name", as: UInt32.self)
        self = number >= 0xff00 && number <= 0xffff ? PortNumber(narrow: UInt16(number)) : PortNumber(number)
    }
}
