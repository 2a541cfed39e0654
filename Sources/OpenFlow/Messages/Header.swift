import Wire

/// The eight bytes before every message: OpenFlow 1.5.1 section 7.1.1.
public struct MessageHeader: Hashable, Sendable {
    /// The version byte, which need not be one that this library speaks.
    public let version: UInt8
    public let type: UInt8
    /// Bytes of the whole message, this header included: 8…65,535.
    public let length: UInt16
    public let xid: UInt32

    static let byteCount = 8

    /// Whether an error follows as OpenFlow 1.0 has it, which no other message of that version may be.
    var isErrorOfVersion1: Bool { version == 1 && type == MessageType.error }

    @inline(__always)
    init(from reader: inout ByteReader) throws(WireError) {
        let start = reader.offset
        let word: UInt64 = try reader.read()
        version = UInt8(truncatingIfNeeded: word >> 56)
        type = UInt8(truncatingIfNeeded: word >> 48)
        length = UInt16(truncatingIfNeeded: word >> 32)
        xid = UInt32(truncatingIfNeeded: word)
        guard length >= Self.byteCount else { throw Self.tooShort(length, at: start + 2) }
    }

    @inline(never)
    private static func tooShort(_ length: UInt16, at offset: Int) -> WireError {
        WireError(.invalid("message of \(length) bytes"), at: offset)
    }
}
