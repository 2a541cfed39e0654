import Wire

/// A type-length-value property, as 1.4 and later extend messages with (section 7.2.1.2). The length leaves out the padding.
struct Property {
    let type: UInt16
    let length: Int

    /// Reads a property's head; the value is handed out as `value`, and the padding is consumed.
    static func next(
        from reader: inout ByteReader, _ body: (UInt16, inout ByteReader) throws(WireError) -> Void
    ) throws(WireError) {
        let type: UInt16 = try reader.read()
        let length = Int(try reader.read(as: UInt16.self))
        guard length >= 4 else { throw WireError(.invalid("property of \(length) bytes"), at: reader.offset - 2) }
        var value = try reader.slice(length - 4)
        try reader.skip((8 - length % 8) % 8)
        try body(type, &value)
    }
}

extension ByteWriter {
    /// Writes a property with its length and padding.
    mutating func writeProperty(_ type: UInt16, _ body: (inout ByteWriter) -> Void) {
        let start = count
        write(type)
        write(UInt16(0))
        body(&self)
        patchLength(at: start + 2, from: start)
        pad(to: 8, from: start)
    }
}
