import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import Topology

// Sessions with hosts' switches: identity, the marker, reading back, and the repair of what differs (DESIGN.md 5.3–5.6).

extension Controller {
    func handle(_ event: OpenFlowEvent, from session: SessionID) {
        switch event {
        case .identified(let certificate): return certificates[session] = certificate
        case .ready(let peer, let version, let datapathID, let tableCount):
            return switchReady(session, peer, version, datapathID, tableCount)
        case .closed: certificates[session] = nil
        default: break
        }
        guard let host = hostBySwitch[session] else {
            if case .closed(let peer, let reason) = event { strangerLeft(session, "OpenFlow", peer, reason) }
            return
        }
        switch event {
        case .identified, .ready: break
        case .flows(let request, let flows, let isLast): takeFlows(host, request, flows, isLast: isLast)
        case .groups(let request, let groups, let isLast): takeGroups(host, request, groups, isLast: isLast)
        case .meters(let request, let meters, let isLast): takeMeters(host, request, meters, isLast: isLast)
        case .reply(let request): answered(host, request)
        case .role(let request, let role):
            _ = claimed(host, request, failure: role.role == .primary ? nil : "its role is \(role.role)")
        case .flowUpdates(let updates): flowsChanged(host, updates)
        case .requestForwarded(let forward): requestForwarded(host, forward)
        case .roleChanged(let status): roleChanged(host, status)
        case .flowRemoved(let removed): flowRemoved(host, removed)
        case .configuration(let request, let found): checkConfiguration(host, request, found)
        case .requestFailed(let request, let reason): requestFailed(host, request, reason)
        case .packetIn(let message): packetIn(message, on: host)
        case .programmed(let id, let result): programmed(host, id, result)
        case .closed(_, let reason):
            dismissed.remove(session)
            switchClosed(session, reason)
        }
    }

    private func answered(_ host: HostID, _ request: UInt64) {
        if claimed(host, request, failure: nil) { return }
        _ = watching(host, request, failure: nil)
    }

    private func switchReady(
        _ session: SessionID, _ peer: String, _ version: OpenFlowVersion, _ datapathID: DatapathID,
        _ tableCount: UInt8
    ) {
        let number = UInt32(truncatingIfNeeded: datapathID.rawValue & 0xff_ffff)
        guard let host = hostByNumber[number], let state = hosts[host], state.datapathID == datapathID else {
            return refuse(session, datapathID, peer, "no host has it")
        }
        if let reason = mismatch(of: session, with: state) { return refuse(session, datapathID, peer, reason) }
        if let old = state.flows.session {
            // Only the same machine may take the place of a session that looks alive.
            guard isSameMachine(old, state.flows.peer, session, peer) else {
                return refuse(session, datapathID, peer, "host \(host) is connected from \(state.flows.peer)")
            }
            emit(.openFlow(old, .close(reason: "the switch connected again")))
            switchClosed(old, "the switch connected again")
        }
        hosts[host]?.shortage = shortage(tableCount)
        if let shortage = hosts[host]?.shortage { return refuse(session, datapathID, peer, shortage.message) }
        hostBySwitch[session] = host
        hosts[host]?.flows.session = session
        hosts[host]?.flows.peer = peer
        hosts[host]?.flows.version = version
        hosts[host]?.flows.phase = .waitingForDatabase
        hosts[host]?.flows.warmPeers = []
        hosts[host]?.flows.modificationsSent = 0
        note(.hostConnected, "host/\(host)", "the switch of \(host) is connected, \(version)", from: .host(host))
        claimPrimary(host, session)
        watch(host, session)
        if case .live(let live) = hosts[host]?.database, live.isLoaded { readMarker(host) }
    }

    /// Why a switch cannot hold the pipeline; nil when it can. What it has stays: it is not Weft's to empty a switch.
    private func shortage(_ tableCount: UInt8) -> Finding? {
        guard Int(tableCount) < Stage.tableCount else { return nil }
        return Finding(
            .error, "too-few-tables",
            "the switch has \(tableCount) tables and Weft's pipeline needs \(Stage.tableCount): it is not served, and keeps the flows that it has. Look at what answers for its bridge, and at its Open vSwitch"
        )
    }

