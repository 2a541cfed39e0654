import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import Topology

// A switch that has more than is held while it is read back: what is surely not wanted goes first, in rounds, until the rest
// is within the limit and can be compared. What is wanted stays in place all the while.

extension Controller {
    /// Deletes what is not wanted of what was read so far, then has the switch read again. What else comes of the answer
    /// is not listened to.
    func deleteSurplus(_ host: HostID) {
        guard let flows = hosts[host]?.flows, let session = flows.session else { return }
        let limit = flows.readBack.limit
        guard flows.surplusRounds < Self.surplusRoundLimit else {
            let reason =
                "it could not be read back: after \(flows.surplusRounds) rounds of deleting it still has more than \(limit) flows, groups and meters"
            emit(.openFlow(session, .close(reason: reason)))
            return switchClosed(session, reason)
        }
        let surplus = Surplus(
            readBack: flows.readBack, desired: engine.desired(for: host), excluded: flows.excluded)
        tellSurplus(limit, of: host)
        tellDrift(surplus, on: host)
        hosts[host]?.flows.readBack = ReadBack()
        hosts[host]?.flows.surplusRounds += 1
        hosts[host]?.flows.surplusDeleted += surplus.count
        hosts[host]?.flows.phase = .deletingSurplus
        hosts[host]?.flows.epoch = makeID()
        log(
            .info, "A switch has more than is read back; a part is deleted",
            ["host": host.name, "limit": "\(limit)", "modifications": "\(surplus.count)"])
        // Each batch goes when the one before is done: so the switch is heard of again and again.
        hosts[host]?.flows.surplusBatches = surplus.batches.reversed()
        sendSurplus(host, session)
    }

    private func sendSurplus(_ host: HostID, _ session: SessionID) {
        guard let batch = hosts[host]?.flows.surplusBatches.popLast() else { return }
        send(batch, of: [], to: host, session, rollout: 0, isLast: false, isSurplus: true)
    }

    /// One batch of deletions is done. One that was not leaves more for the next round, and rounds are counted.
    func surplusDeleted(
        _ program: FlowSync.InFlight, _ result: OpenFlowConnection.ProgramResult, on host: HostID
    ) {
        guard case .committed = result else {
            hosts[host]?.flows.surplusBatches = []
            return log(
                .warning, "A switch did not delete what it has too much of",
                ["host": host.name, "modifications": "\(program.batch.count)", "error": "\(result)"])
        }
        guard let flows = hosts[host]?.flows, flows.phase == .deletingSurplus, let session = flows.session else {
            return
        }
        sendSurplus(host, session)
    }

    /// Everything has been read and is compared now.
    func surplusIsGone(_ host: HostID) {
        guard let flows = hosts[host]?.flows, flows.surplusRounds > 0 else { return }
        hosts[host]?.surplus = nil
        hosts[host]?.flows.surplusRounds = 0
        hosts[host]?.flows.surplusDeleted = 0
        note(
            .flowsRepaired, "host/\(host)",
            "\(flows.surplusDeleted) flows, groups and meters beyond what is read back were taken off \(host) in \(flows.surplusRounds) \(flows.surplusRounds == 1 ? "round" : "rounds")"
        )
    }

    private func tellSurplus(_ limit: Int, of host: HostID) {
        guard hosts[host]?.surplus == nil else { return }
        let finding = Finding(
            .warning, "too-many-flows",
            "the switch has more than \(limit) flows, groups and meters, twice what is desired and \(configuration.readBackSpare): what is not wanted is deleted in rounds until the rest can be compared. Look for who adds flows to its bridge"
        )
        hosts[host]?.surplus = finding
        note(.finding, "host/\(host)", finding.description, from: .host(host))
    }

    /// What is deleted is drift by the same rule as when it is found by a comparison.
    private func tellDrift(_ surplus: Surplus, on host: HostID) {
        let isWatched = hosts[host]?.flows.audit.readBackReason != nil
        let changing = hosts[host]?.flows.audit.changing ?? []
        let drift = surplus.flows.lazy.filter { flow in
            Cookie(rawValue: flow.cookie).map { isWatched && !changing.contains($0) } ?? true
        }
        tellDrift(
            drift.prefix(Self.listedAtOnce).map { .foreign($0, .readBack) }, count: drift.count { _ in true }, on: host)
    }

    /// A switch that has not come within the limit by then does not delete, or is filled as fast: its session ends.
    private static let surplusRoundLimit = 64
}
