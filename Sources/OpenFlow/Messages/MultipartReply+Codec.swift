import Wire

extension MultipartReply {
    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        let type: UInt16 = try reader.read()
        let flags: UInt16 = try reader.read()
        try reader.skip(4)
        hasMore = flags & 1 != 0
        body = try Self.body(type, from: &reader, version: version)
    }

    /// The largest parts are read in loops: a message holds at most 65,535 bytes, so their counts are bounded.
    private static func body(
        _ type: UInt16, from reader: inout ByteReader, version: OpenFlowVersion
    ) throws(WireError) -> Body {
        switch type {
        case MultipartType.description: return .description(try SwitchDescription(from: &reader))
        case MultipartType.flows:
            var flows: [FlowDescription] = []
            while !reader.isAtEnd { flows.append(try FlowDescription(from: &reader, version: version)) }
            return .flows(flows)
        case MultipartType.flowStatistics where version == .v1_5:
            var flows: [FlowStatistics] = []
            while !reader.isAtEnd { flows.append(try FlowStatistics(from: &reader)) }
            return .flowStatistics(flows)
        case MultipartType.aggregate: return .aggregate(try FlowCounters(aggregate: &reader, version: version))
        case MultipartType.tables:
            var tables: [TableStatistics] = []
            while !reader.isAtEnd { tables.append(try TableStatistics(from: &reader)) }
            return .tables(tables)
        case MultipartType.groupDescription:
            var groups: [Group] = []
            while !reader.isAtEnd { groups.append(try Group(description: &reader, version: version)) }
            return .groupDescriptions(groups)
        case MultipartType.meterConfiguration:
            var meters: [Meter] = []
            while !reader.isAtEnd { meters.append(try Meter(configuration: &reader)) }
            return .meterConfigurations(meters)
        case MultipartType.portDescription:
            var ports: [Port] = []
            while !reader.isAtEnd { ports.append(try Port(from: &reader, version: version)) }
            return .portDescriptions(ports)
        case MultipartType.flowMonitor where version > .v1_3:
            return .flowUpdates(try FlowUpdate.list(from: &reader, version: version))
        case MultipartType.experimenter:
            guard try reader.takesFlowMonitorHead(version) else { break }
            return .flowUpdates(try FlowUpdate.list(from: &reader, version: version))
        default: break
        }
        return .unknown(type: type, body: try reader.readBytes(reader.remaining))
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        writer.write(type(in: version))
        writer.write(UInt16(hasMore ? 1 : 0))
        writer.writeZeros(4)
        switch body {
        case .description(let description): description.encode(into: &writer)
        case .flows(let flows): for flow in flows { flow.encode(into: &writer, version: version) }
        case .flowStatistics(let flows): for flow in flows { flow.encode(into: &writer) }
        case .aggregate(let counters): counters.encodeAggregate(into: &writer, version: version)
        case .tables(let tables): for table in tables { table.encode(into: &writer) }
        case .groupDescriptions(let groups):
            for group in groups { group.encodeDescription(into: &writer, version: version) }
        case .meterConfigurations(let meters): for meter in meters { meter.encodeConfiguration(into: &writer) }
        case .portDescriptions(let ports): for port in ports { port.encode(into: &writer, version: version) }
        case .flowUpdates(let updates):
            if version == .v1_3 { writer.writeFlowMonitorHead() }
            for update in updates { update.encode(into: &writer, version: version) }
        case .unknown(_, let bytes): writer.write(bytes: bytes)
        }
    }

    func type(in version: OpenFlowVersion) -> UInt16 {
        switch body {
        case .description: MultipartType.description
        case .flows: MultipartType.flows
        case .flowStatistics: MultipartType.flowStatistics
        case .aggregate: MultipartType.aggregate
        case .tables: MultipartType.tables
        case .groupDescriptions: MultipartType.groupDescription
        case .meterConfigurations: MultipartType.meterConfiguration
        case .portDescriptions: MultipartType.portDescription
        case .flowUpdates: version == .v1_3 ? MultipartType.experimenter : MultipartType.flowMonitor
        case .unknown(let type, _): type
        }
    }
}