    /// Sends a switch away. It will be back in a second, and is told of now and then.
    func refuse(_ session: SessionID, _ datapathID: DatapathID, _ peer: String, _ reason: String) {
        emit(.openFlow(session, .close(reason: "datapath-id \(datapathID): \(reason)")))
        guard refusals.tells(of: "switch \(datapathID) from \(peer.addressPart)", because: reason, now: now) else {
            return
        }
        note(
            .hostRefused, "datapath/\(datapathID)",
            "a switch with datapath-id \(datapathID) connected from \(peer): \(reason)", from: .strangers)
    }

    /// The host's database is in its present state: its switch may be changed from now on.
    func databaseIsPresent(_ host: HostID) {
        if hosts[host]?.flows.phase == .waitingForDatabase { readMarker(host) }
    }

    func switchClosed(_ session: SessionID, _ reason: String) {
        guard let host = hostBySwitch.removeValue(forKey: session), hosts[host]?.flows.session == session else {
            return
        }
        endCheck(host)
        hosts[host]?.claimAt = nil
        hosts[host]?.roleFinding = nil
        let acknowledged = hosts[host]?.flows.acknowledged ?? 0
        hosts[host]?.flows = FlowSync()
        hosts[host]?.flows.acknowledged = acknowledged
        pending.drop(host)
        note(.hostAway, "host/\(host)", "the switch of \(host) is away: \(reason)", from: .host(host))
        startReadBacks()
    }

    private func requestFailed(_ host: HostID, _ request: UInt64, _ reason: String) {
        guard let session = hosts[host]?.flows.session else { return }
        if claimed(host, request, failure: reason) || watching(host, request, failure: reason) { return }
        if hosts[host]?.flows.audit.check?.flowRequest == request
            || hosts[host]?.flows.audit.check?.groupRequest == request
            || hosts[host]?.flows.audit.check?.meterRequest == request
        {
            endCheck(host)
        }
        switch hosts[host]?.flows.phase {
        case .readingMarker(request), .readingFlows(request), .readingGroups(request), .readingMeters(request):
            emit(.openFlow(session, .close(reason: "it could not be read back: \(reason)")))
            switchClosed(session, "it could not be read back: \(reason)")
        default:
            log(.warning, "A switch refused a request", ["host": host.name, "error": reason])
        }
    }
}

// MARK: - Marker

extension Controller {
    private func readMarker(_ host: HostID) {
        guard let session = hosts[host]?.flows.session else { return }
        let request = makeID()
        hosts[host]?.flows.phase = .readingMarker(request: request)
        hosts[host]?.flows.readBack = ReadBack()
        emit(.openFlow(session, .readFlows(table: Stage.marker.table, request: request)))
    }

    /// The digest of what a host should have. While something is held back there, a number that stands for no state: what the
    /// switch has is then known by reading it back alone, whatever the documents say by the time of its next session.
    func desiredDigest(_ host: HostID) -> UInt64 {
        let isWhole = hosts[host]?.flows.excluded.isEmpty ?? true
        return (engine.digests[host] ?? 0) &+ (isWhole ? 0 : 0x9e37_79b9_7f4a_7c15)
    }

    private func takeFlows(_ host: HostID, _ request: UInt64, _ flows: [Flow], isLast: Bool) {
        if checkFlows(host, request, flows) { return }
        switch hosts[host]?.flows.phase {
        case .readingMarker(request):
            let marker = Pipeline.marker(digest: desiredDigest(host))
            if flows.contains(where: {
                $0.cookie == marker.cookie && $0.priority == marker.priority && $0.match.isEmpty
            }) {
                return markerIsRight(host)
            }
            if isLast {
                hosts[host]?.flows.phase = .waitingForReadBack
                startReadBacks()
            }
        case .readingFlows(request):
            for flow in FlowBlock(readBack: flows).entries {
                hosts[host]?.flows.readBack.flows[flow.key] = flow
            }
            guard isWithinLimit(host), isLast, let session = hosts[host]?.flows.session else { return }
            let next = makeID()
            hosts[host]?.flows.phase = .readingGroups(request: next)
            emit(.openFlow(session, .readGroups(request: next)))
        default:
            break
        }
    }

