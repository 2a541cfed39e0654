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
        guard !match.others.isEmpty else { return write(fields, fields.indices, version: version) }
        // Tunnel metadata stands behind the first fields of tunnels, what is not known at the end.
        let place = fields.firstIndex { $0.field > .tunnelGBPFlags } ?? fields.endIndex
        let end = match.endOfMetadata
        write(fields, 0..<place, version: version)
        write(bytes: match.others[..<end])
        write(fields, place..<fields.endIndex, version: version)
        write(bytes: match.others[end...])
    }

    private mutating func write(_ fields: [MatchField], _ range: Range<Int>, version: OpenFlowVersion) {
        let layouts = FieldRegistry.layouts
        var index = range.lowerBound
        while index < range.upperBound {
            let field = fields[index]
            if version == .v1_5, field.field.isRegister {
                index += writeRegisterPair(fields, at: index)
            } else if writePlain(field, layouts, version: version) {
                index += 1
            } else {
                writeOXM(
                    field.field.code(in: version), byteCount: field.field.byteCount, value: field.value,
                    mask: field.mask)
                index += 1
            }
        }
    }

    /// Writes a field as nearly all are: of eight bytes at most and compared whole. False for any other, which is not written.
    @inline(__always)
    mutating func writePlain(_ field: MatchField, _ layouts: [FieldLayout], version: OpenFlowVersion) -> Bool {
        let layout = layouts[Int(field.field.index)]
        let head = layout.plainHead(in: version)
        guard head != 0, field.isWhole else { return false }
        write(head: head, low: field.low, byteCount: Int(layout.byteCount))
        return true
    }

    /// OpenFlow 1.5 has registers of 64 bits only. Returns how many fields it took.
    private mutating func writeRegisterPair(_ fields: [MatchField], at index: Int) -> Int {
        let first = RegisterPair(fields[index])
        let next = index + 1
        guard next < fields.count, fields[next].field.isRegister else {
            write(first)
            return 1
        }
        let second = RegisterPair(fields[next])
        guard second.number == first.number else {
            write(first)
            return 1
        }
        write(first.joined(with: second))
        return 2
    }
}

extension Match {
    /// Reads ofp_match with its padding.
    init(from reader: inout ByteReader) throws(WireError) {
        let type: UInt16 = try reader.read()
        guard type == 1 else { throw Self.badHead("match type \(type) is not OXM", at: reader.offset - 2) }
        let length = Int(try reader.read(as: UInt16.self))
        guard length >= 4 else { throw Self.badHead("match of \(length) bytes", at: reader.offset - 2) }
        var fields = try reader.slice(length - 4)
        try reader.skip(-length & 7)
        try self.init(fields: &fields)
    }

    /// Reads fields to the end of `reader`.
    init(fields reader: inout ByteReader) throws(WireError) {
        self.init()
        let table = FieldRegistry.wire
        // Most fields take eight bytes; fewer are reserved than were sent.
        append(capacity: min((reader.remaining + 7) / 8, 32)) { fields in
            var rest = reader
            var last = -1
            while !fields.isFull, let field = MatchField(plain: &rest, table, after: last) {
                fields.append(field)
                last = Int(field.field.index)
            }
            reader = rest
        }
        // The first that is not plain, and all behind it.
        while !reader.isAtEnd {
            if let field = MatchField(plain: &reader, table, after: fields.last.map { Int($0.field.index) } ?? -1) {
                append(field)
            } else {
                try readField(from: &reader, table)
            }
        }
    }

    private mutating func readField(from reader: inout ByteReader, _ table: [WireField]) throws(WireError) {
        let offset = reader.offset
        let header = try reader.peek(as: UInt32.self)
        let wire = table.field(header: header)
        let hasMask = header & 0x100 != 0
        guard wire.isKnown, Int(header & 0xff) == Int(wire.byteCount) << (hasMask ? 1 : 0) else {
            return try readOtherField(from: &reader)
        }
        try reader.skip(4)
        let value = try MatchField(wire, hasMask: hasMask, from: &reader)
        guard appendDecoded(value) else { throw Self.duplicate(value.field, at: offset) }
    }

