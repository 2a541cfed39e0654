import NetworkTypes
public import Wire

extension Message {
    /// What the 16-bit length of the header can say.
    public static let maximumBytes = 65_535

    /// Appends the whole message with its header. When it, or something in it, is longer than its length can say, nothing is
    /// appended.
    public func encode(
        version: OpenFlowVersion, xid: UInt32, into writer: inout ByteWriter
    ) throws(MessageLengthError) {
        let start = writer.count
        writer.write(UInt64(version.rawValue) << 56 | UInt64(type(in: version)) << 48 | UInt64(xid))
        encodeBody(version: version, into: &writer)
        guard writer.holdsMessage(from: start) else {
            let error = MessageLengthError(typeName(version: version), in: writer, from: start)
            writer.takeBack(to: start)
            throw error
        }
        writer.patchLength(at: start + 2, from: start)
    }

    /// The whole message as bytes of its own. Traps when it cannot be sent: for messages whose size the caller knows. What
    /// a peer or a user said goes through `encodedIfSendable`.
    public func encoded(version: OpenFlowVersion, xid: UInt32) -> [UInt8] {
        do throws(MessageLengthError) {
            return try encodedIfSendable(version: version, xid: xid)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    /// The whole message as bytes of its own, whatever its size. Also a message that was read can become longer than a
    /// message may be, as there is one spelling for what switches spell in several.
    public func encodedIfSendable(version: OpenFlowVersion, xid: UInt32) throws(MessageLengthError) -> [UInt8] {
        var writer = ByteWriter()
        try encode(version: version, xid: xid, into: &writer)
        return writer.take()
    }

    private func encodeBody(version: OpenFlowVersion, into writer: inout ByteWriter) {
        switch self {
        case .hello(let hello): hello.encode(into: &writer)
        case .error(let error): error.encode(into: &writer)
        case .echoRequest(let data), .echoReply(let data): writer.write(bytes: data)
        case .featuresRequest, .getConfigRequest, .barrierRequest, .barrierReply, .getAsyncRequest: break
        case .featuresReply(let features): features.encode(into: &writer)
        case .getConfigReply(let configuration), .setConfig(let configuration): configuration.encode(into: &writer)
        case .packetIn(let packet): packet.encode(into: &writer, version: version)
        case .flowRemoved(let removed): removed.encode(into: &writer, version: version)
        case .portStatus(let status): status.encode(into: &writer, version: version)
        case .packetOut(let packet): packet.encode(into: &writer, version: version)
        case .flowModification(let modification): modification.encode(into: &writer, version: version)
        case .groupModification(let modification): modification.encode(into: &writer, version: version)
        case .meterModification(let modification): modification.encode(into: &writer)
        case .multipartRequest(let request): request.encode(into: &writer, version: version)
        case .multipartReply(let reply): reply.encode(into: &writer, version: version)
        case .roleRequest(let role), .roleReply(let role): role.encode(into: &writer, version: version)
        case .getAsyncReply(let masks), .setAsync(let masks): masks.encode(into: &writer, version: version)
        case .portModification(let modification): modification.encode(into: &writer, version: version)
        case .tableModification(let modification): modification.encode(into: &writer, version: version)
        case .queueConfigurationRequest(let port):
            writer.write(port.rawValue)
            writer.writeZeros(4)
        case .queueConfigurationReply(let port, let queues):
            writer.write(port.rawValue)
            writer.writeZeros(4)
            for queue in queues { queue.encode(into: &writer, version: version) }
        case .tableStatus(let status): status.encode(into: &writer)
        case .controllerStatus(let status): status.encode(into: &writer)
        case .unknown(_, let body): writer.write(bytes: body)
        case .experimenter, .packetIn2, .setPacketInFormat, .bundleControl, .bundleAdd, .setAsyncExtended, .roleStatus,
            .requestForward, .flowMonitorCancel, .flowMonitorPaused, .flowMonitorResumed, .nicira:
            encodeExtension(version: version, into: &writer)
        }
    }

    private func encodeExtension(version: OpenFlowVersion, into writer: inout ByteWriter) {
        switch self {
        case .experimenter(let experimenter):
            writer.write(experimenter.experimenter)
            writer.write(experimenter.type)
            writer.write(bytes: experimenter.body)
        case .packetIn2(let packet):
            writer.write(Experimenter.nicira)
            writer.write(ExperimenterMessage.packetIn2)
            packet.encode(into: &writer, version: version)
        case .setPacketInFormat(let format):
            writer.write(Experimenter.nicira)
            writer.write(ExperimenterMessage.setPacketInFormat)
            writer.write(format)
        case .bundleControl(let control):
            writer.writeExtensionHead(ExperimenterMessage.bundleControl, version: version)
            control.encode(into: &writer)
        case .bundleAdd(let add):
            writer.writeExtensionHead(ExperimenterMessage.bundleAdd, version: version)
            add.encode(into: &writer)
        case .setAsyncExtended(let masks):
            writer.write(Experimenter.nicira)
            writer.write(ExperimenterMessage.setAsync)
            masks.encodeProperties(into: &writer)
        case .roleStatus(let status):
            writer.writeExtensionHead(ExperimenterMessage.roleStatus, version: version)
            status.encode(into: &writer)
        case .requestForward(let forward):
            writer.writeExtensionHead(ExperimenterMessage.requestForward, version: version)
            forward.encode(into: &writer, version: version)
        case .nicira(let message): message.encode(into: &writer, version: version)
        case .flowMonitorCancel(let id):
            writer.writeExtensionHead(ExperimenterMessage.flowMonitorCancel, version: .v1_3)
            writer.write(id)
        case .flowMonitorPaused:
            writer.writeExtensionHead(ExperimenterMessage.flowMonitorPaused, version: .v1_3)
        case .flowMonitorResumed:
            writer.writeExtensionHead(ExperimenterMessage.flowMonitorResumed, version: .v1_3)
        default: break
        }
    }

    private func type(in version: OpenFlowVersion) -> UInt8 {
        switch self {
        case .hello: MessageType.hello
        case .error: MessageType.error
        case .echoRequest: MessageType.echoRequest
        case .echoReply: MessageType.echoReply
        case .experimenter, .packetIn2, .setPacketInFormat, .setAsyncExtended, .flowMonitorCancel,
            .flowMonitorPaused, .flowMonitorResumed, .nicira:
            MessageType.experimenter
        case .featuresRequest: MessageType.featuresRequest
        case .featuresReply: MessageType.featuresReply
        case .getConfigRequest: MessageType.getConfigRequest
        case .getConfigReply: MessageType.getConfigReply
        case .setConfig: MessageType.setConfig
        case .packetIn: MessageType.packetIn
        case .flowRemoved: MessageType.flowRemoved
        case .portStatus: MessageType.portStatus
        case .packetOut: MessageType.packetOut
        case .flowModification: MessageType.flowMod
        case .groupModification: MessageType.groupMod
        case .meterModification: MessageType.meterMod
        case .portModification: MessageType.portMod
        case .tableModification: MessageType.tableMod
        case .queueConfigurationRequest: MessageType.queueConfigurationRequest
        case .queueConfigurationReply: MessageType.queueConfigurationReply
        case .tableStatus: MessageType.tableStatus
        case .controllerStatus: MessageType.controllerStatus
        case .multipartRequest: MessageType.multipartRequest
        case .multipartReply: MessageType.multipartReply
        case .barrierRequest: MessageType.barrierRequest
        case .barrierReply: MessageType.barrierReply
        case .roleRequest: MessageType.roleRequest
        case .roleReply: MessageType.roleReply
        case .getAsyncRequest: MessageType.getAsyncRequest
        case .getAsyncReply: MessageType.getAsyncReply
        case .setAsync: MessageType.setAsync
        case .roleStatus: version == .v1_3 ? MessageType.experimenter : MessageType.roleStatus
        case .requestForward: version == .v1_3 ? MessageType.experimenter : MessageType.requestForward
        case .bundleControl: version == .v1_3 ? MessageType.experimenter : MessageType.bundleControl
        case .bundleAdd: version == .v1_3 ? MessageType.experimenter : MessageType.bundleAdd
        case .unknown(let type, _): type
        }
    }
}

extension ByteWriter {
    /// Patches the count of bytes since `start` as a 16-bit length. One that is too great is cut: then the message around it
    /// is too long as well, and whoever encodes the message looks at that (`MessageLengthError`).
    mutating func patchLength(at lengthOffset: Int, from start: Int) {
        patch(UInt16(clamping: count - start), at: lengthOffset)
    }

    /// In 1.3 what later versions have by type is an experimenter message of the ONF.
    fileprivate mutating func writeExtensionHead(_ type: UInt32, version: OpenFlowVersion) {
        guard version == .v1_3 else { return }
        write(Experimenter.onf)
        write(type)
    }
}
