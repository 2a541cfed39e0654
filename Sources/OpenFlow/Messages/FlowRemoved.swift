import Wire

/// A flow with `sendFlowRemoved` is gone (section 7.4.2).
public struct FlowRemoved: Hashable, Sendable {
    public var table: UInt8
    /// OFPRR_*: 0 idle, 1 hard time-out, 2 deleted, 3 its group was deleted, 4 its meter, 5 evicted.
    public var reason: UInt8
    public var priority: UInt16
    public var cookie: UInt64
    public var idleTimeout: UInt16
    public var hardTimeout: UInt16
    public var match: Match
    public var counters: FlowCounters

    public init(_ flow: Flow, reason: UInt8, counters: FlowCounters = FlowCounters()) {
        table = flow.table
        self.reason = reason
        priority = flow.priority
        cookie = flow.cookie
        idleTimeout = flow.idleTimeout
        hardTimeout = flow.hardTimeout
        match = flow.match
        self.counters = counters
    }

    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        if version == .v1_5 {
            table = try reader.read()
            reason = try reader.read()
            priority = try reader.read()
            idleTimeout = try reader.read()
            hardTimeout = try reader.read()
            cookie = try reader.read()
            match = try Match(from: &reader)
            counters = try FlowCounters(oxs: &reader)
            return
        }
        cookie = try reader.read()
        priority = try reader.read()
        reason = try reader.read()
        table = try reader.read()
        counters = FlowCounters()
        counters.duration = try .init(seconds: reader.read(), nanoseconds: reader.read())
        idleTimeout = try reader.read()
        hardTimeout = try reader.read()
        counters.packets = try reader.read()
        counters.bytes = try reader.read()
        match = try Match(from: &reader)
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        if version == .v1_5 {
            writer.write(table)
            writer.write(reason)
            writer.write(priority)
            writer.write(idleTimeout)
            writer.write(hardTimeout)
            writer.write(cookie)
            writer.write(match, version: version)
            counters.encodeOXS(into: &writer)
            return
        }
        writer.write(cookie)
        writer.write(priority)
        writer.write(reason)
        writer.write(table)
        writer.write(counters.duration?.seconds ?? 0)
        writer.write(counters.duration?.nanoseconds ?? 0)
        writer.write(idleTimeout)
        writer.write(hardTimeout)
        // All ones say that the switch does not know.
        writer.write(counters.packets ?? .max)
        writer.write(counters.bytes ?? .max)
        writer.write(match, version: version)
    }
}
