import NetworkTypes

extension Field {
    /// Fields by the names that ovs-ofctl prints, and by those that it takes too.
    private static let names: [String: Field] = {
        var result: [String: Field] = [
            "dl_src": .ethernetSource, "dl_dst": .ethernetDestination, "dl_type": .etherType, "nw_src": .ipv4Source,
            "nw_dst": .ipv4Destination, "ip_proto": .ipProtocol, "ip_ecn": .ipECN, "nw_frag": .ipFragment,
            "tunnel_id": .tunnelID, "ip_ttl": .ipTTL, "in_port_oxm": .inPort,
        ]
        for index in FieldRegistry.entries.indices {
            let field = Field(index: UInt8(index))
            if result[field.name] == nil { result[field.name] = field }
        }
        return result
    }()

    private static let symbols: [String: Field] = Dictionary(
        FieldRegistry.entries.indices.map { (FieldRegistry.entries[$0].symbol, Field(index: UInt8($0))) },
        uniquingKeysWith: { first, _ in first })

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
        let limit = UInt128(field.bits - 1)
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

    /// A number or the name of a reserved port. Reserved ports may be named by their numbers of OpenFlow 1.0.
    init(_ piece: TextPiece) throws(FlowTextError) {
        if let port = PortNumber(name: piece.text) {
            self = port
            return
        }
        let number = try piece.integer("a port's number or the name of a reserved port", as: UInt32.self)
        self = number >= 0xff00 && number <= 0xffff ? PortNumber(narrow: UInt16(number)) : PortNumber(number)
    }
}
