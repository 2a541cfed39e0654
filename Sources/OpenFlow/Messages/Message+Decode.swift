import NetworkTypes
public import Wire

extension Message {
    /// Reads one whole message. It must be as long as its header says and of a version this library speaks; what stands
    /// behind a body that is known is an error.
    public static func decode(_ bytes: [UInt8]) throws(WireError) -> (header: MessageHeader, message: Message) {
        var reader = ByteReader(bytes.span.bytes)
        return try decode(&reader)
    }

    @inline(__always)
    public static func decode(
        _ reader: inout ByteReader
    ) throws(WireError) -> (header: MessageHeader, message: Message) {
        let header = try MessageHeader(from: &reader)
        guard let version = OpenFlowVersion(rawValue: header.version) else {
            throw WireError(.invalid("version byte \(header.version)"), at: 0)
        }
        guard Int(header.length) - MessageHeader.byteCount == reader.remaining else {
            throw WireError(.invalid("length \(header.length) of \(reader.remaining + 8) bytes"), at: 2)
        }
        let message = try body(of: header, version: version, from: &reader)
        try reader.requireEnd()
        return (header, message)
    }

    private static func body(
        of header: MessageHeader, version: OpenFlowVersion, from reader: inout ByteReader
    ) throws(WireError) -> Message {
        switch header.type {
        case MessageType.hello: .hello(try Hello(from: &reader))
        case MessageType.error: .error(try OpenFlowError(from: &reader, xid: header.xid))
        case MessageType.echoRequest: .echoRequest(try reader.readBytes(reader.remaining))
        case MessageType.echoReply: .echoReply(try reader.readBytes(reader.remaining))
        case MessageType.experimenter: try experimenter(from: &reader, version: version)
        case MessageType.featuresRequest: .featuresRequest
        case MessageType.featuresReply: .featuresReply(try Features(from: &reader))
        case MessageType.getConfigRequest: .getConfigRequest
        case MessageType.getConfigReply: .getConfigReply(try SwitchConfiguration(from: &reader))
        case MessageType.setConfig: .setConfig(try SwitchConfiguration(from: &reader))
        case MessageType.packetIn: .packetIn(try PacketIn(from: &reader))
        case MessageType.flowRemoved: .flowRemoved(try FlowRemoved(from: &reader, version: version))
        case MessageType.portStatus: .portStatus(try PortStatus(from: &reader, version: version))
        case MessageType.packetOut: .packetOut(try PacketOut(from: &reader, version: version))
        case MessageType.flowMod: .flowModification(try FlowModification(from: &reader, version: version))
        case MessageType.groupMod: .groupModification(try GroupModification(from: &reader, version: version))
        case MessageType.meterMod: .meterModification(try MeterModification(from: &reader))
        case MessageType.portMod: .portModification(try PortModification(from: &reader, version: version))
        case MessageType.tableMod: .tableModification(try TableModification(from: &reader, version: version))
        case MessageType.multipartRequest: .multipartRequest(try MultipartRequest(from: &reader, version: version))
        case MessageType.multipartReply: .multipartReply(try MultipartReply(from: &reader, version: version))
        case MessageType.barrierRequest: .barrierRequest
        case MessageType.barrierReply: .barrierReply
        case MessageType.roleRequest: .roleRequest(try RoleMessage(from: &reader, version: version))
        case MessageType.roleReply: .roleReply(try RoleMessage(from: &reader, version: version))
        case MessageType.getAsyncRequest: .getAsyncRequest
        case MessageType.getAsyncReply: .getAsyncReply(try AsyncConfiguration(from: &reader, version: version))
        case MessageType.setAsync: .setAsync(try AsyncConfiguration(from: &reader, version: version))
        case MessageType.roleStatus where version > .v1_3: .roleStatus(try RoleStatus(from: &reader))
        case MessageType.tableStatus where version > .v1_3: .tableStatus(try TableStatus(from: &reader))
        case MessageType.queueConfigurationRequest where version == .v1_3:
            .queueConfigurationRequest(try reader.readPaddedPort())
        case MessageType.queueConfigurationReply where version == .v1_3:
            .queueConfigurationReply(
                try reader.readPaddedPort(),
                try list(from: &reader) { (reader) throws(WireError) in
                    try QueueDescription(from: &reader, version: version)
                })
        case MessageType.controllerStatus where version == .v1_5:
            .controllerStatus(try ControllerStatus(from: &reader))
        case MessageType.requestForward where version > .v1_3:
            .requestForward(try RequestForward(from: &reader, version: version))
        case MessageType.bundleControl where version > .v1_3: .bundleControl(try BundleControl(from: &reader))
        case MessageType.bundleAdd where version > .v1_3: .bundleAdd(try BundleAdd(from: &reader))
        default: .unknown(type: header.type, body: try reader.readBytes(reader.remaining))
        }
    }

    private static func experimenter(
        from reader: inout ByteReader, version: OpenFlowVersion
    ) throws(WireError) -> Message {
        let experimenter: UInt32 = try reader.read()
        let type: UInt32 = try reader.read()
        switch (experimenter, type) {
        case (Experimenter.nicira, ExperimenterMessage.packetIn2): return .packetIn2(try PacketIn2(from: &reader))
        case (Experimenter.nicira, ExperimenterMessage.setPacketInFormat):
            return .setPacketInFormat(try reader.read())
        case (Experimenter.nicira, ExperimenterMessage.setAsync) where version == .v1_3:
            return .setAsyncExtended(try AsyncConfiguration(properties: &reader))
        case (Experimenter.onf, ExperimenterMessage.roleStatus) where version == .v1_3:
            return .roleStatus(try RoleStatus(from: &reader))
        case (Experimenter.onf, ExperimenterMessage.requestForward) where version == .v1_3:
            return .requestForward(try RequestForward(from: &reader, version: version))
        case (Experimenter.onf, ExperimenterMessage.flowMonitorCancel) where version == .v1_3:
            return .flowMonitorCancel(try reader.read())
        case (Experimenter.onf, ExperimenterMessage.flowMonitorPaused) where version == .v1_3 && reader.isAtEnd:
            return .flowMonitorPaused
        case (Experimenter.onf, ExperimenterMessage.flowMonitorResumed) where version == .v1_3 && reader.isAtEnd:
            return .flowMonitorResumed
        case (Experimenter.onf, ExperimenterMessage.bundleControl) where version == .v1_3:
            return .bundleControl(try BundleControl(from: &reader))
        case (Experimenter.onf, ExperimenterMessage.bundleAdd) where version == .v1_3:
            return .bundleAdd(try BundleAdd(from: &reader))
        default:
            if experimenter == Experimenter.nicira,
                let message = try NiciraMessage(type, from: &reader, version: version)
            {
                return .nicira(message)
            }
            let body = try reader.readBytes(reader.remaining)
            return .experimenter(ExperimenterBody(experimenter: experimenter, type: type, body: body))
        }
    }
}

/// Entries to the end of `reader`: a message holds at most 65,535 bytes, so their count is bounded.
func list<Entry>(
    from reader: inout ByteReader, _ entry: (inout ByteReader) throws(WireError) -> Entry
) throws(WireError) -> [Entry] {
    var entries: [Entry] = []
    while !reader.isAtEnd { entries.append(try entry(&reader)) }
    return entries
}

extension ByteReader {
    @_lifetime(self: copy self)
    fileprivate mutating func readPaddedPort() throws(WireError) -> PortNumber {
        let port = PortNumber(try read())
        try skip(4)
        return port
    }
}
