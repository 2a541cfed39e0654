import NetworkTypes
import Wire

extension MultipartRequest {
    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        let type: UInt16 = try reader.read()
        let flags: UInt16 = try reader.read()
        try reader.skip(4)
        hasMore = flags & 1 != 0
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
        case MultipartType.flowMonitor, MultipartType.experimenter:
            let bytes = try reader.peekBytes()
            if let monitor = try FlowMonitor(only: &reader, type: type, version: version) {
                body = .flowMonitor(monitor)
            } else {
                body = .unknown(type: type, body: bytes)
                try reader.skip(reader.remaining)
            }
        default: body = .unknown(type: type, body: try reader.readBytes(reader.remaining))
        }
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        writer.write(type(in: version))
        writer.write(UInt16(hasMore ? 1 : 0))
        writer.writeZeros(4)
        switch body {
        case .description, .tables: break
        case .flows(let filter), .flowStatistics(let filter), .aggregate(let filter):
            filter.encode(into: &writer, version: version)
        case .groupDescriptions(let id): if version == .v1_5 { writer.writeSelector(id) }
        case .meterConfigurations(let id): writer.writeSelector(id)
        case .portDescriptions(let port): if version == .v1_5 { writer.writeSelector(port.rawValue) }
        case .flowMonitor(let monitor): monitor.encode(into: &writer, version: version)
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
        case .flowMonitor: version == .v1_3 ? MultipartType.experimenter : MultipartType.flowMonitor
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
