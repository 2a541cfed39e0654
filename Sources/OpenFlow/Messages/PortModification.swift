public import NetworkTypes
import Wire

/// Changes how a port behaves: OFPT_PORT_MOD (OpenFlow 1.5.1 section 7.3.4.4).
public struct PortModification: Hashable, Sendable {
    public enum Property: Hashable, Sendable {
        /// OFPPF_* bits to advertise; zero: all. The one word that 1.3 has.
        case ethernet(advertise: UInt32)
        case optical(Optical)
        case other(OtherProperty)
    }

    /// What an optical port is tuned to (1.4 and later).
    public struct Optical: Hashable, Sendable {
        /// OFPOPF_* bits.
        public var configuration: UInt32 = 0
        /// Frequency or wavelength, its offset and the grid's span, in units of the grid.
        public var frequency: UInt32 = 0
        public var offset: UInt32 = 0
        public var gridSpan: UInt32 = 0
        /// Power, in dBm * 10.
        public var transmitPower: UInt32 = 0

        public init() {}
    }

    public var port: PortNumber
    /// Must be the port's: a check that the right one is meant.
    public var hardwareAddress: MACAddress
    /// OFPPC_* bits, and which of them are to be changed.
    public var configuration: UInt32
    public var mask: UInt32
    public var properties: [Property]

    public init(
        port: PortNumber, hardwareAddress: MACAddress, configuration: UInt32 = 0, mask: UInt32 = 0,
        properties: [Property] = []
    ) {
        self.port = port
        self.hardwareAddress = hardwareAddress
        self.configuration = configuration
        self.mask = mask
        self.properties = properties
    }

    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        port = PortNumber(try reader.read())
        try reader.skip(4)
        hardwareAddress = MACAddress(rawValue: UInt64(truncatingIfNeeded: try reader.readInteger(byteCount: 6)))
        try reader.skip(2)
        configuration = try reader.read()
        mask = try reader.read()
        if version == .v1_3 {
            properties = [.ethernet(advertise: try reader.read())]
            try reader.skip(4)
        } else {
            properties = try Property.list(from: &reader)
        }
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        writer.write(port.rawValue)
        writer.writeZeros(4)
        writer.write(UInt128(hardwareAddress.rawValue), byteCount: 6)
        writer.writeZeros(2)
        writer.write(configuration)
        writer.write(mask)
        if version == .v1_3 {
            writer.write(advertised ?? 0)
            writer.writeZeros(4)
        } else {
            writer.write(properties: properties)
        }
    }

    /// OFPPF_* bits to advertise, if any are named.
    public var advertised: UInt32? {
        for case .ethernet(let advertise) in properties { return advertise }
        return nil
    }
}

extension PortModification.Property: PropertyCodable {
    init(type: UInt16, value: inout ByteReader) throws(WireError) {
        switch (type, value.remaining) {
        case (0, 4): self = .ethernet(advertise: try value.read())
        case (1, 20):
            var optical = PortModification.Optical()
            optical.configuration = try value.read()
            optical.frequency = try value.read()
            optical.offset = try value.read()
            optical.gridSpan = try value.read()
            optical.transmitPower = try value.read()
            self = .optical(optical)
        default: self = .other(try OtherProperty(type: type, value: &value))
        }
    }

    var propertyType: UInt16 {
        switch self {
        case .ethernet: 0
        case .optical: 1
        case .other(let other): other.propertyType
        }
    }

    func encodeValue(into writer: inout ByteWriter) {
        switch self {
        case .ethernet(let advertise): writer.write(advertise)
        case .optical(let optical):
            for word in [
                optical.configuration, optical.frequency, optical.offset, optical.gridSpan, optical.transmitPower,
            ] { writer.write(word) }
        case .other(let other): other.encodeValue(into: &writer)
        }
    }
}
