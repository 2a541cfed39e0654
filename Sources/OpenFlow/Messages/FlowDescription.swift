import Wire

/// A flow as a switch has it, and what it counted: an entry of OFPMP_FLOW, in 1.5 of OFPMP_FLOW_DESC.
public struct FlowDescription: Hashable, Sendable {
    public var flow: Flow
    public var counters: FlowCounters

    public init(_ flow: Flow, counters: FlowCounters = FlowCounters()) {
        self.flow = flow
        self.counters = counters
    }

    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        let length = Int(try reader.read(as: UInt16.self))
        guard length >= 2 else { throw WireError(.invalid("flow of \(length) bytes"), at: reader.offset - 2) }
        var body = try reader.slice(length - 2)
        if version == .v1_5 { try body.skip(2) }
        let table: UInt8 = try body.read()
        try body.skip(1)
        var flow = Flow(table: table, priority: 0, cookie: 0, match: Match(), instructions: [])
        counters = FlowCounters()
        if version < .v1_5 { counters.duration = try .init(seconds: body.read(), nanoseconds: body.read()) }
        flow.priority = try body.read()
        flow.idleTimeout = try body.read()
        flow.hardTimeout = try body.read()
        flow.flags = FlowFlags(rawValue: try body.read())
        // Two bytes of padding in 1.3.
        let importance: UInt16 = try body.read()
        if version > .v1_3 { flow.importance = importance }
        if version < .v1_5 { try body.skip(2) }
        flow.cookie = try body.read()
        if version < .v1_5 {
            counters.packets = try body.read()
            counters.bytes = try body.read()
        }
        flow.match = try Match(from: &body)
        if version == .v1_5 { counters = try FlowCounters(oxs: &body) }
        flow.instructions = try Instruction.list(from: &body, version: version)
        self.flow = flow
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        let start = writer.count
        writer.write(UInt16(0))
        if version == .v1_5 { writer.writeZeros(2) }
        writer.write(flow.table)
        writer.writeZeros(1)
        if version < .v1_5 {
            writer.write(counters.duration?.seconds ?? 0)
            writer.write(counters.duration?.nanoseconds ?? 0)
        }
        writer.write(flow.priority)
        writer.write(flow.idleTimeout)
        writer.write(flow.hardTimeout)
        writer.write(flow.flags.rawValue)
        writer.write(version > .v1_3 ? flow.importance : 0)
        if version < .v1_5 { writer.writeZeros(2) }
        writer.write(flow.cookie)
        if version < .v1_5 {
            writer.write(counters.packets ?? .max)
            writer.write(counters.bytes ?? .max)
        }
        writer.write(flow.match, version: version)
        if version == .v1_5 { counters.encodeOXS(into: &writer) }
        writer.write(flow.instructions, version: version)
        writer.patchLength(at: start, from: start)
    }
}
