import NetworkTypes

extension MatchField {
    /// The value of a field, with a mask where one follows. Actions may mask what a match cannot.
    init(_ field: Field, _ piece: TextPiece, mayMask: Bool) throws(FlowTextError) {
        let (value, mask) = try Self.value(of: field, piece)
        guard value & ~field.fullMask == 0 else { throw piece.fail("at most \(field.bits) bits for \(field.name)") }
        if let mask {
            guard mask & ~field.fullMask == 0 else {
                throw piece.fail("a mask of at most \(field.bits) bits for \(field.name)")
            }
            guard mayMask || field.isMaskable || mask == field.fullMask else {
                throw piece.fail("\(field.name) without a mask")
            }
        }
        self.init(unchecked: field, value, mask: mask)
    }

    private static func value(of field: Field, _ piece: TextPiece) throws(FlowTextError) -> (UInt128, UInt128?) {
        switch field.entry.format {
        case .port: return (UInt128(try PortNumber(piece).rawValue) & field.fullMask, nil)
        case .ctState: return try flags(piece, all: 0xff, names: TextValue.connectionStates)
        case .tcpFlags: return try flags(piece, all: 0xfff, names: TextValue.tcpFlags)
        case .fragment: return try fragment(piece)
        default: break
        }
        guard let (value, mask) = piece.split("/") else { return (try plain(field, piece), nil) }
        return (try plain(field, value), try self.mask(field, mask))
    }

    private static func plain(_ field: Field, _ piece: TextPiece) throws(FlowTextError) -> UInt128 {
        switch field.entry.format {
        case .mac:
            guard let address = try? MACAddress(piece.text) else { throw piece.fail("a MAC address") }
            return UInt128(address.rawValue)
        case .ipv4:
            guard let address = try? IPv4Address(piece.text) else { throw piece.fail("an IPv4 address") }
            return UInt128(address.rawValue)
        case .ipv6:
            guard let address = try? IPv6Address(piece.text) else { throw piece.fail("an IPv6 address") }
            return address.rawValue
        default: return try piece.number("a value of \(field.name)")
        }
    }

    /// Addresses may have the length of a prefix for a mask.
    private static func mask(_ field: Field, _ piece: TextPiece) throws(FlowTextError) -> UInt128 {
        let isAddress = field.entry.format == .ipv4 || field.entry.format == .ipv6
        guard isAddress, let length = UInt8(piece.text) else { return try plain(field, piece) }
        guard length <= field.bits else { throw piece.fail("a prefix length, 0…\(field.bits)") }
        return length == 0 ? 0 : (~0 << UInt128(field.bits - Int(length))) & field.fullMask
    }

    /// `+new-est`, `new|est` for all of them, or numbers.
    private static func flags(
        _ piece: TextPiece, all: UInt128, names: [String]
    ) throws(FlowTextError) -> (UInt128, UInt128?) {
        let text = piece.text
        if text == "0" { return (0, all) }
        guard let first = piece.first, first < UInt8(ascii: "0") || first > UInt8(ascii: "9") else {
            guard let (value, mask) = piece.split("/") else { return (try piece.number(), nil) }
            return (try value.number(), try mask.number())
        }
        let isSigned = text.hasPrefix("+") || text.hasPrefix("-")
        var value: UInt128 = 0
        var mask: UInt128 = isSigned ? 0 : all
        for part in piece.parts(isSigned ? "+-" : "|") {
            guard let bit = names.firstIndex(of: part.text) else {
                throw part.fail("one of \(names.joined(separator: ", "))")
            }
            mask |= 1 << UInt128(bit)
            if !isSigned || piece[part.range.lowerBound - 1] == UInt8(ascii: "+") { value |= 1 << UInt128(bit) }
        }
        return (value, mask)
    }

    private static func fragment(_ piece: TextPiece) throws(FlowTextError) -> (UInt128, UInt128?) {
        switch piece.text.lowercased() {
        case "no": (0, nil)
        case "yes": (1, 1)
        case "first": (1, nil)
        case "later": (2, 2)
        case "not_later": (0, 2)
        default: throw piece.fail("no, yes, first, later or not_later")
        }
    }
}
