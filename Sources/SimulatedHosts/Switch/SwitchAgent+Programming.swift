import NetworkTypes
import OpenFlow

extension SwitchAgent {
    /// A flow_mod of 1.5, alone or in a bundle, whose match and instructions were taken before: it need not be decoded.
    /// False: it is another message.
    mutating func isTakenKnown(
        _ message: ArraySlice<UInt8>, _ session: Int, _ version: OpenFlowVersion
    ) throws(OpenFlowError) -> Bool {
        guard version == .v1_5, sessions[session]?.role != .secondary else { return false }
        let span = message.span.bytes
        let xid = span.load(4, as: UInt32.self)
        switch span.load(1, as: UInt8.self) {
        case 14:
            guard let change = try FlowChange(known: span, bodies: bodies) else { return false }
            try carryOut(.flow(change), xid, session)
            return true
        case 34 where span.byteCount >= 16 + 56:
            // struct ofp_bundle_add_msg, section 7.3.9.6: the member begins at byte 16 and has the same version and xid.
            let member = span.extracting(16..<span.byteCount)
            guard member.load(0, as: UInt16.self) == 0x060e, member.load(2, as: UInt16.self) == member.byteCount,
                member.load(4, as: UInt32.self) == xid,
                let change = try FlowChange(known: member, bodies: bodies)
            else { return false }
            let flags = BundleFlags(rawValue: span.load(14, as: UInt16.self))
            try put(
                .flow(change), in: span.load(8, as: UInt32.self), flags,
                Request(bytes: message, xid: xid, session: session, version: version))
            return true
        default: return false
        }
    }

    /// What a message that bundles may have wants changed, if the message by itself is right; nil: another message.
    func prepared(_ message: Message, _ request: Request) throws(OpenFlowError) -> Bundle.Member.Change? {
        switch message {
        case .flowModification(let modification):
            let raw = request.version == .v1_5 ? request.bytes.dropFirst(48) : nil
            return .flow(try FlowChange(modification, version: request.version, bodies: bodies, raw: raw))
        case .groupModification(let modification):
            // Its number is looked at when it is carried out.
            var shape = modification
            if shape.group.id > SwitchState.maximumGroup, shape.command != .delete { shape.group.id = 1 }
            if let refusal = shape.refusal(version: request.version) { throw OpenFlowError(refusal) }
            return .group(modification)
        case .portModification(let modification): return .port(modification)
        case .packetOut(let packet):
            if let refusal = packet.refusal(version: request.version) { throw OpenFlowError(refusal) }
            return .packet(packet)
        default: return nil
        }
    }

    mutating func carryOut(_ change: Bundle.Member.Change, _ xid: UInt32, _ session: Int) throws(OpenFlowError) {
        let author = Author(session: session, xid: xid, now: now)
        switch change {
        case .flow(let change): try state.apply(change, by: author)
        case .group(let change): try state.apply(change, by: author)
        case .port(let change): try apply(change)
        case .packet(let packet):
            let flow = Flow(table: 0, priority: 0, cookie: 0, match: Match(), actions: packet.actions)
            try state.check(flow.canonical.references)
            emissions.append(packet)
        }
    }

    private mutating func apply(_ change: PortModification) throws(OpenFlowError) {
        guard var port = state.ports[change.port] else { throw .noSuchPort }
        guard port.hardwareAddress == change.hardwareAddress else { throw .badHardwareAddress }
        let configuration = port.configuration & ~change.mask | change.configuration & change.mask
        guard configuration != port.configuration else { return }
        port.configuration = configuration
        state.ports[change.port] = port
        tell(PortStatus(reason: .modified, port: port))
    }

    /// Meters stand outside of bundles.
    mutating func handle(_ modification: MeterModification, _ request: Request) throws(OpenFlowError) {
        if let refusal = modification.refusal() {
            // Its datapath looks at rates, after it was looked whether the meter is there.
            let isThere = state.meters[modification.meter.id] != nil
            let isLate =
                [.badRate, .badBand, .badMeterFlags].contains(refusal.code) && modification.isReadable
                || modification.meter.bands.isEmpty && refusal.code == .outOfBands
            if isLate, modification.command == .add, isThere { throw .meterExists }
            if isLate, modification.command == .modify, !isThere { throw .unknownMeter }
            throw OpenFlowError(refusal)
        }
        try state.apply(modification, by: Author(session: request.session, xid: request.xid, now: now))
        tellForwarded(RequestForward(.meter(modification), xid: request.xid), from: request.session, reason: 1)
    }

    /// Other controllers that want it hear of changed groups (OFPT_REQUESTFORWARD).
    mutating func forward(
        _ change: Bundle.Member.Change, _ xid: UInt32, _ session: Int, _ version: OpenFlowVersion
    ) {
        guard case .group(let modification) = change else { return }
        tellForwarded(RequestForward(.group(modification), xid: xid), from: session, reason: 0)
    }

    private mutating func tellForwarded(_ forward: RequestForward, from session: Int, reason: UInt8) {
        for (number, other) in sessions where number != session {
            guard other.wants(.requestForwardPrimary, .requestForwardSecondary, reason: reason) else { continue }
            sessions[number]?.send(.requestForward(forward), xid: 0)
        }
    }
}

extension MeterModification {
    /// Whether it is right as far as it is looked at when it is read.
    fileprivate var isReadable: Bool {
        !meter.flags.isSuperset(of: [.kilobitsPerSecond, .packetsPerSecond])
            && meter.bands.allSatisfy { band in
                switch band {
                case .drop, .remarkDSCP: true
                case .experimenter, .unknown: false
                }
            }
    }
}
