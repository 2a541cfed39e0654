import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import Topology

extension Controller {
    /// Hosts that are to be told something, now or with the next rollout, whatever they have confirmed.
    var busyHosts: Set<HostID> { pending.hosts.union(rollout.map { Set($0.hosts) } ?? []) }

    /// Whether this is one of them.
    func isBusy(_ host: HostID) -> Bool { rollout?.concerns(host) == true || pending.concerns(host) }

    /// Moves the present rollout on, and starts the next when there is something to tell.
    ///
    /// Rollouts follow one another; what is compiled meanwhile gathers and goes with the next, so a slow host costs
    /// the others at most the deadline of a round, and only once: afterwards rounds do not wait for it while it is late.
    func advanceRollout() {
        while true {
            guard rollout != nil else {
                guard startRollout() else { return }
                continue
            }
            sendPrograms()
            if isRoundAwaited(), let present = rollout {
                if now < present.deadline { return }
                noteLate(present.awaiting.filter { isAwaited($0, in: present) }.map(\.host), in: present.number)
                rollout?.awaiting = []
            }
            if rollout?.unsent.isEmpty == true, rollout?.startNextRound() == false { rollout = nil }
        }
    }

    /// Whether a host has not confirmed what it was sent. Nobody who has done so is looked at again, and a turn mostly looks
    /// at one, however many are awaited.
    private func isRoundAwaited() -> Bool {
        while let last = rollout?.awaiting.last {
            if let rollout, isAwaited(last, in: rollout) { return true }
            rollout?.awaiting.removeLast()
        }
        return false
    }

    private func isAwaited(_ awaited: Rollout.Awaited, in rollout: Rollout) -> Bool {
        guard let flows = hosts[awaited.host]?.flows, flows.epoch == awaited.epoch else { return false }
        return flows.inFlight.values.contains { $0.rollout == rollout.number }
    }

    private func startRollout() -> Bool {
        guard !pending.isEmpty else { return false }
        rolloutsStarted += 1
        var changes = pending.take()
        for place in changes.indices where changes[place].new == nil {
            if let old = changes[place].old { changes[place].isLeft = engine.fragments[old.id] != nil }
        }
        let places = changes.placesByHost()
        let ready = places.keys.filter { hosts[$0]?.flows.phase == .inSync }.sorted()
        for host in ready where hosts[host]?.flows.inFlight.count ?? 0 >= FlowSync.inFlightLimit { readBackAgain(host) }
        let able = ready.filter { hosts[$0]?.flows.phase == .inSync }
        let participants = able.map { host in
            Rollout.Participant(
                host: host, epoch: hosts[host]?.flows.epoch ?? 0,
                marker: Pipeline.marker(digest: desiredDigest(host)), heldMeters: heldMeters(host))
        }
        rollout = Rollout(
            number: rolloutsStarted, changes: changes, places: places, participants: participants, deadline: now)
        return true
    }

    private func heldMeters(_ host: HostID) -> Set<UInt32> {
        hosts[host]?.flows.excluded.values.reduce(into: []) { $0.formUnion($1.meters) } ?? []
    }

    /// Sends programs of the present round, as far as there is room for them on the way.
    private func sendPrograms() {
        guard var present = rollout, !present.unsent.isEmpty else { return }
        // Held once: what is changed is not copied.
        rollout = nil
        defer { rollout = present }
        present.awaiting = present.awaiting.filter { isAwaited($0, in: present) }
        var underWay = present.awaiting.reduce(0) { $0 + $1.modifications }
        var isSent = false
        while underWay < configuration.modificationsUnderWay, let program = present.nextProgram(where: isTold) {
            let host = program.host
            guard let session = hosts[host]?.flows.session else { continue }
            send(
                program.batch, of: present.changes, to: host, session, rollout: present.number, isLast: program.isLast)
            isSent = true
            guard hosts[host]?.flows.isLate == false else { continue }
            present.awaiting.append(.init(host: host, epoch: program.epoch, modifications: program.batch.count))
            underWay += program.batch.count
        }
        guard isSent else { return }
        let patience = present.unsent.isEmpty ? .zero : configuration.modificationPatience * underWay
        present.deadline = now + configuration.roundDeadline + patience
    }

    /// Whether a host can be told changes of a baseline.
    private func isTold(_ host: HostID, _ epoch: UInt64) -> Bool {
        guard let flows = hosts[host]?.flows else { return false }
        return flows.session != nil && flows.phase == .inSync && flows.epoch == epoch
    }
}
