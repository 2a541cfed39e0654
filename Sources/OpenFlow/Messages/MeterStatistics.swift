import Wire

/// What a meter counted: an entry of OFPMP_METER_STATS (section 7.3.5.13).
public struct MeterStatistics: Hashable, Sendable {
    /// What a band acted on.
    public struct BandCounters: Hashable, Sendable {
        public var packets: UInt64
        public var bytes: UInt64

        public init(packets: UInt64, bytes: UInt64) {
            self.packets = packets
            self.bytes = bytes
        }
    }

    public var id: UInt32
    /// Flows that name it; since 1.5 of any kind of reference.
    public var references: UInt32
    public var packets: UInt64
    public var bytes: UInt64
    /// How long the meter has been there.
    public var duration: FlowCounters.Span
    /// In the order of the bands.
    public var bands: [BandCounters]

    public init(
        id: UInt32, references: UInt32, packets: UInt64, bytes: UInt64, duration: FlowCounters.Span,
        bands: [BandCounters]
    ) {
        self.id = id
        self.references = references
        self.packets = packets
        self.bytes = bytes
        self.duration = duration
        self.bands = bands
    }

    init(from reader: inout ByteReader) throws(WireError) {
        id = try reader.read()
        let length = Int(try reader.read(as: UInt16.self))
        guard length >= 40 else {
            throw WireError(.invalid("meter statistics of \(length) bytes"), at: reader.offset - 2)
        }
        var body = try reader.slice(length - 6)
        try body.skip(6)
        references = try body.read()
        packets = try body.read()
        bytes = try body.read()
        duration = try .init(seconds: body.read(), nanoseconds: body.read())
        bands = []
        while !body.isAtEnd { bands.append(try BandCounters(packets: body.read(), bytes: body.read())) }
    }

    func encode(into writer: inout ByteWriter) {
        let start = writer.count
        writer.write(id)
        writer.writeZeros(8)
        writer.write(references)
        writer.write(packets)
        writer.write(bytes)
        writer.write(duration)
        for band in bands {
            writer.write(band.packets)
            writer.write(band.bytes)
        }
        writer.patchLength(at: start + 4, from: start)
    }
}

/// What meters can be: OFPMP_METER_FEATURES (section 7.3.5.15).
public struct MeterFeatures: Hashable, Sendable {
    /// The greatest number of meters.
    public var maximumMeters: UInt32
    /// A bit for each OFPMBT_*.
    public var bandTypes: UInt32
    /// OFPMF_* bits.
    public var capabilities: UInt32
    /// Of one meter.
    public var maximumBands: UInt8
    public var maximumColors: UInt8
    /// OFPMFF_* bits; 1.5 only, and Open vSwitch leaves them out there too.
    public var features: UInt32?

    public init(
        maximumMeters: UInt32, bandTypes: UInt32, capabilities: UInt32, maximumBands: UInt8, maximumColors: UInt8,
        features: UInt32? = nil
    ) {
        self.maximumMeters = maximumMeters
        self.bandTypes = bandTypes
        self.capabilities = capabilities
        self.maximumBands = maximumBands
        self.maximumColors = maximumColors
        self.features = features
    }

    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        maximumMeters = try reader.read()
        bandTypes = try reader.read()
        capabilities = try reader.read()
        maximumBands = try reader.read()
        maximumColors = try reader.read()
        try reader.skip(2)
        guard version == .v1_5, !reader.isAtEnd else { return }
        features = try reader.read()
        try reader.skip(4)
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        writer.write(maximumMeters)
        writer.write(bandTypes)
        writer.write(capabilities)
        writer.write(maximumBands)
        writer.write(maximumColors)
        writer.writeZeros(2)
        guard version == .v1_5, let features else { return }
        writer.write(features)
        writer.writeZeros(4)
    }
}
