import Wire

/// What a port's description says beside its Ethernet features: OFPPDPT_* (section 7.2.1.2), 1.4 and later.
public enum PortProperty: Hashable, Sendable {
    case optical(Optical)
    /// OXM headers of the pipeline fields that packets come in with (1.5).
    case pipelineInput([UInt32])
    /// OXM headers of the pipeline fields that packets may go out with (1.5).
    case pipelineOutput([UInt32])
    /// The ports where packets that go out here come in again (1.5).
    case recirculate([UInt32])
    case other(OtherProperty)

    /// What an optical port can do. Frequencies or wavelengths as the OFPOPF_* bits say, powers in dBm * 10.
    public struct Optical: Hashable, Sendable {
        /// OFPOPF_* bits.
        public var supported: UInt32 = 0
        public var transmitMinimum: UInt32 = 0
        public var transmitMaximum: UInt32 = 0
        public var transmitGrid: UInt32 = 0
        public var receiveMinimum: UInt32 = 0
        public var receiveMaximum: UInt32 = 0
        public var receiveGrid: UInt32 = 0
        public var powerMinimum: UInt16 = 0
        public var powerMaximum: UInt16 = 0

        public init() {}
    }
}

extension PortProperty: PropertyCodable {
    init(type: UInt16, value: inout ByteReader) throws(WireError) {
        switch (type, value.remaining) {
        case (1, 36): self = .optical(try Optical(from: &value))
        case (2, let size) where size % 4 == 0: self = .pipelineInput(try value.readWords())
        case (3, let size) where size % 4 == 0: self = .pipelineOutput(try value.readWords())
        case (4, let size) where size % 4 == 0: self = .recirculate(try value.readWords())
        default: self = .other(try OtherProperty(type: type, value: &value))
        }
    }

    var propertyType: UInt16 {
        switch self {
        case .optical: 1
        case .pipelineInput: 2
        case .pipelineOutput: 3
        case .recirculate: 4
        case .other(let other): other.propertyType
        }
    }

    func encodeValue(into writer: inout ByteWriter) {
        switch self {
        case .optical(let optical): optical.encode(into: &writer)
        case .pipelineInput(let words), .pipelineOutput(let words), .recirculate(let words):
            for word in words { writer.write(word) }
        case .other(let other): other.encodeValue(into: &writer)
        }
    }
}

extension PortProperty.Optical {
    init(from reader: inout ByteReader) throws(WireError) {
        try reader.skip(4)
        supported = try reader.read()
        transmitMinimum = try reader.read()
        transmitMaximum = try reader.read()
        transmitGrid = try reader.read()
        receiveMinimum = try reader.read()
        receiveMaximum = try reader.read()
        receiveGrid = try reader.read()
        powerMinimum = try reader.read()
        powerMaximum = try reader.read()
    }

    func encode(into writer: inout ByteWriter) {
        writer.writeZeros(4)
        for word in [
            supported, transmitMinimum, transmitMaximum, transmitGrid, receiveMinimum, receiveMaximum, receiveGrid,
        ] { writer.write(word) }
        writer.write(powerMinimum)
        writer.write(powerMaximum)
    }
}

extension ByteReader {
    /// Whole 32-bit words to the end.
    @_lifetime(self: copy self)
    mutating func readWords() throws(WireError) -> [UInt32] {
        var words: [UInt32] = []
        words.reserveCapacity(remaining / 4)
        while !isAtEnd { words.append(try read()) }
        return words
    }
}
