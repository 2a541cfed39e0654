import NetworkTypes
import OVSDB
import Policy
import Topology

// Sessions with hosts' databases: who it is, what it says, and bringing it to the rows that Weft needs.

extension Controller {
    func handle(_ event: DatabaseEvent, from session: SessionID) {
        switch event {
        case .identified(let certificate): certificates[session] = certificate
        case .ready(let origin, let schema): databaseReady(session, origin, schema)
        case .updates(let updates, let isInitial): databaseUpdated(session, updates, isInitial: isInitial)
        case .transacted(let id, let result): databaseTransacted(session, id, result)
        case .closed(let peer, let reason): databaseClosed(session, peer, reason)
        }
    }

    private func databaseReady(_ session: SessionID, _ origin: DatabaseOrigin, _ schema: DatabaseSchema) {
        let replica = Replica(schema: schema)
        if let host = hostByDatabase[session], case .live(var live) = hosts[host]?.database {
            // The monitor began anew on the same connection.
            live.replica = replica
            live.isLoaded = false
            hosts[host]?.database = .live(live)
            return
        }
        switch origin {
        case .accepted(let peer):
            pendingSessions.insert(PendingSession(id: session, peer: peer, replica: replica))
            makeRoom(for: session)
        case .dialled(let host):
            guard let state = hosts[host] else { return close(session, "host \(host) is not declared any more") }
            attach(DatabaseSession(id: session, peer: state.declaration.dialAddress ?? "-", replica: replica), to: host)
        }
    }

    private func databaseUpdated(_ session: SessionID, _ updates: TableUpdates, isInitial: Bool) {
        if var waiting = pendingSessions[session] {
            do {
                _ = try waiting.replica.apply(updates)
            } catch {
                noteFailure(
                    waiting.peer, "the updates of the database at \(waiting.peer) contradict each other: \(error)",
                    cause: "contradiction")
                return close(session, "its updates contradict each other: \(error)")
            }
            waiting.isLoaded = true
            waiting.systemID = HostFacts.systemID(waiting.replica)
            waiting.openVSwitchVersion = HostFacts.version(waiting.replica)
            pendingSessions.update(waiting)
            guard isCertified(session, waiting.systemID, peer: waiting.peer) else { return }
            return enrol(session)
        }
        guard let host = hostByDatabase[session], case .live(var live) = hosts[host]?.database else { return }
        // The replica leaves the table of hosts while it changes, so that it is not copied.
        hosts[host]?.database = .away(since: nil, reason: nil)
        let changes: [RowChange]
        do {
            changes = try live.replica.apply(updates)
        } catch {
            return contradicted(host, live, error)
        }
        let wasLoaded = live.isLoaded
        live.isLoaded = true
        hosts[host]?.database = .live(live)
        if !wasLoaded, !databaseLoaded(host) { return }
        if !wasLoaded || !changes.isEmpty { hostsToRead.insert(host) }
    }

    /// A host's database says what cannot be: it is read again, and given up when that does not help.
    private func contradicted(_ host: HostID, _ session: DatabaseSession, _ error: ReplicaError) {
        var live = session
        live.isLoaded = false
        live.contradictions = live.contradictions.filter { now - $0 < DatabaseSession.contradictionWindow } + [now]
        hosts[host]?.database = .live(live)
        note(
            .finding, "host/\(host)", "the updates of its database contradict each other: \(error)", from: .host(host))
        guard live.contradictions.count > DatabaseSession.contradictionLimit else {
            return emit(.database(live.id, .resynchronise))
        }
        close(live.id, "its updates contradict each other")
        detach(live.id, reason: "its updates contradict each other")
    }

    /// Takes up what databases said in this turn.
    func readChangedDatabases() {
        guard !hostsToRead.isEmpty else { return }
        let changed = hostsToRead.sorted()
        hostsToRead = []
        for host in changed {
            takeFacts(host)
            prepare(host)
        }
    }

    /// The whole database of a known host has been seen.
    ///
    /// - Returns: false when it is not that host's: nothing that it says is taken then.
    private func databaseLoaded(_ host: HostID) -> Bool {
        guard case .live(let live) = hosts[host]?.database else { return false }
        let systemID = HostFacts.systemID(live.replica)
        if let fault = fault(of: systemID, at: host) {
            note(
                .hostRefused, "host/\(host)",
                "the database at \(live.peer) has system-id \(systemID ?? "-"), \(fault)", from: .host(host))
            close(live.id, "it has another host's system-id: \(systemID ?? "-")")
            detach(live.id, reason: "the database there has another system-id")
            return false
        }
        guard isCertified(live.id, systemID, peer: live.peer, host: host) else {
            detach(live.id, reason: "the database there has another's certificate")
            return false
        }
        learn(systemID, of: host, from: live)
        hosts[host]?.openVSwitchVersion = HostFacts.version(live.replica)
        topology.setAway(false, host)
        note(.hostConnected, "host/\(host)", "the database of \(host) is connected", from: .host(host))
        recheckSwitch(host)
        databaseIsPresent(host)
        awaitSwitch(host)
        return true
    }

