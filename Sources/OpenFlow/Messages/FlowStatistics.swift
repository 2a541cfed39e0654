import Wire

/// What a flow counted, without its instructions: an entry of OFPMP_FLOW_STATS, 1.5 only.
public struct FlowStatistics: Hashable, Sendable {
    public var table: UInt8
    /// 0 asked for, 1 a trigger sent it.
    public var reason: UInt8
    public var priority: UInt16
    public var match: Match
    public var counters: FlowCounters

    public init(
        table: UInt8, reason: UInt8 = 0, priority: UInt16, match: Match, counters: FlowCounters = FlowCounters()
    ) {
        self.table = table
        self.reason = reason
        self.priority = priority
        self.match = match
        self.counters = counters
    }

    init(from reader: inout ByteReader) throws(WireError) {
        let length = Int(try reader.read(as: UInt16.self))
        guard length >= 2 else { throw WireError(.invalid("flow of \(length) bytes"), at: reader.offset - 2) }
        var body = try reader.slice(length - 2)
        try body.skip(2)
        table = try body.read()
        reason = try body.read()
        priority = try body.read()
        match = try Match(from: &body)
        counters = try FlowCounters(oxs: &body)
        try body.requireEnd()
    }

    func encode(into writer: inout ByteWriter) {
        let start = writer.count
        writer.writeZeros(4)
        writer.write(table)
        writer.write(reason)
        writer.write(priority)
        writer.write(match, version: .v1_5)
        counters.encodeOXS(into: &writer)
        writer.patchLength(at: start, from: start)
    }
}

/// What a table counted: OFPMP_TABLE (section 7.3.5.6).
public struct TableStatistics: Hashable, Sendable {
    public var table: UInt8
    /// Flows in it.
    public var active: UInt32
    public var lookups: UInt64
    public var matches: UInt64

    public init(table: UInt8, active: UInt32, lookups: UInt64, matches: UInt64) {
        self.table = table
        self.active = active
        self.lookups = lookups
        self.matches = matches
    }

    init(from reader: inout ByteReader) throws(WireError) {
        table = try reader.read()
        try reader.skip(3)
        active = try reader.read()
        lookups = try reader.read()
        matches = try reader.read()
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(table)
        writer.writeZeros(3)
        writer.write(active)
        writer.write(lookups)
        writer.write(matches)
    }
}

extension FlowCounters {
    /// The sums over many flows: OFPMP_AGGREGATE (section 7.3.5.5).
    init(aggregate reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        guard version < .v1_5 else {
            try self.init(oxs: &reader)
            return
        }
        self.init()
        packets = try reader.read()
        bytes = try reader.read()
        flows = try reader.read()
        try reader.skip(4)
    }

    func encodeAggregate(into writer: inout ByteWriter, version: OpenFlowVersion) {
        guard version < .v1_5 else {
            encodeOXS(into: &writer)
            return
        }
        writer.write(packets ?? 0)
        writer.write(bytes ?? 0)
        writer.write(flows ?? 0)
        writer.writeZeros(4)
    }
}
