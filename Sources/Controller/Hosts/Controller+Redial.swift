import NetworkTypes
import OVSDB
import Topology

// A host whose database is back and whose switch is not: its switch is told to dial, once a session of the database.

extension Controller {
    /// The host's database has been loaded: its switch gets a moment to come by itself.
    func awaitSwitch(_ host: HostID) {
        guard case .live(var live) = hosts[host]?.database, live.redial == .untried, let flows = hosts[host]?.flows
        else { return }
        let target = ControllerTarget(configuration.controllerTarget)
        var time = now + (target.isOverTLS ? configuration.redialGraceOverTLS : configuration.redialGrace)
        if let session = flows.session {
            guard flows.peer.addressPart != live.peer.addressPart else { return }
            // The host may have another address now, and this session be a dead one that nobody has noticed yet.
            emit(.openFlow(session, .challenge(within: Self.challengeDeadline)))
            time = time + Self.challengeDeadline
        }
        // Without a row of this target, it gets a new one now, and dials that at once.
        live.redial = HostPreparation.redial(live.replica, target) == nil ? .over : .due(time)
        hosts[host]?.database = .live(live)
    }

    func redialSwitches(_ due: [HostID]) {
        for host in due {
            guard let time = hosts[host]?.database.redialAt, time <= now else { continue }
            redialSwitch(of: host)
        }
    }

    private func redialSwitch(of host: HostID) {
        guard case .live(var live) = hosts[host]?.database else { return }
        live.redial = .told(now)
        hosts[host]?.database = .live(live)
        let target = ControllerTarget(configuration.controllerTarget)
        guard hosts[host]?.flows.session == nil, live.isLoaded,
            let transaction = HostPreparation.redial(live.replica, target)
        else { return }
        log(.debug, "A switch is told to dial now", ["host": host.name])
        // Should it fail, somebody else changed the row, and the switch dials by itself within seconds.
        emit(.database(live.id, .transact(transaction, id: makeID())))
    }

    /// Whether a connection broke off because its switch was told to dial another: it was just about to be connected.
    func isCutByRedial(_ peer: String) -> Bool {
        let told = hosts.ids { state in
            guard case .live(let live) = state.database, case .told = live.redial else { return false }
            return live.peer.addressPart == peer.addressPart
        }
        guard let host = told.first, case .live(var live)? = hosts[host]?.database, case .told(let time) = live.redial
        else { return false }
        live.redial = .over
        hosts[host]?.database = .live(live)
        return now - time <= .seconds(1)
    }
}
