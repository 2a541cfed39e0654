extension Message {
    /// The message as `ovs-ofctl ofp-print` writes it, without the last line's end. Contents of packets, features of tables
    /// and bodies of experimenters are left out.
    public func text(version: OpenFlowVersion, xid: UInt32) -> String {
        let head = "\(typeName(version: version)) (OF\(version.number)) (xid=\(TextValue.hexadecimal(xid))):"
        var text = head + bodyText(version: version)
        while text.last == "\n" || text.last == " " { text.removeLast() }
        return text
    }

    /// The kind of message as `ovs-ofctl` names it, such as `OFPT_FLOW_MOD` or `OFPST_PORT reply`.
    public func typeName(version: OpenFlowVersion) -> String { version == .v1_3 ? extensionName ?? name : name }

    /// What stands behind the head; starts with its own blank or line end.
    private func bodyText(version: OpenFlowVersion) -> String {
        switch self {
        case .hello(let hello): hello.text(version: version)
        case .error(let error): error.text
        case .echoRequest(let data), .echoReply(let data):
            " \(data.count) bytes of payload\n" + TextValue.dump(data)
        case .featuresReply(let features): features.text
        case .getConfigReply(let configuration), .setConfig(let configuration): configuration.text
        case .packetIn(let packet): packet.text
        case .packetIn2(let packet), .nicira(.resume(let packet)): packet.text
        case .flowRemoved(let removed), .nicira(.flowRemoved(let removed)): removed.text
        case .portStatus(let status): status.text
        case .packetOut(let packet): packet.text
        case .flowModification(let modification), .nicira(.flowModification(let modification)): modification.text
        case .groupModification(let modification): modification.text(version: version)
        case .meterModification(let modification): modification.text
        case .portModification(let modification): modification.text
        case .tableModification(let modification): modification.text(version: version)
        case .multipartRequest(let request): (request.hasMore ? " flags=[more]" : "") + request.body.text
        case .multipartReply(let reply): (reply.hasMore ? " flags=[more]" : "") + reply.body.text(version: version)
        case .queueConfigurationRequest(let port): " port=\(TextValue.port(port))"
        case .queueConfigurationReply(_, let queues): queues.text
        case .roleRequest(let role), .roleReply(let role): role.text
        case .getAsyncReply(let masks), .setAsync(let masks), .setAsyncExtended(let masks),
            .nicira(.setAsync(let masks)):
            masks.text
        case .roleStatus(let status): status.text
        case .tableStatus(let status): status.text
        case .requestForward(let forward): forward.text(version: version)
        case .bundleControl(let control): control.text
        case .bundleAdd(let add): add.text
        case .setPacketInFormat(let format):
            format == 0 ? " format=openflow10" : format == 1 ? " format=nxt_packet_in" : " format=nxt_packet_in2"
        case .flowMonitorCancel(let id): " id=\(id)"
        case .nicira(let message): message.text
        case .featuresRequest, .getConfigRequest, .barrierRequest, .barrierReply, .getAsyncRequest, .flowMonitorPaused,
            .flowMonitorResumed, .controllerStatus, .experimenter, .unknown:
            ""
        }
    }
}
