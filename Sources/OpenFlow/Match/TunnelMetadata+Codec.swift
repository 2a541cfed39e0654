import Wire

extension TunnelMetadata {
    /// The number that an OXM header is of and the bytes of its value; nil when it is no tunnel metadata of a possible
    /// length.
    static func shape(header: UInt32) -> (number: Int, byteCount: Int)? {
        let number = Int(header >> 9 & 0x7f) - 40
        let payload = Int(header & 0xff)
        guard header >> 16 == 1, (0...63).contains(number) else { return nil }
        let isMasked = header & 0x100 != 0
        guard !isMasked || payload % 2 == 0 else { return nil }
        let byteCount = isMasked ? payload / 2 : payload
        return (1...124).contains(byteCount) ? (number, byteCount) : nil
    }

    /// Reads one; nil when something else stands there. A value has no ones outside its mask.
    init?(from reader: inout ByteReader) throws(WireError) {
        let header = try reader.peek(as: UInt32.self)
        guard let (number, byteCount) = Self.shape(header: header) else { return nil }
        try reader.skip(4)
        let offset = reader.offset
        let value = try reader.readBytes(byteCount)
        let mask = header & 0x100 == 0 ? nil : try reader.readBytes(byteCount)
        self.init(number, value, mask: mask)
        guard self.value == value else {
            throw WireError(.invalid("tun_metadata\(number) has ones that its mask leaves out"), at: offset)
        }
    }
}

extension ByteWriter {
    mutating func write(_ metadata: TunnelMetadata) {
        let byteCount = metadata.value.count
        let header = FieldRegistry.entries[Int(metadata.field.index)].code.header
        write(header | (metadata.mask == nil ? UInt32(byteCount) : 0x100 | UInt32(2 * byteCount)))
        write(bytes: metadata.value)
        if let mask = metadata.mask { write(bytes: mask) }
    }
}
