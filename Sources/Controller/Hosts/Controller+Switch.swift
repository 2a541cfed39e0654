import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import Topology

// Sessions with hosts' switches: identity, the marker, and programs (DESIGN.md 5.3–5.6).

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
        case .requestFailed(let request, let reason, let isRefusal):
            requestFailed(host, request, reason, isRefusal: isRefusal)
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
                challenge(host)
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
        hostsToWarm.insert(host)
        hosts[host]?.flows.isLate = false
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
        hosts[host]?.surplus = nil
        let acknowledged = hosts[host]?.flows.acknowledged ?? 0
        let unfinished = unfinishedReadBack(of: host)
        let isMarkerDoubtful = hosts[host]?.flows.leavesDoubt ?? false
        hosts[host]?.flows = FlowSync()
        hosts[host]?.flows.isMarkerDoubtful = isMarkerDoubtful
        hosts[host]?.flows.acknowledged = acknowledged
        if let unfinished { keep(unfinished, of: host) }
        pending.drop(host)
        note(.hostAway, "host/\(host)", "the switch of \(host) is away: \(reason)", from: .host(host))
        isReadBackDue = true
    }

    private func requestFailed(_ host: HostID, _ request: UInt64, _ reason: String, isRefusal: Bool) {
        guard let session = hosts[host]?.flows.session else { return }
        if !isRefusal, isClaim(host, request) {
            // Who has the primary role is not known.
            emit(.openFlow(session, .close(reason: "its answer to the claim of the primary role failed: \(reason)")))
            return switchClosed(session, "its answer to the claim of the primary role failed: \(reason)")
        }
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
        return (engine.tallies[host]?.digest ?? 0) &+ (isWhole ? 0 : 0x9e37_79b9_7f4a_7c15)
    }

    /// A part of the answer about the marker's table.
    func takeMarker(_ host: HostID, _ flows: [Flow], isLast: Bool) {
        let marker = Pipeline.marker(digest: desiredDigest(host))
        let isRight = flows.contains {
            $0.cookie == marker.cookie && $0.priority == marker.priority && $0.match.isEmpty
        }
        if isRight, hosts[host]?.flows.isMarkerDoubtful == false { return markerIsRight(host) }
        let isKnown = flows.contains { $0.priority == marker.priority && $0.match.isEmpty }
        if isKnown { hosts[host]?.flows.audit.hasMarker = true }
        guard isLast else { return }
        // A switch that was restarted has lost everything, and nobody has changed anything there.
        if hosts[host]?.flows.audit.hasMarker == false {
            forgetReadBack(host)
            pickUpConnections(on: host)
        }
        hosts[host]?.flows.phase = .waitingForReadBack
        isReadBackDue = true
    }

    /// The switch has what it should have: nothing is sent.
    private func markerIsRight(_ host: HostID) {
        forgetReadBack(host)
        let number = beginFromHere(host)
        hosts[host]?.flows.acknowledged = number
        // It has sent to its peers already. Who they are is not looked up for that, in a storm for every host: when the graph
        // changes round it, it probes them all, once.
        hostsToWarm.remove(host)
        log(.info, "A switch has its desired state already", ["host": host.name])
    }

    /// From now on this host gets changes incrementally, counted from the desired state of this moment.
    ///
    /// - Returns: the number under which it gets that state. It is a number of its own, so that whoever waits for a
    ///   later change does not take this one for it.
    func beginFromHere(_ host: HostID) -> UInt64 {
        rolloutsStarted += 1
        hosts[host]?.flows.phase = .inSync
        hosts[host]?.flows.epoch = makeID()
        hosts[host]?.flows.readBack = ReadBack()
        hosts[host]?.flows.knownZones = [:]
        hosts[host]?.flows.isMarkerDoubtful = false
        pending.drop(host)
        return rolloutsStarted
    }
}

// MARK: - Programs

extension Controller {
    /// - Parameters:
    ///   - changes: what the batch comes from.
    ///   - repairs: things that others had changed and that it puts right.
    ///   - isSurplus: it deletes a part of what is too much to be read back.
    func send(
        _ batch: ModificationBatch, of changes: [PendingChanges.Change], to host: HostID, _ session: SessionID,
        rollout: UInt64, isLast: Bool, repairs: Int = 0, isSurplus: Bool = false
    ) {
        let id = makeID()
        hosts[host]?.flows.inFlight[id] = FlowSync.InFlight(
            rollout: rollout, isLast: isLast, batch: batch, changes: changes, repairs: repairs,
            isSurplus: isSurplus, sentAt: now)
        hosts[host]?.flows.modificationsSent += batch.count
        emit(.openFlow(session, .program(batch, id: id)))
    }

    private func programmed(_ host: HostID, _ id: UInt64, _ result: OpenFlowConnection.ProgramResult) {
        guard let program = hosts[host]?.flows.inFlight.removeValue(forKey: id) else { return }
        noteConfirmation(of: program, on: host)
        switch result {
        case _ where program.isSurplus: surplusDeleted(program, result, on: host)
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
        let phase = hosts[host]?.flows.phase
        if phase == .draining || phase == .deletingSurplus, hosts[host]?.flows.inFlight.isEmpty == true {
            hosts[host]?.flows.phase = .waitingForReadBack
            isReadBackDue = true
        }
    }

    private func noteRepair(_ program: FlowSync.InFlight, on host: HostID) {
        let what = program.repairs == 1 ? "1 flow or group" : "\(program.repairs) flows and groups"
        let milliseconds = (now - program.sentAt) / .milliseconds(1)
        note(
            .flowsRepaired, "host/\(host)",
            "\(host) is as it should be again, \(Int(milliseconds)) ms after the repair of \(what) was sent")
    }
}
