import Wire

extension MultipartReply {
    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        let type: UInt16 = try reader.read()
        let flags: UInt16 = try reader.read()
        try reader.skip(4)
        hasMore = flags & 1 != 0
        unknownFlags = flags & ~1
        body = try Self.body(type, from: &reader, version: version)
    }

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
            return .flowStatistics(try list(from: &reader, FlowStatistics.init(from:)))
        case MultipartType.aggregate: return .aggregate(try FlowCounters(aggregate: &reader, version: version))
        case MultipartType.groupDescription:
            var groups: [Group] = []
            while !reader.isAtEnd { groups.append(try Group(description: &reader, version: version)) }
            return .groupDescriptions(groups)
        case MultipartType.meterConfiguration:
            return .meterConfigurations(try list(from: &reader, Meter.init(configuration:)))
        case MultipartType.portDescription:
            var ports: [Port] = []
            while !reader.isAtEnd { ports.append(try Port(from: &reader, version: version)) }
            return .portDescriptions(ports)
        case MultipartType.flowMonitor where version > .v1_3:
            return .flowUpdates(try FlowUpdate.list(from: &reader, version: version))
        case MultipartType.experimenter:
            guard try !reader.takesFlowMonitorHead(version) else {
                return .flowUpdates(try FlowUpdate.list(from: &reader, version: version))
            }
            return try experimenter(from: &reader)
        default: return try statistics(type, from: &reader, version: version)
        }
    }

    /// What ports, queues, groups, meters and tables counted and can do.
    private static func statistics(
        _ type: UInt16, from reader: inout ByteReader, version: OpenFlowVersion
    ) throws(WireError) -> Body {
        switch type {
        case MultipartType.tables: return .tables(try list(from: &reader, TableStatistics.init(from:)))
        case MultipartType.portStatistics:
            var ports: [PortStatistics] = []
            while !reader.isAtEnd { ports.append(try PortStatistics(from: &reader, version: version)) }
            return .portStatistics(ports)
        case MultipartType.queueStatistics:
            var queues: [QueueStatistics] = []
            while !reader.isAtEnd { queues.append(try QueueStatistics(from: &reader, version: version)) }
            return .queueStatistics(queues)
        case MultipartType.queueDescription where version > .v1_3:
            var queues: [QueueDescription] = []
            while !reader.isAtEnd { queues.append(try QueueDescription(from: &reader, version: version)) }
            return .queueDescriptions(queues)
        case MultipartType.groupStatistics:
            return .groupStatistics(try list(from: &reader, GroupStatistics.init(from:)))
        case MultipartType.groupFeatures: return .groupFeatures(try GroupFeatures(from: &reader))
        case MultipartType.meterStatistics:
            return .meterStatistics(try list(from: &reader, MeterStatistics.init(from:)))
        case MultipartType.meterFeatures:
            return .meterFeatures(try MeterFeatures(from: &reader, version: version))
        case MultipartType.tableFeatures:
            return .tableFeatures(try TableFeatures.list(from: &reader, version: version))
        case MultipartType.tableDescription where version > .v1_3:
            return .tableDescriptions(try list(from: &reader, TableDescription.init(from:)))
        case MultipartType.controllerStatus where version == .v1_5:
            return .controllerStatuses(try list(from: &reader, ControllerStatus.init(from:)))
        case MultipartType.bundleFeatures where version == .v1_5:
            return .bundleFeatures(try BundleFeatures(from: &reader, isRequest: false))
        default: return .unknown(type: type, body: try reader.readBytes(reader.remaining))
        }
    }

    private static func experimenter(from reader: inout ByteReader) throws(WireError) -> Body {
        let experimenter: UInt32 = try reader.read()
        let type: UInt32 = try reader.read()
        switch (experimenter, type) {
        case (Experimenter.nicira, ExperimenterMultipart.ipfixBridge):
            return .ipfixBridge(try list(from: &reader, IPFIXStatistics.init(from:)))
        case (Experimenter.nicira, ExperimenterMultipart.ipfixFlow):
            return .ipfixFlows(try list(from: &reader, IPFIXStatistics.init(from:)))
        default:
            return .experimenter(
                ExperimenterBody(experimenter: experimenter, type: type, body: try reader.readBytes(reader.remaining)))
        }
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        writer.write(type(in: version))
        writer.write(UInt16(hasMore ? 1 : 0) | unknownFlags)
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
        case .portStatistics(let ports): for port in ports { port.encode(into: &writer, version: version) }
        case .queueStatistics(let queues): for queue in queues { queue.encode(into: &writer, version: version) }
        case .queueDescriptions(let queues): for queue in queues { queue.encode(into: &writer, version: version) }
        case .groupStatistics(let groups): for group in groups { group.encode(into: &writer) }
        case .groupFeatures(let features): features.encode(into: &writer)
        case .meterStatistics(let meters): for meter in meters { meter.encode(into: &writer) }
        case .meterFeatures(let features): features.encode(into: &writer, version: version)
        case .tableFeatures(let tables): for table in tables { table.encode(into: &writer, version: version) }
        case .tableDescriptions(let tables): for table in tables { table.encode(into: &writer) }
        case .controllerStatuses(let statuses): for status in statuses { status.encode(into: &writer) }
        case .bundleFeatures(let features): features.encode(into: &writer, isRequest: false)
        case .ipfixBridge(let statistics):
            writer.writeNiciraMultipartHead(ExperimenterMultipart.ipfixBridge)
            for entry in statistics { entry.encode(into: &writer) }
        case .ipfixFlows(let statistics):
            writer.writeNiciraMultipartHead(ExperimenterMultipart.ipfixFlow)
            for entry in statistics { entry.encode(into: &writer) }
        case .experimenter(let body): body.encode(into: &writer)
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
        case .portStatistics: MultipartType.portStatistics
        case .queueStatistics: MultipartType.queueStatistics
        case .queueDescriptions: MultipartType.queueDescription
        case .groupStatistics: MultipartType.groupStatistics
        case .groupFeatures: MultipartType.groupFeatures
        case .meterStatistics: MultipartType.meterStatistics
        case .meterFeatures: MultipartType.meterFeatures
        case .tableFeatures: MultipartType.tableFeatures
        case .tableDescriptions: MultipartType.tableDescription
        case .controllerStatuses: MultipartType.controllerStatus
        case .bundleFeatures: MultipartType.bundleFeatures
        case .ipfixBridge, .ipfixFlows, .experimenter: MultipartType.experimenter
        case .unknown(let type, _): type
        }
    }
}

extension ByteWriter {
    mutating func writeNiciraMultipartHead(_ type: UInt32) {
        write(Experimenter.nicira)
        write(type)
    }
}

extension ExperimenterBody {
    func encode(into writer: inout ByteWriter) {
        writer.write(experimenter)
        writer.write(type)
        writer.write(bytes: body)
    }
}

extension TableFeatures {
    static func list(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) -> [TableFeatures] {
        var tables: [TableFeatures] = []
        while !reader.isAtEnd { tables.append(try TableFeatures(from: &reader, version: version)) }
        return tables
    }
}
