import Wire

/// The type-length-value form of one field: OpenFlow 1.5.1 section 7.2.3.2.
struct OXMHeader {
    let classID: UInt16
    let number: UInt8
    let hasMask: Bool
    /// Bytes after the header, without the experimenter's four.
    let payload: Int
    /// Zero unless the class is 0xffff.
    let experimenter: UInt32

    var field: Field? {
        FieldRegistry.field(
            classID: classID, number: number, experimenter: experimenter, byteCount: hasMask ? payload / 2 : payload)
    }

    init(from reader: inout ByteReader) throws(WireError) {
        classID = try reader.read()
        let numberAndMask: UInt8 = try reader.read()
        number = numberAndMask >> 1
        hasMask = numberAndMask & 1 != 0
        let length: UInt8 = try reader.read()
        if classID == 0xffff {
            guard length >= 4 else {
                throw WireError(.invalid("experimenter field of \(length) bytes"), at: reader.offset)
            }
            experimenter = try reader.read()
            payload = Int(length) - 4
        } else {
            experimenter = 0
            payload = Int(length)
        }
    }
}

extension ByteWriter {
    /// A field with its value, and with its mask when there is one.
    mutating func writeOXM(_ code: FieldCode, byteCount: Int, value: UInt128, mask: UInt128?) {
        let payload = mask == nil ? byteCount : 2 * byteCount
        let extra = code.classID == 0xffff ? 4 : 0
        write(code.header | (mask == nil ? 0 : 0x100) | UInt32(payload + extra))
        if extra != 0 { write(code.experimenter) }
        writeField(value, byteCount: byteCount)
        if let mask { writeField(mask, byteCount: byteCount) }
    }

    /// A header without a value, as move and push name fields: the length is that of the value.
    mutating func writeOXMHeader(_ code: FieldCode, byteCount: Int) {
        let extra = code.classID == 0xffff ? 4 : 0
        write(code.header | UInt32(byteCount + extra))
        if extra != 0 { write(code.experimenter) }
    }

    private mutating func writeField(_ value: UInt128, byteCount: Int) {
        switch byteCount {
        case 1: write(UInt8(truncatingIfNeeded: value))
        case 2: write(UInt16(truncatingIfNeeded: value))
        case 4: write(UInt32(truncatingIfNeeded: value))
        case 8: write(UInt64(truncatingIfNeeded: value))
        case 16: write(words: [UInt64(truncatingIfNeeded: value >> 64), UInt64(truncatingIfNeeded: value)])
        default: write(value, byteCount: byteCount)
        }
    }
}

extension Field {
    /// The code in messages of a version.
    func code(in version: OpenFlowVersion) -> FieldCode {
        version == .v1_5 ? layout.code : layout.legacy
    }
}
