extension Message {
    /// What Open vSwitch 3.1 has against this message as it reads it, before it looks at what it has itself: ports, groups,
    /// meters, options of tables; nil: it takes it, or nothing of the kind is asked of such a message.
    ///
    /// A message that decodes need not be one that the specification allows: what is not known is kept as it came, and a
    /// receiver that acts on it must refuse it (OpenFlow 1.5.1 section 7.5.4). A switch is not refused what it tells: this
    /// looks into packets-in and descriptions of flows only, which hold matches and actions of it.
    ///
    /// - Parameter xid: of the message, which the member of a bundle must have too.
    public func refusal(version: OpenFlowVersion = .v1_5, xid: UInt32 = 0) -> Refusal? {
        switch self {
        case .flowModification(let modification): modification.flow.refusal(version: version)
        case .groupModification(let modification): modification.refusal(version: version)
        case .meterModification(let modification): modification.refusal()
        case .tableModification(let modification): modification.refusal
        case .packetOut(let packet): packet.refusal(version: version)
        case .packetIn(let packet): packet.match.refusal(version: version)
        case .setAsync(let configuration), .setAsyncExtended(let configuration): configuration.refusal
        case .bundleAdd(let member): member.refusal(xid: xid)
        case .requestForward(let forward): forward.refusal(version: version)
        case .multipartRequest(let request): request.refusal
        case .multipartReply(let reply): reply.refusal(version: version)
        case .experimenter(let body): body.refusal
        case .unknown(let type, _):
            Refusal(.badMessageType, "the message", expected: "a type of Open vSwitch", found: "type \(type)")
        default: nil
        }
    }
}

extension RequestForward {
    fileprivate func refusal(version: OpenFlowVersion) -> Refusal? {
        switch request {
        case .group(let modification): modification.refusal(version: version)
        case .meter(let modification): modification.refusal()
        case .unknown(let bytes):
            Refusal(
                .unsupportedMember, "the forwarded request", expected: "a group_mod or a meter_mod",
                found: "type \(bytes.dropFirst().first ?? 0)")
        }
    }
}

extension MultipartRequest {
    /// Open vSwitch 3.1 knows none of what 1.5 added.
    fileprivate var refusal: Refusal? {
        switch body {
        case .flowStatistics, .controllerStatuses, .bundleFeatures: Self.unknown("a part of OpenFlow 1.5")
        case .unknown(let type, _): Self.unknown("type \(type)")
        case .experimenter(let body): body.refusal
        default: nil
        }
    }

    private static func unknown(_ found: String) -> Refusal {
        Refusal(.badMultipart, "the multipart request", expected: "a type of Open vSwitch", found: found)
    }
}

extension MultipartReply {
    fileprivate func refusal(version: OpenFlowVersion) -> Refusal? {
        guard case .flows(let descriptions) = body else { return nil }
        return descriptions.lazy.compactMap { $0.flow.refusal(version: version) }.first
    }
}

extension ExperimenterBody {
    /// An experimenter's message that this library gives no meaning to.
    fileprivate var refusal: Refusal {
        experimenter == Experimenter.nicira || experimenter == Experimenter.onf
            ? Refusal(
                .badExperimenterType, "the message", expected: "a type of this experimenter", found: "type \(type)")
            : Refusal(
                .badExperimenter, "the message", expected: "an experimenter of Open vSwitch",
                found: TextValue.hexadecimal(experimenter))
    }
}
