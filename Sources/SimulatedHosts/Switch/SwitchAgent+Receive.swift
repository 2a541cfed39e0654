import NetworkTypes
import OpenFlow

extension SwitchAgent {
    /// Takes one whole message.
    mutating func receive(_ message: ArraySlice<UInt8>, _ session: Int) {
        guard let version = sessions[session]?.version else { return negotiate(message, session) }
        let span = message.span.bytes
        guard span.load(0, as: UInt8.self) == version.rawValue else {
            return refuse(.badVersion, message, session)
        }
        do throws(OpenFlowError) {
            if try isTakenKnown(message, session, version) { return tellEvents() }
            let decoded: Message
            do {
                decoded = try Message.decode(Array(message)).message
            } catch {
                throw Self.error(ofUndecodable: message)
            }
            let xid = span.load(4, as: UInt32.self)
            try handle(decoded, Request(bytes: message, xid: xid, session: session, version: version))
        } catch {
            refuse(error, message, session)
        }
        tellEvents()
    }

    /// A message and where it came from.
    struct Request {
        let bytes: ArraySlice<UInt8>
        let xid: UInt32
        let session: Int
        let version: OpenFlowVersion
    }

    mutating func refuse(_ error: OpenFlowError, _ message: ArraySlice<UInt8>, _ session: Int) {
        sessions[session]?.send(error, about: message)
    }

    mutating func reply(_ message: Message, _ request: Request) {
        sessions[request.session]?.send(message, xid: request.xid)
    }

    private mutating func handle(_ message: Message, _ request: Request) throws(OpenFlowError) {
        switch message {
        case .hello, .echoReply, .error: break
        case .echoRequest(let data): reply(.echoReply(data), request)
        case .featuresRequest: reply(.featuresReply(features(request.version)), request)
        case .barrierRequest: reply(.barrierReply, request)
        case .getConfigRequest:
            let length = sessions[request.session]?.missSendLength ?? 0
            reply(.getConfigReply(SwitchConfiguration(flags: fragmentMode, missSendLength: length)), request)
        case .setConfig(let wanted): try configure(wanted, request)
        case .roleRequest(let role): try setRole(role, request)
        case .getAsyncRequest: replyAsync(request)
        case .setAsync(let wanted), .setAsyncExtended(let wanted), .nicira(.setAsync(let wanted)):
            try setAsync(wanted, message, request)
        case .multipartRequest(let multipart): try answer(multipart, request)
        case .queueConfigurationRequest(let port): reply(.queueConfigurationReply(port, []), request)
        case .flowMonitorCancel(let id): try cancelMonitor(id, request)
        case .nicira(.flushConntrackZone(let zone)): try flush(zone, request)
        case .setPacketInFormat, .nicira(.flowModTableID), .nicira(.flowAge), .nicira(.setControllerID): break
        default: try change(message, request)
        }
    }

    /// Secondary controllers may do so too.
    private mutating func flush(_ zone: UInt16, _ request: Request) throws(OpenFlowError) {
        // struct nx_zone_id, behind the experimenter's head of 16 bytes.
        guard request.bytes.dropFirst(16).prefix(6).allSatisfy({ $0 == 0 }) else { throw .mustBeZero }
        zoneFlushes[zone, default: 0] += 1
    }

    /// What secondary controllers may not do.
    private mutating func change(_ message: Message, _ request: Request) throws(OpenFlowError) {
        switch message {
        case .flowModification, .groupModification, .meterModification, .portModification, .tableModification,
            .packetOut, .bundleControl, .bundleAdd:
            if sessions[request.session]?.role == .secondary { throw .isSecondary }
        default: break
        }
        switch message {
        case .bundleControl(let control): try handle(control, request)
        case .bundleAdd(let member): try add(member, request)
        case .meterModification(let modification): try handle(modification, request)
        case .tableModification(let modification):
            if let refusal = modification.refusal { throw OpenFlowError(refusal) }
        default:
            guard let change = try prepared(message, request) else {
                if let refusal = message.refusal(version: request.version, xid: request.xid) {
                    throw OpenFlowError(refusal)
                }
                throw .badType
            }
            try carryOut(change, request.xid, request.session)
            forward(change, request.xid, request.session, request.version)
        }
    }

    /// With OFPC_FLOW_STATS, TABLE_STATS, PORT_STATS, GROUP_STATS and QUEUE_STATS, and since 1.4 OFPC_BUNDLES.
    private func features(_ version: OpenFlowVersion) -> Features {
        Features(
            datapathID: configuration.datapathID, tableCount: FlowChange.tableCount,
            capabilities: version == .v1_3 ? 0x4f : 0x24f)
    }
}
