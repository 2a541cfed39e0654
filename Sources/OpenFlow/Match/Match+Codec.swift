import Wire

extension ByteWriter {
    /// ofp_match: type OXM, length without padding, fields, padding to eight bytes.
    mutating func write(_ match: Match, version: OpenFlowVersion) {
        let start = count
        write(UInt32(1) << 16)
        writeFields(of: match, version: version)
        patchLength(at: start + 2, from: start)
        pad(to: 8, from: start)
    }

    /// The fields alone, without header and padding.
    mutating func writeFields(of match: Match, version: OpenFlowVersion) {
        let fields = match.fields
        var index = 0
        while index < fields.count {
            let field = fields[index]
            if version == .v1_5, field.field >= .firstRegister, field.field <= .lastRegister {
                index += writeRegisterPair(fields[index...])
            } else {
                writeOXM(
                    field.field.code(in: version), byteCount: field.field.byteCount, value: field.value,
                    mask: field.mask)
                index += 1
            }
        }
        write(bytes: match.unknown)
    }

    /// OpenFlow 1.5 has registers of 64 bits, and Open vSwitch writes its own by pairs there. Returns how many it took.
    private mutating func writeRegisterPair(_ fields: ArraySlice<MatchField>) -> Int {
        let first = fields[fields.startIndex]
        let number = first.field.index - Field.firstRegister.index
        var value: UInt128 = 0
        var mask: UInt128 = 0
        var taken = 0
        for field in fields.prefix(2) {
            let other = field.field.index &- Field.firstRegister.index
            guard field.field <= .lastRegister, other / 2 == number / 2 else { break }
            let shift: UInt128 = other % 2 == 0 ? 32 : 0
            value |= field.value << shift
            mask |= (field.mask ?? 0xffff_ffff) << shift
            taken += 1
        }
        writeOXM(
            .packetRegister(number / 2), byteCount: 8, value: value, mask: mask == 0xffff_ffff_ffff_ffff ? nil : mask)
        return taken
    }
}

extension Match {
    /// Reads ofp_match with its padding.
    init(from reader: inout ByteReader) throws(WireError) {
        let type: UInt16 = try reader.read()
        guard type == 1 else { throw WireError(.invalid("match type \(type) is not OXM"), at: reader.offset - 2) }
        let length = Int(try reader.read(as: UInt16.self))
        guard length >= 4 else { throw WireError(.invalid("match of \(length) bytes"), at: reader.offset - 2) }
        var fields = try reader.slice(length - 4)
        try reader.skip((8 - length % 8) % 8)
        try self.init(fields: &fields)
    }

    /// Reads fields to the end of `reader`.
    init(fields reader: inout ByteReader) throws(WireError) {
        self.init()
        while !reader.isAtEnd { try readField(from: &reader) }
    }

    private mutating func readField(from reader: inout ByteReader) throws(WireError) {
        let offset = reader.offset
        let total = 4 + Int(try reader.peek(ahead: 3, as: UInt8.self))
        var tlv = try reader.slice(total)
        var copy = tlv
        let header = try OXMHeader(from: &tlv)
        guard let field = header.field, header.payload == field.byteCount << (header.hasMask ? 1 : 0) else {
            unknown += try copy.readBytes(total)
            return
        }
        let value = try MatchField(field, hasMask: header.hasMask, from: &tlv)
        guard appendDecoded(value) else {
            throw WireError(.invalid("\(field.name) stands twice in a match"), at: offset)
        }
    }
}

extension MatchField {
    /// Reads the value and mask behind a header.
    init(_ field: Field, hasMask: Bool, from reader: inout ByteReader) throws(WireError) {
        let offset = reader.offset
        let value = try reader.readInteger(byteCount: field.byteCount)
        let mask = hasMask ? try reader.readInteger(byteCount: field.byteCount) & field.fullMask : nil
        guard value & ~field.fullMask == 0 else {
            throw WireError(.invalid("\(field.name) has at most \(field.bits) bits"), at: offset)
        }
        if let mask, value & ~mask != 0 {
            throw WireError(.invalid("\(field.name) has ones that its mask leaves out"), at: offset)
        }
        self.init(unchecked: field, value, mask: mask)
    }
}
