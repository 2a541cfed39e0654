import NetworkTypes
import OVSDB
import Policy
import Topology

// A host's database is brought to the rows that Weft needs, and kept there.

extension Controller {
    /// Brings the host's database to the rows that Weft needs; no operation when they are right.
    func prepare(_ host: HostID) {
        guard let state = hosts[host], case .live(var live) = state.database, live.isLoaded,
            live.preparation == .idle
        else { return }
        let wish = wish(of: state)
        let preparation = HostPreparation(replica: live.replica, wish: wish)
        if preparation.transaction.isEmpty {
            live.rightFor = wish
            live.isReconsidered = live.isReconsidered && preparation.isTunnelRefused
            hosts[host]?.database = .live(live)
            if reconsiders(preparation, live, of: host) { return }
        }
        report(preparation.findings, of: host)
        guard !preparation.transaction.isEmpty else { return }
        live.isRepairing = live.rightFor == wish
        if live.isRepairing, let later = delay(repairOf: host) {
            live.preparation = .waiting(until: later)
            hosts[host]?.database = .live(live)
            return
        }
        if live.isRepairing {
            tellDrift(
                preparation.repairs.map { DriftRecord(.row, .database, found: $0, action: "set right") }, on: host)
        }
        let id = makeID()
        live.preparation = .running(id: id, .rows)
        live.rightFor = wish
        hosts[host]?.database = .live(live)
        emit(.database(live.id, .transact(preparation.transaction, id: id)))
    }

    /// Before a refusal of the tunnel port is told, ovs-vswitchd is asked once whether it still stands.
    private func reconsiders(_ preparation: HostPreparation, _ session: DatabaseSession, of host: HostID) -> Bool {
        guard preparation.isTunnelRefused, !session.isReconsidered,
            let transaction = HostPreparation.reconsideration(session.replica)
        else { return false }
        var live = session
        if let later = delay(repairOf: host) {
            live.preparation = .waiting(until: later)
            hosts[host]?.database = .live(live)
            return true
        }
        let id = makeID()
        live.isReconsidered = true
        live.preparation = .running(id: id, .reconsideration)
        hosts[host]?.database = .live(live)
        emit(.database(live.id, .transact(transaction, id: id)))
        return true
    }

    private func wish(of state: HostState) -> HostPreparation.Wish {
        HostPreparation.Wish(
            datapathID: state.datapathID, controllerTarget: configuration.controllerTarget,
            vtep: state.declaration.vtep, datapathType: state.declaration.datapath?.rawValue)
    }

    private func report(_ findings: [Finding], of host: HostID) {
        let known = Set(hosts[host]?.findings ?? [])
        for finding in findings where !known.contains(finding) {
            note(.finding, "host/\(host)", finding.description, from: .host(host))
        }
        hosts[host]?.findings = findings
    }

    func databaseTransacted(_ session: SessionID, _ id: UInt64, _ result: Result<TransactionResult, OVSDBError>) {
        guard let host = hostByDatabase[session], case .live(var live) = hosts[host]?.database,
            case .running(id: id, let step) = live.preparation
        else { return }
        // What another program undoes is repaired again, but not in a tight loop.
        live.preparation = .waiting(until: now + configuration.preparationBackoff)
        switch (step, result) {
        case (.reconsideration, _):
            // What ovs-vswitchd says after the wait is told.
            hosts[host]?.database = .live(live)
        case (.rows, .success):
            live.isReconsidered = false
            hosts[host]?.database = .live(live)
            note(
                live.isRepairing ? .hostRepaired : .hostPrepared, "host/\(host)",
                "the Open vSwitch rows of \(host) were brought to the desired state", from: .host(host))
        case (.rows, .failure(let error)):
            live.rightFor = nil
            hosts[host]?.database = .live(live)
            report([Finding(.error, "preparation", "the database refused Weft's rows: \(error)")], of: host)
        }
    }

    func retryPreparations(_ due: [HostID]) {
        for host in due {
            guard let time = hosts[host]?.database.preparationRetryAt, time <= now,
                case .live(var live) = hosts[host]?.database
            else { continue }
            live.preparation = .idle
            hosts[host]?.database = .live(live)
            prepare(host)
        }
    }
}
