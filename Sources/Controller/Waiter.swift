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
        for waiter in waiters {
            let progress = progress(of: waiter)
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

    private func progress(of waiter: Waiter) -> HostProgress {
        var progress = HostProgress()
        progress.away = waiter.away
        for host in waiter.hosts {
            guard let flows = hosts[host]?.flows else { continue }
            if flows.session == nil {
                progress.away.append(host)
            } else if !flows.excluded.isEmpty {
                progress.degraded.append(host)
            } else if flows.acknowledged >= waiter.rollout {
                progress.ready.append(host)
            } else {
                progress.pending.append(host)
            }
        }
        return progress
    }
}