    private func takeGroups(_ host: HostID, _ request: UInt64, _ groups: [Group], isLast: Bool) {
        if checkGroups(host, request, groups) { return }
        guard hosts[host]?.flows.phase == .readingGroups(request: request) else { return }
        for group in GroupBlock(readBack: groups).entries { hosts[host]?.flows.readBack.groups[group.id] = group }
        guard isWithinLimit(host), isLast, let session = hosts[host]?.flows.session else { return }
        let next = makeID()
        hosts[host]?.flows.phase = .readingMeters(request: next)
        emit(.openFlow(session, .readMeters(request: next)))
    }

    private func takeMeters(_ host: HostID, _ request: UInt64, _ meters: [Meter], isLast: Bool) {
        if checkMeters(host, request, meters, isLast: isLast) { return }
        guard hosts[host]?.flows.phase == .readingMeters(request: request) else { return }
        for meter in MeterBlock(readBack: meters).entries { hosts[host]?.flows.readBack.meters[meter.id] = meter }
        if isWithinLimit(host), isLast { repair(host) }
    }

    /// What a switch may have at most when it is read back, so that one which goes on for ever costs a bounded memory.
    private func readBackLimit(of host: HostID) -> Int {
        var desired = 0
        for fragment in engine.desired(for: host) {
            desired += fragment.flows.count + fragment.groups.count + fragment.meters.count
        }
        return 2 * desired + configuration.readBackSpare
    }

    /// Whether what was read back so far is within the limit; ends the session when it is not.
    private func isWithinLimit(_ host: HostID) -> Bool {
        guard let flows = hosts[host]?.flows, let session = flows.session, flows.readBack.count > flows.readBack.limit
        else { return true }
        let reason = "it could not be read back: it has more than \(flows.readBack.limit) flows, groups and meters"
        emit(.openFlow(session, .close(reason: reason)))
        switchClosed(session, reason)
        return false
    }

    /// Lets hosts that wait begin to be read back, as far as the limit allows.
    func startReadBacks() {
        let reading = hosts.values.count {
            switch $0.flows.phase {
            case .readingFlows, .readingGroups, .readingMeters: true
            default: false
            }
        }
        let waiting = hosts.keys.sorted().filter { hosts[$0]?.flows.phase == .waitingForReadBack }
        for host in waiting.prefix(max(0, configuration.simultaneousReadBacks - reading)) {
            guard let session = hosts[host]?.flows.session else { continue }
            let request = makeID()
            hosts[host]?.flows.readBack = ReadBack(limit: readBackLimit(of: host))
            hosts[host]?.flows.audit.forget()
            hosts[host]?.flows.phase = .readingFlows(request: request)
            emit(.openFlow(session, .readFlows(table: nil, request: request)))
        }
    }

    /// The switch has what it should have: nothing is sent.
    private func markerIsRight(_ host: HostID) {
        let number = beginFromHere(host)
        hosts[host]?.flows.acknowledged = number
        hosts[host]?.flows.warmPeers = peers(of: host)
        log(.info, "A switch has its desired state already", ["host": host.name])
    }

    /// From now on this host gets changes incrementally, counted from the desired state of this moment.
    ///
    /// - Returns: the number under which it gets that state. It is a number of its own, so that whoever waits for a
    ///   later change does not take this one for it.
    private func beginFromHere(_ host: HostID) -> UInt64 {
        rolloutsStarted += 1
        hosts[host]?.flows.phase = .inSync
        hosts[host]?.flows.epoch = makeID()
        hosts[host]?.flows.readBack = ReadBack()
        pending.drop(host)
        return rolloutsStarted
    }
}

// MARK: - Repair

