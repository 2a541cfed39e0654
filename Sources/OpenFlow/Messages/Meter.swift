import Wire

/// A rate limit that flows name (section 7.3.4.5).
public struct Meter: Hashable, Sendable {
    public struct Flags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        public static let kilobitsPerSecond = Flags(rawValue: 1)
        public static let packetsPerSecond = Flags(rawValue: 2)
        public static let burst = Flags(rawValue: 4)
        public static let statistics = Flags(rawValue: 8)
    }

    /// What happens above a rate, which is in kbit/s or packets/s as the meter's flags say.
    public enum Band: Hashable, Sendable {
        case drop(rate: UInt32, burst: UInt32)
        /// Raises the drop precedence of the DSCP by `levels`.
        case remarkDSCP(rate: UInt32, burst: UInt32, levels: UInt8)
        case experimenter(rate: UInt32, burst: UInt32, experimenter: UInt32, data: [UInt8])
        /// A band this library does not know: its whole bytes as they came.
        case unknown([UInt8])
    }

    /// 1…0xffff0000.
    public var id: UInt32
    public var flags: Flags
    public var bands: [Band]

    public init(id: UInt32, flags: Flags, bands: [Band]) {
        self.id = id
        self.flags = flags
        self.bands = bands
    }

    /// Every meter (OFPM_ALL).
    public static let all: UInt32 = 0xffff_ffff

    /// The bands to the end of `reader`.
    static func bands(from reader: inout ByteReader) throws(WireError) -> [Band] {
        var result: [Band] = []
        while !reader.isAtEnd {
            let length = Int(try reader.peek(ahead: 2, as: UInt16.self))
            guard length >= 12, length % 4 == 0 else {
                throw WireError(.invalid("meter band of \(length) bytes"), at: reader.offset)
            }
            var body = try reader.slice(length)
            var whole = body
            let type: UInt16 = try body.read()
            try body.skip(2)
            let rate: UInt32 = try body.read()
            let burst: UInt32 = try body.read()
            switch (type, length) {
            case (1, 16): result.append(.drop(rate: rate, burst: burst))
            case (2, 16): result.append(.remarkDSCP(rate: rate, burst: burst, levels: try body.read()))
            case (0xffff, 16...):
                result.append(
                    .experimenter(
                        rate: rate, burst: burst, experimenter: try body.read(),
                        data: try body.readBytes(body.remaining)))
            default: result.append(.unknown(try whole.readBytes(length)))
            }
        }
        return result
    }

    func encodeBands(into writer: inout ByteWriter) {
        for band in bands {
            switch band {
            case .drop(let rate, let burst): writer.writeBand(1, rate, burst, 0)
            case .remarkDSCP(let rate, let burst, let levels): writer.writeBand(2, rate, burst, levels)
            case .experimenter(let rate, let burst, let experimenter, let data):
                writer.write(UInt16(0xffff))
                writer.write(UInt16(clamping: 16 + data.count))
                writer.write(rate)
                writer.write(burst)
                writer.write(experimenter)
                writer.write(bytes: data)
            case .unknown(let bytes): writer.write(bytes: bytes)
            }
        }
    }
}

extension ByteWriter {
    fileprivate mutating func writeBand(_ type: UInt16, _ rate: UInt32, _ burst: UInt32, _ argument: UInt8) {
        write(type)
        write(UInt16(16))
        write(rate)
        write(burst)
        write(argument)
        writeZeros(3)
    }
}
