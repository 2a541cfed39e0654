import Wire

/// What a group counted: an entry of OFPMP_GROUP_STATS (section 7.3.5.10).
public struct GroupStatistics: Hashable, Sendable {
    public struct BucketCounters: Hashable, Sendable {
        public var packets: UInt64
        public var bytes: UInt64

        public init(packets: UInt64, bytes: UInt64) {
            self.packets = packets
            self.bytes = bytes
        }
    }

    public var id: UInt32
    /// Flows and groups that name it.
    public var references: UInt32
    public var packets: UInt64
    public var bytes: UInt64
    /// How long the group has been there.
    public var duration: FlowCounters.Span
    /// In the order of the buckets.
    public var buckets: [BucketCounters]

    public init(
        id: UInt32, references: UInt32, packets: UInt64, bytes: UInt64, duration: FlowCounters.Span,
        buckets: [BucketCounters]
    ) {
        self.id = id
        self.references = references
        self.packets = packets
        self.bytes = bytes
        self.duration = duration
        self.buckets = buckets
    }

    init(from reader: inout ByteReader) throws(WireError) {
        let length = Int(try reader.read(as: UInt16.self))
        guard length >= 40 else {
            throw WireError(.invalid("group statistics of \(length) bytes"), at: reader.offset - 2)
        }
        var body = try reader.slice(length - 2)
        try body.skip(2)
        id = try body.read()
        references = try body.read()
        try body.skip(4)
        packets = try body.read()
        bytes = try body.read()
        duration = try .init(seconds: body.read(), nanoseconds: body.read())
        buckets = []
        while !body.isAtEnd { buckets.append(try BucketCounters(packets: body.read(), bytes: body.read())) }
    }

    func encode(into writer: inout ByteWriter) {
        let start = writer.count
        writer.writeZeros(4)
        writer.write(id)
        writer.write(references)
        writer.writeZeros(4)
        writer.write(packets)
        writer.write(bytes)
        writer.write(duration)
        for bucket in buckets {
            writer.write(bucket.packets)
            writer.write(bucket.bytes)
        }
        writer.patchLength(at: start, from: start)
    }
}

/// What groups can be: OFPMP_GROUP_FEATURES (section 7.3.5.12).
public struct GroupFeatures: Hashable, Sendable {
    /// Of one type of group.
    public struct Limits: Hashable, Sendable {
        /// The greatest number of groups.
        public var maximum: UInt32 = 0
        /// A bit for each OFPAT_* that its buckets may have.
        public var actions: UInt32 = 0

        public init() {}
    }

    /// A bit for each OFPGT_*.
    public var types: UInt32
    /// OFPGFC_* bits.
    public var capabilities: UInt32
    public var all = Limits()
    public var select = Limits()
    public var indirect = Limits()
    public var fastFailover = Limits()

    public init(types: UInt32, capabilities: UInt32) {
        self.types = types
        self.capabilities = capabilities
    }

    init(from reader: inout ByteReader) throws(WireError) {
        types = try reader.read()
        capabilities = try reader.read()
        all.maximum = try reader.read()
        select.maximum = try reader.read()
        indirect.maximum = try reader.read()
        fastFailover.maximum = try reader.read()
        all.actions = try reader.read()
        select.actions = try reader.read()
        indirect.actions = try reader.read()
        fastFailover.actions = try reader.read()
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(types)
        writer.write(capabilities)
        let limits = [all, select, indirect, fastFailover]
        for limit in limits { writer.write(limit.maximum) }
        for limit in limits { writer.write(limit.actions) }
    }
}