extension Controller {
    /// Sends what differs between what was read back and what should be, and nothing else.
    private func repair(_ host: HostID) {
        guard let session = hosts[host]?.flows.session, let readBack = hosts[host]?.flows.readBack else { return }
        let excluded = hosts[host]?.flows.excluded ?? [:]
        let changedMeters = hosts[host]?.flows.audit.changedMeters ?? []
        hosts[host]?.flows.audit.changedMeters = []
        let difference = HostDifference(
            readBack: readBack, desired: engine.desired(for: host), excluded: excluded,
            marker: Pipeline.marker(digest: desiredDigest(host)), changedMeters: changedMeters,
            version: hosts[host]?.flows.version ?? .v1_5)
        let isWatched = hosts[host]?.flows.audit.readBackReason != nil
        if difference.foreignFlows > 0, !isWatched {
            note(
                .flowsRepaired, "host/\(host)",
                "\(difference.foreignFlows) flows that are not Weft's are taken off \(host)")
        }
        let repairs = isWatched ? difference.batch.count : 0
        tellDrift(difference.batch, from: readBack, on: host)
        let number = beginFromHere(host)
        // Later programs queue behind this one in the session, so changes may go on at once.
        send(difference.batch, of: [], to: host, session, rollout: number, isLast: true, repairs: repairs)
        log(
            .info, "A switch is brought to its desired state",
            ["host": host.name, "modifications": "\(difference.batch.count)"])
        startReadBacks()
    }

    /// - Parameters:
    ///   - changes: what the batch comes from.
    ///   - repairs: things that others had changed and that it puts right.
    func send(
        _ batch: ModificationBatch, of changes: [PendingChanges.Change], to host: HostID, _ session: SessionID,
        rollout: UInt64, isLast: Bool, repairs: Int = 0
    ) {
        let id = makeID()
        hosts[host]?.flows.inFlight[id] = FlowSync.InFlight(
            rollout: rollout, isLast: isLast, batch: batch, changes: changes, repairs: repairs, sentAt: now)
        hosts[host]?.flows.modificationsSent += batch.count
        emit(.openFlow(session, .program(batch, id: id)))
    }

    private func programmed(_ host: HostID, _ id: UInt64, _ result: OpenFlowConnection.ProgramResult) {
        guard let program = hosts[host]?.flows.inFlight.removeValue(forKey: id) else { return }
        switch result {
        case .committed:
            if program.isLast, hosts[host]?.flows.phase == .inSync {
                let before = hosts[host]?.flows.acknowledged ?? 0
                hosts[host]?.flows.acknowledged = max(before, program.rollout)
                hosts[host]?.flows.suspended = [:]
                warmUp(host)
            }
            if program.repairs > 0 { noteRepair(program, on: host) }
        case .refused where program.rollout == 0:
            // Made from what was seen, not from what is there.
            readBack(host, because: "a repair was refused")
        case .refused(let members):
            exclude(members, of: program, on: host)
            readBackAgain(host)
        case .failed(let reason):
            log(.warning, "A program did not come to its end", ["host": host.name, "error": "\(reason)"])
            readBackAgain(host)
        }
        if hosts[host]?.flows.phase == .draining, hosts[host]?.flows.inFlight.isEmpty == true {
            hosts[host]?.flows.phase = .waitingForReadBack
            startReadBacks()
        }
    }

    private func noteRepair(_ program: FlowSync.InFlight, on host: HostID) {
        let what = program.repairs == 1 ? "1 flow or group" : "\(program.repairs) flows and groups"
        let milliseconds = (now - program.sentAt) / .milliseconds(1)
        note(
            .flowsRepaired, "host/\(host)",
            "\(host) is as it should be again, \(Int(milliseconds)) ms after the repair of \(what) was sent")
    }

    /// What the switch has is not known any more: read it back, once all that is under way has ended.
    func readBackAgain(_ host: HostID) {
        guard hosts[host]?.flows.session != nil, hosts[host]?.flows.phase != .deposed else { return }
        let isQuiet = hosts[host]?.flows.inFlight.isEmpty == true
        hosts[host]?.flows.phase = isQuiet ? .waitingForReadBack : .draining
        hosts[host]?.flows.epoch = makeID()
        startReadBacks()
    }
}
