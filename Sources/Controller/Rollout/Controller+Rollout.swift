import NetworkTypes
import OpenFlow
import Pipeline
import Topology

extension Controller {
    /// Hosts that are to be told something, now or with the next rollout, whatever they have confirmed.
    var busyHosts: Set<HostID> { pending.hosts.union(rollout?.hosts ?? []) }

    /// Moves the present rollout on, and starts the next when there is something to tell.
    ///
    /// Rollouts follow one another; what is compiled meanwhile gathers and goes with the next, so a slow host costs
    /// the others at most the deadline of a round, and only once: afterwards rounds do not wait for it while it is late.
    func advanceRollout() {
        while true {
            if var present = rollout {
                present.awaiting = present.awaiting.filter { isAwaited($0, in: present) }
                rollout = present
                if !present.awaiting.isEmpty {
                    if now < present.deadline { return }
                    noteLate(present.awaiting, in: present.number)
                }
                if !startNextRound() { rollout = nil }
            } else {
                guard startRollout() else { return }
            }
        }
    }

    private func isAwaited(_ host: HostID, in rollout: Rollout) -> Bool {
        guard let flows = hosts[host]?.flows, flows.epoch == rollout.epochs[host] else { return false }
        return flows.inFlight.values.contains { $0.rollout == rollout.number }
    }

    private func startRollout() -> Bool {
        guard !pending.isEmpty else { return false }
        rolloutsStarted += 1
        let changes = pending.take()
        let touched = changes.reduce(into: Set<HostID>()) { $0.formUnion($1.hosts) }
        let ready = touched.filter { hosts[$0]?.flows.phase == .inSync }
        for host in ready where hosts[host]?.flows.inFlight.count ?? 0 >= FlowSync.inFlightLimit { readBackAgain(host) }
        let able = ready.filter { hosts[$0]?.flows.phase == .inSync }
        let markers = able.map { ($0, Pipeline.marker(digest: desiredDigest($0))) }
        rollout = Rollout(
            number: rolloutsStarted, changes: changes,
            programs: Rollout.programs(
                changes, hosts: able, markers: Dictionary(uniqueKeysWithValues: markers), heldMeters: heldMeters(able)),
            epochs: Dictionary(uniqueKeysWithValues: able.map { ($0, hosts[$0]?.flows.epoch ?? 0) }),
            deadline: now)
        return true
    }

    private func heldMeters(_ able: Set<HostID>) -> [HostID: Set<UInt32>] {
        var held: [HostID: Set<UInt32>] = [:]
        for host in able {
            for exclusion in hosts[host]?.flows.excluded.values.filter({ !$0.meters.isEmpty }) ?? [] {
                held[host, default: []].formUnion(exclusion.meters)
            }
        }
        return held
    }

    /// Sends the next round's programs; false when there is none.
    private func startNextRound() -> Bool {
        guard var present = rollout, let round = present.programs.keys.min() else { return false }
        let programs = present.programs[round] ?? [:]
        for host in programs.keys.sorted() {
            guard let batch = programs[host], let session = hosts[host]?.flows.session,
                hosts[host]?.flows.phase == .inSync,
                hosts[host]?.flows.epoch == present.epochs[host]
            else { continue }
            let isLast = present.lastRound(of: host) == round
            send(batch, of: present.changes, to: host, session, rollout: present.number, isLast: isLast)
            if hosts[host]?.flows.isLate == false { present.awaiting.insert(host) }
        }
        present.programs[round] = nil
        present.deadline = now + configuration.roundDeadline
        rollout = present
        return true
    }
}