    /// Finds the host that a session which dialled in belongs to, once its system-id is known.
    func enrol(_ session: SessionID) {
        guard var waiting = pendingSessions[session], waiting.isLoaded else { return }
        guard let host = listeningHost(systemID: waiting.systemID) else {
            guard !waiting.isAnnounced else { return }
            waiting.isAnnounced = true
            pendingSessions.update(waiting)
            let name = waiting.systemID ?? "-"
            return note(
                .hostPending, "host/\(name)",
                "a host with system-id \(name) dialled in from \(waiting.peer); no document names it",
                from: .strangers, cause: "\(name) at \(waiting.peer.addressPart)")
        }
        if case .live(let live) = hosts[host]?.database {
            guard isSameMachine(live.id, live.peer, session, waiting.peer) else {
                note(
                    .hostRefused, "host/\(host)",
                    "\(waiting.peer) claims the system-id of \(host), which is connected from \(live.peer)",
                    from: .strangers, cause: "\(host) claimed from \(waiting.peer.addressPart)")
                challenge(host)
                return close(session, "host \(host) is connected from elsewhere")
            }
            // The same machine again: its old connection is a dead one that nobody has noticed yet.
            close(live.id, "the host connected again")
            detach(live.id, reason: "the host connected again")
        }
        pendingSessions.remove(session)
        var live = DatabaseSession(id: session, peer: waiting.peer, replica: waiting.replica)
        live.isLoaded = true
        attach(live, to: host)
        guard databaseLoaded(host) else { return }
        takeFacts(host)
        prepare(host)
    }

    /// Hosts that no document names wait in a bounded number: the oldest of those who have most of the room makes some.
    private func makeRoom(for newcomer: SessionID) {
        guard let (session, network, reason) = pendingSessions.excess(after: newcomer) else { return }
        pendingEnded += 1
        close(session.id, "no document names it, and \(reason)")
        guard refusals.tells(of: "pending from \(network)", because: reason, now: now) else { return }
        let name = session.systemID ?? "-"
        note(
            .hostRefused, "host/\(name)",
            "the session of system-id \(name) from \(session.peer), which no document names, was ended to make room: \(reason)",
            from: .turnedAway)
    }

    private func listeningHost(systemID: String?) -> HostID? {
        guard let systemID else { return nil }
        return documents.listeningHosts[systemID]
    }

    private func attach(_ live: DatabaseSession, to host: HostID) {
        hosts[host]?.database = .live(live)
        hostByDatabase[live.id] = host
    }

    private func databaseClosed(_ session: SessionID, _ peer: String, _ reason: String) {
        pendingSessions.remove(session)
        certificates[session] = nil
        guard hostByDatabase[session] != nil else { return strangerLeft(session, "OVSDB", peer, reason) }
        dismissed.remove(session)
        detach(session, reason: reason)
    }

    /// The host is away; its facts stand.
    func detach(_ session: SessionID, reason: String) {
        guard let host = hostByDatabase.removeValue(forKey: session), hosts[host] != nil else { return }
        hosts[host]?.database = .away(since: now, reason: reason)
        topology.setAway(true, host)
        note(.hostAway, "host/\(host)", "the database of \(host) is away: \(reason)", from: .host(host))
    }

    func close(_ session: SessionID, _ reason: String) {
        pendingSessions.remove(session)
        emit(.database(session, .close(reason: reason)))
    }

    func dialFailed(_ host: HostID, _ reason: String) {
        guard case .away(let since, let old) = hosts[host]?.database, old != reason else { return }
        hosts[host]?.database = .away(since: since ?? now, reason: reason)
        note(.hostAway, "host/\(host)", "\(host) cannot be reached: \(reason)", from: .host(host))
    }
}

extension String {
    /// A peer's address without its port.
    var addressPart: Substring { prefix(upTo: lastIndex(of: ":") ?? endIndex) }
}

// MARK: - Facts

extension Controller {
    /// Brings the graph's ports of a host in line with its database.
    private func takeFacts(_ host: HostID) {
        guard case .live(let live) = hosts[host]?.database, live.isLoaded else { return }
        let ports = HostFacts.ports(of: host, in: live.replica)
        let names = Set(ports.map(\.id))
        topology.setTunnelPortTaken(HostFacts.isTunnelNumberTaken(live.replica), on: host)
        for port in ports where topology.ports[port.id] != port { take(port) }
        for gone in topology.ports(on: host).subtracting(names).sorted() { topology.remove(gone) }
    }

    private func take(_ port: Port) {
        let before = topology.bindings[port.id]
        topology.update(port)
        if before != topology.bindings[port.id] { noteBinding(of: port.id) }
    }

    /// Tells how a port is judged.
    func noteBinding(of port: PortID) {
        switch topology.bindings[port] {
        case .nic(let nic, let evidence)?:
            note(
                .nicBound, "nic/\(nic)", "\(port) serves \(nic), by its \(evidence.rawValue)", from: .host(port.host))
        case .ambiguous(let nics, let evidence)?:
            let names = nics.map(\.description).joined(separator: ", ")
            note(
                .nicQuarantined, "port/\(port)", "its \(evidence.rawValue) matches \(names): quarantined",
                from: .host(port.host))
        case .profile(let network)?:
            note(
                .nicQuarantined, "port/\(port)",
                "its profile names \(network), but \(obstacle(to: port, on: network)): quarantined",
                from: .host(port.host))
        case .unknown?, nil:
            note(.nicQuarantined, "port/\(port)", "no document names it: quarantined", from: .host(port.host))
        }
    }
}
