import NetworkTypes
import Wire

extension MultipartRequest {
    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        let type: UInt16 = try reader.read()
        let flags: UInt16 = try reader.read()
        try reader.skip(4)
        hasMore = flags & 1 != 0
        unknownFlags = flags & ~1
        let isNative = version == .v1_5
        switch type {
        case MultipartType.description where reader.isAtEnd: body = .description
        case MultipartType.tables where reader.isAtEnd: body = .tables
        case MultipartType.flows: body = .flows(try FlowFilter(from: &reader))
        case MultipartType.flowStatistics where isNative: body = .flowStatistics(try FlowFilter(from: &reader))
        case MultipartType.aggregate: body = .aggregate(try FlowFilter(from: &reader))
        case MultipartType.groupDescription where !isNative && reader.isAtEnd: body = .groupDescriptions(0xffff_fffc)
        case MultipartType.groupDescription where isNative && reader.remaining == 8:
            body = .groupDescriptions(try reader.read())
            try reader.skip(4)
        case MultipartType.meterConfiguration where reader.remaining == 8:
            body = .meterConfigurations(try reader.read())
            try reader.skip(4)
        case MultipartType.portDescription where !isNative && reader.isAtEnd: body = .portDescriptions(.any)
        case MultipartType.portDescription where isNative && reader.remaining == 8:
            body = .portDescriptions(PortNumber(try reader.read()))
            try reader.skip(4)
        case MultipartType.flowMonitor where version > .v1_3, MultipartType.experimenter:
            body = try Self.extended(type, from: &reader, version: version)
        default: body = try Self.statistics(type, from: &reader, version: version)
        }
    }

    /// About what ports, queues, groups, meters and tables counted and can do.
    private static func statistics(
        _ type: UInt16, from reader: inout ByteReader, version: OpenFlowVersion
    ) throws(WireError) -> Body {
        switch type {
        case MultipartType.portStatistics where reader.remaining == 8:
            return .portStatistics(PortNumber(try reader.readSelector()))
        case MultipartType.queueStatistics where reader.remaining == 8:
            return .queueStatistics(QueueFilter(port: PortNumber(try reader.read()), queue: try reader.read()))
        case MultipartType.queueDescription where version > .v1_3 && reader.remaining == 8:
            return .queueDescriptions(QueueFilter(port: PortNumber(try reader.read()), queue: try reader.read()))
        case MultipartType.groupStatistics where reader.remaining == 8:
            return .groupStatistics(try reader.readSelector())
        case MultipartType.groupFeatures where reader.isAtEnd: return .groupFeatures
        case MultipartType.meterStatistics where reader.remaining == 8:
            return .meterStatistics(try reader.readSelector())
        case MultipartType.meterFeatures where reader.isAtEnd: return .meterFeatures
        case MultipartType.tableFeatures:
            return .tableFeatures(try TableFeatures.list(from: &reader, version: version))
        case MultipartType.tableDescription where version > .v1_3 && reader.isAtEnd: return .tableDescriptions
        case MultipartType.controllerStatus where version == .v1_5 && reader.isAtEnd: return .controllerStatuses
        case MultipartType.bundleFeatures where version == .v1_5:
            return .bundleFeatures(try BundleFeatures(from: &reader, isRequest: true))
        default: return .unknown(type: type, body: try reader.readBytes(reader.remaining))
        }
    }

    /// Flow monitors, and what experimenters ask.
    private static func extended(
        _ type: UInt16, from reader: inout ByteReader, version: OpenFlowVersion
    ) throws(WireError) -> Body {
        if let monitors = try FlowMonitor.list(from: &reader, type: type, version: version) {
            return monitors.count == 1 ? .flowMonitor(monitors[0]) : .flowMonitors(monitors)
        }
        guard type == MultipartType.experimenter else {
            return .unknown(type: type, body: try reader.readBytes(reader.remaining))
        }
        let experimenter: UInt32 = try reader.read()
        let kind: UInt32 = try reader.read()
        switch (experimenter, kind) {
        case (Experimenter.nicira, ExperimenterMultipart.ipfixBridge) where reader.isAtEnd: return .ipfixBridge
        case (Experimenter.nicira, ExperimenterMultipart.ipfixFlow) where reader.isAtEnd: return .ipfixFlows
        default:
            let body = try reader.readBytes(reader.remaining)
            return .experimenter(ExperimenterBody(experimenter: experimenter, type: kind, body: body))
        }
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        writer.write(type(in: version))
        writer.write(UInt16(hasMore ? 1 : 0) | unknownFlags)
        writer.writeZeros(4)
        switch body {
        case .description, .tables: break
        case .flows(let filter), .flowStatistics(let filter), .aggregate(let filter):
            filter.encode(into: &writer, version: version)
        case .groupDescriptions(let id): if version == .v1_5 { writer.writeSelector(id) }
        case .meterConfigurations(let id): writer.writeSelector(id)
        case .portDescriptions(let port): if version == .v1_5 { writer.writeSelector(port.rawValue) }
        case .flowMonitor(let monitor): [monitor].encode(into: &writer, version: version)
        case .flowMonitors(let monitors): monitors.encode(into: &writer, version: version)
        case .portStatistics(let port): writer.writeSelector(port.rawValue)
        case .queueStatistics(let filter), .queueDescriptions(let filter):
            writer.write(filter.port.rawValue)
            writer.write(filter.queue)
        case .groupStatistics(let id), .meterStatistics(let id): writer.writeSelector(id)
        case .groupFeatures, .meterFeatures, .tableDescriptions, .controllerStatuses: break
        case .tableFeatures(let tables): for table in tables { table.encode(into: &writer, version: version) }
        case .bundleFeatures(let features): features.encode(into: &writer, isRequest: true)
        case .ipfixBridge: writer.writeNiciraMultipartHead(ExperimenterMultipart.ipfixBridge)
        case .ipfixFlows: writer.writeNiciraMultipartHead(ExperimenterMultipart.ipfixFlow)
        case .experimenter(let body): body.encode(into: &writer)
        case .unknown(_, let bytes): writer.write(bytes: bytes)
        }
    }

    private func type(in version: OpenFlowVersion) -> UInt16 {
        switch body {
        case .description: MultipartType.description
        case .flows: MultipartType.flows
        case .flowStatistics: MultipartType.flowStatistics
        case .aggregate: MultipartType.aggregate
        case .tables: MultipartType.tables
        case .groupDescriptions: MultipartType.groupDescription
        case .meterConfigurations: MultipartType.meterConfiguration
        case .portDescriptions: MultipartType.portDescription
        case .flowMonitor, .flowMonitors: version == .v1_3 ? MultipartType.experimenter : MultipartType.flowMonitor
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
    fileprivate mutating func writeSelector(_ id: UInt32) {
        write(id)
        writeZeros(4)
    }
}

extension ByteReader {
    @_lifetime(self: copy self)
    fileprivate mutating func readSelector() throws(WireError) -> UInt32 {
        let id: UInt32 = try read()
        try skip(4)
        return id
    }
}

extension FlowFilter {
    init(from reader: inout ByteReader) throws(WireError) {
        table = try reader.read()
        try reader.skip(3)
        outPort = PortNumber(try reader.read())
        outGroup = try reader.read()
        try reader.skip(4)
        cookie = try reader.read()
        cookieMask = try reader.read()
        match = try Match(from: &reader)
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        writer.write(table)
        writer.writeZeros(3)
        writer.write(outPort.rawValue)
        writer.write(outGroup)
        writer.writeZeros(4)
        writer.write(cookie)
        writer.write(cookieMask)
        writer.write(match, version: version)
    }
}
