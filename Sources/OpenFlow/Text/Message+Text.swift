extension Message {
    /// The message as `ovs-ofctl ofp-print` writes it, without the last line's end. Bodies of experimenters are left
    /// out.
    public func text(version: OpenFlowVersion, xid: UInt32) -> String {
        var writer = TextWriter(reservingCapacity: 256)
        writer.write(self, version: version, xid: xid)
        return writer.text
    }

    /// The kind of message as `ovs-ofctl` names it, such as `OFPT_FLOW_MOD` or `OFPST_PORT reply`.
    public func typeName(version: OpenFlowVersion) -> String { version == .v1_3 ? extensionName ?? name : name }
}

extension TextWriter {
    mutating func write(_ message: Message, version: OpenFlowVersion, xid: UInt32) {
        writesLoads = version < .v1_5
        write(headOf: message.typeName(version: version), version, xid)
        write(bodyOf: message, version: version, xid: xid)
        trim()
    }

    mutating func write(headOf name: String, _ version: OpenFlowVersion, _ xid: UInt32) {
        write(text: name)
        write(" (OF1.")
        write(decimal: version.rawValue - 1)
        write(") (xid=")
        write(hexadecimal: xid)
        write("):")
    }

    /// What stands behind the head; starts with its own blank or line end.
    private mutating func write(bodyOf message: Message, version: OpenFlowVersion, xid: UInt32) {
        switch message {
        case .hello(let hello): write(text: hello.text(version: version, xid: xid))
        case .flowModification(let modification): write(modification, isNicira: false)
        case .nicira(.flowModification(let modification)): write(modification, isNicira: true)
        case .flowRemoved(let removed), .nicira(.flowRemoved(let removed)): write(removed)
        case .packetIn(let packet), .nicira(.packetIn(let packet)): write(packet)
        case .packetIn2(let packet), .nicira(.resume(let packet)): write(packet, version: version)
        case .packetOut(let packet): write(packet)
        case .multipartReply(let reply):
            write(text: MultipartFlags.text(hasMore: reply.hasMore, unknown: reply.unknownFlags))
            if case .flows(let flows) = reply.body {
                for flow in flows { write(flow) }
            } else {
                write(text: reply.body.text(version: version))
            }
        default: write(text: message.bodyText(version: version))
        }
    }
}

extension Message {
    /// What stands behind the head; starts with its own blank or line end.
    fileprivate func bodyText(version: OpenFlowVersion) -> String {
        switch self {
        case .error(let error): error.text(version: version)
        case .echoRequest(let data), .echoReply(let data):
            " \(data.count) bytes of payload\n" + TextValue.dump(data)
        case .featuresReply(let features): features.text(version: version)
        case .getConfigReply(let configuration), .setConfig(let configuration): configuration.text
        case .portStatus(let status): status.text
        case .groupModification(let modification): modification.text(version: version)
        case .meterModification(let modification): modification.text
        case .portModification(let modification): modification.text
        case .tableModification(let modification): modification.text(version: version)
        case .multipartRequest(let request):
            MultipartFlags.text(hasMore: request.hasMore, unknown: request.unknownFlags)
                + request.body.text(version: version)
        case .queueConfigurationRequest(let port): " port=\(TextValue.port(port))"
        case .queueConfigurationReply(let port, let queues): queues.text(port: port)
        case .roleRequest(let role): role.text(isRequest: true)
        case .roleReply(let role): role.text(isRequest: false)
        case .getAsyncReply(let masks), .setAsync(let masks), .setAsyncExtended(let masks),
            .nicira(.setAsync(let masks)):
            masks.text(version: version)
        case .roleStatus(let status): status.text
        case .tableStatus(let status): status.text
        case .requestForward(let forward): forward.text(version: version)
        case .bundleControl(let control): control.text
        case .bundleAdd(let add): add.text
        case .setPacketInFormat(let format): " format=\(TextValue.packetInFormat(format))"
        case .controllerStatus(let status): status.text
        case .flowMonitorCancel(let id): " id=\(id)"
        case .nicira(let message): message.text
        case .featuresRequest, .getConfigRequest, .barrierRequest, .barrierReply, .getAsyncRequest, .flowMonitorPaused,
            .flowMonitorResumed, .experimenter, .unknown:
            ""
        // These are written without strings of their own.
        case .hello, .flowModification, .flowRemoved, .packetIn, .packetIn2, .packetOut, .multipartReply: ""
        }
    }
}
