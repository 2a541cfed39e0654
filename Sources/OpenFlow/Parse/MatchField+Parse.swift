import NetworkTypes
import Wire

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
        case .tunnelFlags: return try flags(piece, all: 1, names: TextValue.tunnelFlags)
        case .packetType: return (try packetType(piece), nil)
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
            guard let address = try? IPv4Address(plainDigits(piece)) else { throw piece.fail("an IPv4 address") }
            return UInt128(address.rawValue)
        case .ipv6:
            guard let address = try? IPv6Address(piece.text) else { throw piece.fail("an IPv6 address") }
            return address.rawValue
        default: return try piece.number("a value of \(field.name)")
        }
    }

    /// Zeros in front leave the parts of an address decimal, as ovs-ofctl reads them.
    private static func plainDigits(_ piece: TextPiece) -> String {
        let parts = piece.text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.map { part in
            let digits = part.drop { $0 == "0" }
            return digits.isEmpty && !part.isEmpty ? "0" : String(digits)
        }.joined(separator: ".")
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

    /// `(NAMESPACE,TYPE)`.
    private static func packetType(_ piece: TextPiece) throws(FlowTextError) -> UInt128 {
        let parts = piece.parts("(), ")
        guard parts.count == 2 else { throw piece.fail("(NAMESPACE,TYPE)") }
        let namespace = try parts[0].number("a namespace", atMost: 0xffff)
        return namespace << 16 | (try parts[1].number("a type", atMost: 0xffff))
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

extension TunnelMetadata {
    /// `0x…`, with a mask where one follows; as many bytes as the digits need.
    init(_ number: Int, _ piece: TextPiece) throws(FlowTextError) {
        let (valuePiece, maskPiece) = piece.split("/") ?? (piece, nil)
        var value = try Self.bytes(valuePiece)
        guard let maskPiece else {
            self.init(number, value)
            return
        }
        var mask = try Self.bytes(maskPiece)
        let count = max(value.count, mask.count)
        value = [UInt8](repeating: 0, count: count - value.count) + value
        mask = [UInt8](repeating: 0, count: count - mask.count) + mask
        self.init(number, value, mask: mask)
    }

    private static func bytes(_ piece: TextPiece) throws(FlowTextError) -> [UInt8] {
        let text = piece.text
        guard text.hasPrefix("0x") || text.hasPrefix("0X"), text.utf8.count > 2 else {
            let number = try piece.number("a number of at most 124 bytes, behind 0x")
            return Self.bytes(number)
        }
        let digits = text.dropFirst(2)
        let even = (digits.utf8.count % 2 == 0 ? "" : "0") + digits
        guard let bytes = try? TextPiece(even).hexadecimalBytes(), (1...124).contains(bytes.count) else {
            throw piece.fail("a number of at most 124 bytes, behind 0x")
        }
        return bytes
    }

    private static func bytes(_ number: UInt128) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(number, byteCount: max(1, (128 - number.leadingZeroBitCount + 7) / 8))
        return writer.take()
    }
}
