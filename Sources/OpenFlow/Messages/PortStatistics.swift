public import NetworkTypes
import Wire

/// What a port counted: an entry of OFPMP_PORT_STATS (section 7.3.5.7). All ones: the switch does not know.
public struct PortStatistics: Hashable, Sendable {
    public enum Property: Hashable, Sendable {
        /// The one group of counters that 1.3 has.
        case ethernet(Ethernet)
        case optical(Optical)
        case other(OtherProperty)
    }

    public struct Ethernet: Hashable, Sendable {
        public var frameErrors: UInt64 = 0
        public var overrunErrors: UInt64 = 0
        public var crcErrors: UInt64 = 0
        public var collisions: UInt64 = 0

        public init() {}
    }

    /// Frequencies or wavelengths in units of their grids, powers in dBm * 10, current in mA * 10, temperature in
    /// degrees Celsius * 10.
    public struct Optical: Hashable, Sendable {
        /// OFPOSF_* bits.
        public var flags: UInt32 = 0
        public var transmitFrequency: UInt32 = 0
        public var transmitOffset: UInt32 = 0
        public var transmitGridSpan: UInt32 = 0
        public var receiveFrequency: UInt32 = 0
        public var receiveOffset: UInt32 = 0
        public var receiveGridSpan: UInt32 = 0
        public var transmitPower: UInt16 = 0
        public var receivePower: UInt16 = 0
        public var biasCurrent: UInt16 = 0
        public var temperature: UInt16 = 0

        public init() {}
    }

    public var port: PortNumber
    /// How long the port has been there.
    public var duration: FlowCounters.Span
    public var receivedPackets: UInt64 = 0
    public var transmittedPackets: UInt64 = 0
    public var receivedBytes: UInt64 = 0
    public var transmittedBytes: UInt64 = 0
    public var receiveDrops: UInt64 = 0
    public var transmitDrops: UInt64 = 0
    public var receiveErrors: UInt64 = 0
    public var transmitErrors: UInt64 = 0
    public var properties: [Property] = []

    public init(port: PortNumber, duration: FlowCounters.Span) {
        self.port = port
        self.duration = duration
    }

    /// The first of its kind among the properties.
    public var ethernet: Ethernet? {
        for case .ethernet(let ethernet) in properties { return ethernet }
        return nil
    }
}

extension PortStatistics {
    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        guard version > .v1_3 else {
            self.init(port: PortNumber(try reader.read()), duration: .init(seconds: 0, nanoseconds: 0))
            try reader.skip(4)
            try readCounters(from: &reader)
            properties = [.ethernet(try Ethernet(from: &reader))]
            duration = try .init(seconds: reader.read(), nanoseconds: reader.read())
            return
        }
        let length = Int(try reader.read(as: UInt16.self))
        guard length >= 80 else {
            throw WireError(.invalid("port statistics of \(length) bytes"), at: reader.offset - 2)
        }
        var body = try reader.slice(length - 2)
        try body.skip(2)
        self.init(
            port: PortNumber(try body.read()),
            duration: try .init(seconds: body.read(), nanoseconds: body.read()))
        try readCounters(from: &body)
        properties = try Property.list(from: &body)
    }

    private mutating func readCounters(from reader: inout ByteReader) throws(WireError) {
        receivedPackets = try reader.read()
        transmittedPackets = try reader.read()
        receivedBytes = try reader.read()
        transmittedBytes = try reader.read()
        receiveDrops = try reader.read()
        transmitDrops = try reader.read()
        receiveErrors = try reader.read()
        transmitErrors = try reader.read()
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        guard version > .v1_3 else {
            writer.write(port.rawValue)
            writer.writeZeros(4)
            encodeCounters(into: &writer)
            (ethernet ?? Ethernet()).encode(into: &writer)
            writer.write(duration)
            return
        }
        let start = writer.count
        writer.writeZeros(4)
        writer.write(port.rawValue)
        writer.write(duration)
        encodeCounters(into: &writer)
        writer.write(properties: properties)
        writer.patchLength(at: start, from: start)
    }

    private func encodeCounters(into writer: inout ByteWriter) {
        for counter in [
            receivedPackets, transmittedPackets, receivedBytes, transmittedBytes, receiveDrops, transmitDrops,
            receiveErrors, transmitErrors,
        ] { writer.write(counter) }
    }
}

extension ByteWriter {
    mutating func write(_ span: FlowCounters.Span) {
        write(span.seconds)
        write(span.nanoseconds)
    }
}
