import Wire

/// What a switch counted for flows; what it did not say is nil. In 1.5 these are OXS fields (section 7.2.4).
public struct FlowCounters: Hashable, Sendable {
    public struct Span: Hashable, Sendable {
        public var seconds: UInt32
        public var nanoseconds: UInt32

        public init(seconds: UInt32, nanoseconds: UInt32) {
            self.seconds = seconds
            self.nanoseconds = nanoseconds
        }
    }

    /// Since the flow was added.
    public var duration: Span?
    /// Since its last packet. 1.5 only.
    public var idle: Span?
    public var flows: UInt32?
    public var packets: UInt64?
    public var bytes: UInt64?
    /// OXS fields this library does not know, as they came.
    var unknown: [UInt8] = []

    public init() {}

    /// OFPXST_OFB_*.
    private enum Kind {
        static let duration: UInt8 = 0
        static let idle: UInt8 = 1
        static let flows: UInt8 = 3
        static let packets: UInt8 = 4
        static let bytes: UInt8 = 5
    }

    /// Reads ofp_stats with its padding.
    init(oxs reader: inout ByteReader) throws(WireError) {
        try reader.skip(2)
        let length = Int(try reader.read(as: UInt16.self))
        guard length >= 4 else { throw WireError(.invalid("statistics of \(length) bytes"), at: reader.offset - 2) }
        var fields = try reader.slice(length - 4)
        try reader.skip((8 - length % 8) % 8)
        while !fields.isAtEnd {
            let total = 4 + Int(try fields.peek(ahead: 3, as: UInt8.self))
            var field = try fields.slice(total)
            try read(&field)
        }
    }

    private mutating func read(_ field: inout ByteReader) throws(WireError) {
        var whole = field
        let classID: UInt16 = try field.read()
        let kind: UInt8 = try field.read()
        let length: UInt8 = try field.read()
        switch (classID, kind >> 1, length) {
        case (0x8002, Kind.duration, 8): duration = try Span(seconds: field.read(), nanoseconds: field.read())
        case (0x8002, Kind.idle, 8): idle = try Span(seconds: field.read(), nanoseconds: field.read())
        case (0x8002, Kind.flows, 4): flows = try field.read()
        case (0x8002, Kind.packets, 8): packets = try field.read()
        case (0x8002, Kind.bytes, 8): bytes = try field.read()
        default: unknown += try whole.readBytes(whole.remaining)
        }
    }

    func encodeOXS(into writer: inout ByteWriter) {
        let start = writer.count
        writer.writeZeros(4)
        writer.write(span: duration, kind: Kind.duration)
        writer.write(span: idle, kind: Kind.idle)
        if let flows {
            writer.writeOXSHeader(Kind.flows, 4)
            writer.write(flows)
        }
        for (kind, value) in [(Kind.packets, packets), (Kind.bytes, bytes)] {
            guard let value else { continue }
            writer.writeOXSHeader(kind, 8)
            writer.write(value)
        }
        writer.write(bytes: unknown)
        writer.patchLength(at: start + 2, from: start)
        writer.pad(to: 8, from: start)
    }
}

extension ByteWriter {
    fileprivate mutating func writeOXSHeader(_ kind: UInt8, _ length: UInt8) {
        write(UInt16(0x8002))
        write(kind << 1)
        write(length)
    }

    fileprivate mutating func write(span: FlowCounters.Span?, kind: UInt8) {
        guard let span else { return }
        writeOXSHeader(kind, 8)
        write(span.seconds)
        write(span.nanoseconds)
    }
}

extension ByteReader {
    /// Everything that is left, without consuming it.
    func peekBytes() throws(WireError) -> [UInt8] {
        var copy = self
        return try copy.readBytes(copy.remaining)
    }
}
