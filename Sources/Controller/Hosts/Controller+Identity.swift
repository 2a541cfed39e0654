import Policy
import Topology

// Over TLS a peer proves who it is: a host's certificate names its system-id, and its sessions must be of that host
// (attacks A7 and A8). What is refused is told; sessions in clear text have no certificate, and nothing is checked here.

extension Controller {
    /// Whether a database session's certificate is that of the system-id in its database. If not, the session is closed.
    func isCertified(_ session: SessionID, _ systemID: String?, peer: String, host: HostID? = nil) -> Bool {
        guard let certificate = certificates[session] else { return true }
        if let systemID, certificate.systemIDs.contains(systemID) { return true }
        let object = host.map { "host/\($0)" } ?? "host/\(systemID ?? "-")"
        let stranger = "database \(systemID ?? "-") from \(peer.addressPart)"
        if refusals.tells(of: stranger, because: certificate.subject, now: now) {
            note(
                .hostRefused, object,
                "the database at \(peer) has system-id \(systemID ?? "-"), but its certificate (\(certificate.subject)) is that of \(certificate.names)",
                from: host.map { .host($0) } ?? .strangers)
        }
        close(session, "its certificate is not that of system-id \(systemID ?? "-")")
        return false
    }

    /// Why a database with this system-id is not that of a host; nil when it is.
    ///
    /// What the document names counts. Without that, it is what was there before, and so whoever answers at the host's
    /// address later must be the same; the first time anybody may be it who is no other host. Who has no system-id cannot be
    /// held to anything later.
    func fault(of systemID: String?, at host: HostID) -> String? {
        guard let state = hosts[host] else { return nil }
        if let pin = state.declaration.systemID { return pin == systemID ? nil : "expected \(pin)" }
        if let known = state.systemID {
            return known == systemID
                ? nil : "and \(host) had \(known) before: if it was made anew, name its `system-id` in the document"
        }
        guard let systemID else {
            return
                "so nobody can tell it from others later: on the host, set external_ids:system-id in table Open_vSwitch"
        }
        let owner = hosts.ids { ($0.declaration.systemID ?? $0.systemID) == systemID }.first
        return owner.map { "which is that of host \($0)" }
    }

    /// Takes a host's system-id from its database, and keeps it as a fact. Tells when nothing but the address spoke for it.
    func learn(_ systemID: String?, of host: HostID, from session: DatabaseSession) {
        guard let state = hosts[host], state.systemID != systemID else { return }
        hosts[host]?.systemID = systemID
        hostsWithNewFacts.insert(host)
        guard state.declaration.systemID == nil, let systemID else { return }
        let proof =
            certificates[session.id].map { "whose certificate (\($0.subject)) is right" }
            ?? "in clear text, without a proof"
        note(
            .hostTrusted, "host/\(host)",
            "the host that answered at \(session.peer), \(proof), is \(host) from now on, and its system-id \(systemID): the document names none",
            from: .host(host))
    }

    /// Why a switch session is not that of the host whose datapath-id it has; nil when it is, or when that cannot be
    /// said before the host's database has been seen.
    func mismatch(of session: SessionID, with host: HostState) -> String? {
        guard let certificate = certificates[session] else { return nil }
        guard let systemID = host.declaration.systemID ?? host.systemID else {
            return certificate.systemIDs.isEmpty ? "its certificate (\(certificate.subject)) names no host" : nil
        }
        guard !certificate.systemIDs.contains(systemID) else { return nil }
        return
            "it is that of host \(host.id) with system-id \(systemID), but the certificate (\(certificate.subject)) is that of \(certificate.names)"
    }

    /// The host's system-id is known now: its switch, which connected before, must have its certificate too.
    func recheckSwitch(_ host: HostID) {
        guard let state = hosts[host], let session = state.flows.session,
            let reason = mismatch(of: session, with: state)
        else { return }
        refuse(session, state.datapathID, state.flows.peer, reason)
        switchClosed(session, reason)
    }

    /// Whether a session may take the place of an older one that looks alive: both certificates name the same host, or
    /// without certificates both come from one address.
    func isSameMachine(_ old: SessionID, _ oldPeer: String, _ new: SessionID, _ newPeer: String) -> Bool {
        switch (certificates[old], certificates[new]) {
        case (let old?, let new?): old.systemIDs == new.systemIDs
        case (nil, nil): oldPeer.addressPart == newPeer.addressPart
        // A session in clear text takes no place of one that has proved who it is; the other way round it may.
        case (nil, _?): true
        case (_?, nil): false
        }
    }

    /// How long a session has for a sign of life when there is reason to doubt that its host is still there.
    static let challengeDeadline = Duration.milliseconds(750)

    /// Another machine claims to be a host, and nobody can tell who is right where there are no certificates: whoever answers
    /// keeps the place. A host whose address has changed does not, and its next dial, a second later, finds the place free.
    func challenge(_ host: HostID) {
        if case .live(let live) = hosts[host]?.database, certificates[live.id] == nil {
            emit(.database(live.id, .challenge(within: Self.challengeDeadline)))
        }
        if let session = hosts[host]?.flows.session, certificates[session] == nil {
            emit(.openFlow(session, .challenge(within: Self.challengeDeadline)))
        }
    }

    func peerRefused(_ peer: String, _ reason: String) {
        // What the redial has cut is no refusal. It cuts one connection; what is wrong with a certificate shows again.
        if isCutByRedial(peer) { return log(.debug, "\(peer) dials anew: \(reason)") }
        note(
            .hostRefused, "peer/\(peer.addressPart)", "\(peer) was turned away: \(reason)", from: .strangers,
            cause: "\(peer.addressPart) \(reason)")
    }

    func certificatesRead(_ isInForce: Bool, _ detail: String) {
        note(.certificates, "weftd", detail)
        if !isInForce {
            log(.error, "Keys and certificates could not be read; the old ones stay in force", ["error": detail])
        }
    }
}