    /// An experimenter's field, or one that is not known or has another length, which is kept as it came.
    @inline(never)
    private mutating func readOtherField(from reader: inout ByteReader) throws(WireError) {
        let offset = reader.offset
        let total = 4 + Int(try reader.peek(ahead: 3, as: UInt8.self))
        var tlv = try reader.slice(total)
        var copy = tlv
        if let metadata = try TunnelMetadata(from: &tlv) {
            guard insert(metadata) else { throw Self.duplicate(metadata.field, at: offset) }
            return
        }
        let header = try OXMHeader(from: &tlv)
        // What Open vSwitch lets experimenters' fields hold may be wider than they are.
        guard let field = header.field, header.payload == field.byteCount << (header.hasMask ? 1 : 0),
            let value = try? MatchField(field.wire, hasMask: header.hasMask, from: &tlv)
        else {
            others += try copy.readBytes(total)
            return
        }
        guard appendDecoded(value) else { throw Self.duplicate(field, at: offset) }
    }

    @inline(never)
    private static func badHead(_ what: @autoclosure () -> String, at offset: Int) -> WireError {
        WireError(.invalid(what()), at: offset)
    }

    @inline(never)
    private static func duplicate(_ field: Field, at offset: Int) -> WireError {
        WireError(.invalid("\(field.name) stands twice in a match"), at: offset)
    }
}

extension MatchField {
    /// Reads a field as nearly all are: known, of eight bytes at most, compared whole, and behind the one with index
    /// `last` in the canonical order. Nil for any other and for whatever is wrong; then nothing is consumed.
    @inline(__always)
    init?(plain reader: inout ByteReader, _ table: [WireField], after last: Int) {
        guard let header: UInt32 = reader.peekWhole() else { return nil }
        let wire = table.field(head: header)
        guard wire.head == header, last < Int(wire.index), reader.remaining >= 4 &+ Int(wire.byteCount),
            let value = wire.value(first: reader.peekWhole(ahead: 4) ?? reader.peekLastWord(ahead: 4)),
            (try? reader.skip(4 &+ Int(wire.byteCount))) != nil
        else { return nil }
        self.init(whole: wire.field, low: value)
    }

    /// Reads the value and mask behind a header.
    init(_ wire: WireField, hasMask: Bool, from reader: inout ByteReader) throws(WireError) {
        let offset = reader.offset
        let byteCount = Int(wire.byteCount)
        let value = try reader.readInteger(byteCount: byteCount)
        if wire.isNarrow, value >> UInt128(wire.bits) != 0 { throw Self.tooWide(wire.field, at: offset) }
        guard hasMask else {
            self.init(whole: wire.field, value)
            return
        }
        let mask = try reader.readInteger(byteCount: byteCount) & wire.field.fullMask
        if value & ~mask != 0 { throw Self.ones(wire.field, at: offset) }
        self.init(unchecked: wire.field, value, mask: mask)
    }

    @inline(never)
    private static func tooWide(_ field: Field, at offset: Int) -> WireError {
        WireError(.invalid("\(field.name) has at most \(field.bits) bits"), at: offset)
    }

    @inline(never)
    private static func ones(_ field: Field, at offset: Int) -> WireError {
        WireError(.invalid("\(field.name) has ones that its mask leaves out"), at: offset)
    }
}

extension ByteReader {
    /// The fewer than eight bytes behind the next `ahead`, the last ones, as the first bytes of a word.
    @inline(never)
    fileprivate func peekLastWord(ahead: Int) -> UInt64 {
        var word: UInt64 = 0
        var free: UInt64 = 64
        for place in ahead..<max(ahead, remaining) {
            free &-= 8
            word |= UInt64(peekWhole(ahead: place, as: UInt8.self) ?? 0) << free
        }
        return word
    }
}
