import NetworkTypes
import Topology

/// A request that waits for hosts to confirm a revision.
struct Waiter {
    let request: RequestID
    let revision: UInt64
    let plan: Plan
    /// Hosts that the revision touches, and the rollout that carries it.
    let hosts: [HostID]
    let rollout: UInt64
    let away: [HostID]
    let deadline: MonotonicTime?
}

extension Controller {
    /// Answers whoever waits for nothing any more.
    func answerWaiters() {
        guard !waiters.isEmpty else { return }
        var rest: [Waiter] = []
        let busy = busyHosts
        for waiter in waiters {
            let progress = progress(of: waiter, busy: busy)
            if progress.pending.isEmpty || waiter.deadline.map({ $0 <= now }) ?? false {
                emit(
                    .reply(
                        waiter.request,
                        .applied(ApplyOutcome(revision: waiter.revision, plan: waiter.plan, hosts: progress))))
            } else {
                rest.append(waiter)
            }
        }
        waiters = rest
    }

    /// - Parameter busy: hosts that are to be told something, now or with the next rollout. One that is not, and has
    ///   confirmed all it was told, is done whatever the number: a later change may have taken back what was to be told.
    private func progress(of waiter: Waiter, busy: Set<HostID>) -> HostProgress {
        var progress = HostProgress()
        progress.away = waiter.away
        for host in waiter.hosts {
            guard let flows = hosts[host]?.flows else { continue }
            if flows.session == nil {
                progress.away.append(host)
            } else if !flows.excluded.isEmpty {
                progress.degraded.append(host)
            } else if flows.acknowledged >= waiter.rollout || flows.isSettled && !busy.contains(host) {
                progress.ready.append(host)
            } else {
                progress.pending.append(host)
            }
        }
        return progress
    }
}
