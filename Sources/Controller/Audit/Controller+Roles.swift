import NetworkTypes
import OpenFlow
import Topology

// Roles fence a controller that was replaced (OpenFlow 1.3.5 section 6.3.6): whoever has the newer term is primary. Open
// vSwitch lets a controller whose claim it refused go on as an equal, so it is Weft that has to stop.

extension Controller {
    func claimPrimary(_ host: HostID, _ session: SessionID) {
        let request = makeID()
        hosts[host]?.flows.audit.claimRequest = request
        emit(.openFlow(session, .claimPrimary(generation: term, request: request)))
    }

    func isClaim(_ host: HostID, _ request: UInt64) -> Bool { hosts[host]?.flows.audit.claimRequest == request }

    /// Takes the answer to a claim; false when it is none.
    func claimed(_ host: HostID, _ request: UInt64, failure: String?) -> Bool {
        guard isClaim(host, request) else { return false }
        hosts[host]?.flows.audit.claimRequest = nil
        hosts[host]?.primarySince = failure == nil ? now : nil
        if let failure {
            stepBack(host, "it refuses Weft's claim of term \(term): \(failure)")
        } else if hosts[host]?.flows.phase == .deposed {
            note(.hostConnected, "host/\(host)", "Weft is the primary controller of \(host) again")
            hosts[host]?.roleFinding = nil
            hosts[host]?.flows.phase = .waitingForDatabase
            if isDatabaseLoaded(host) {
                hosts[host]?.flows.phase = .inSync
                readBack(host, because: "another controller was the primary")
                // That one may have given ports, and their zones, to other NICs.
                hosts[host]?.flows.knownZones = [:]
            }
        }
        return true
    }

    func roleChanged(_ host: HostID, _ status: RoleStatus) {
        guard status.role != .primary else { return }
        let generation = status.generation == .max ? "none" : "\(status.generation)"
        stepBack(
            host, "another controller took the primary role with generation id \(generation); Weft's is \(term)")
    }

    /// Sends nothing more to a switch that another controller holds, and asks again later, ever more rarely.
    private func stepBack(_ host: HostID, _ reason: String) {
        guard let state = hosts[host], state.flows.session != nil, state.flows.phase != .away else { return }
        if state.flows.phase != .deposed {
            note(
                .roleLost, "host/\(host)",
                "\(host) has another controller: \(reason). Weft changes nothing there while that is so")
        }
        hosts[host]?.roleFinding = Finding(
            .error, "another-controller",
            "\(reason); nothing is changed on this host. Stop the other controller; a weftd of a newer term, that is one started later on the same state, takes over by itself"
        )
        endCheck(host)
        forgetReadBack(host)
        hosts[host]?.surplus = nil
        hosts[host]?.flows.phase = .deposed
        hosts[host]?.flows.epoch = makeID()
        hosts[host]?.flows.readBack = ReadBack()
        hosts[host]?.flows.audit.forget()
        // Whoever held the role for long begins anew.
        if let since = state.primarySince, now - since > configuration.longestClaimBackoff {
            hosts[host]?.claimWait = nil
        }
        hosts[host]?.primarySince = nil
        let wait = min(hosts[host]?.claimWait ?? configuration.claimBackoff, configuration.longestClaimBackoff)
        hosts[host]?.claimWait = wait * 2
        hosts[host]?.claimAt = now + wait
        pending.drop(host)
        isReadBackDue = true
    }

    private func isDatabaseLoaded(_ host: HostID) -> Bool {
        if case .live(let live) = hosts[host]?.database { live.isLoaded } else { false }
    }

    func retryClaims(_ due: [HostID]) {
        for host in due {
            guard let time = hosts[host]?.claimAt, time <= now else { continue }
            hosts[host]?.claimAt = nil
            guard let session = hosts[host]?.flows.session, hosts[host]?.flows.phase == .deposed else { continue }
            claimPrimary(host, session)
        }
    }
}
