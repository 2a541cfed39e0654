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
    /// Place in `hosts` of one that was found pending.
    var witness = 0
}

extension Controller {
    /// Answers whoever waits for nothing any more.
    func answerWaiters() {
        guard !waiters.isEmpty else { return }
        var rest: [Waiter] = []
        for var waiter in waiters {
            if waiter.deadline.map({ $0 <= now }) != true, isPending(&waiter) {
                rest.append(waiter)
            } else {
                let outcome = ApplyOutcome(
                    revision: waiter.revision, plan: waiter.plan, hosts: progress(of: waiter))
                emit(.reply(waiter.request, .applied(outcome)))
            }
        }
        waiters = rest
    }

    /// Whether one of its hosts is pending. The one that was so last is looked at first, so that a turn costs the same
    /// however many hosts are waited for.
    private func isPending(_ waiter: inout Waiter) -> Bool {
        for step in waiter.hosts.indices {
            let place = (waiter.witness + step) % waiter.hosts.count
            if standing(of: waiter.hosts[place], waiter) == .pending {
                waiter.witness = place
                return true
            }
        }
        return false
    }

    private func progress(of waiter: Waiter) -> HostProgress {
        var progress = HostProgress()
        progress.away = waiter.away
        for host in waiter.hosts {
            switch standing(of: host, waiter) {
            case .ready: progress.ready.append(host)
            case .pending: progress.pending.append(host)
            case .away: progress.away.append(host)
            case .degraded: progress.degraded.append(host)
            case nil: break
            }
        }
        return progress
    }

    private enum Standing {
        case ready, pending, away, degraded
    }

    /// How far a host is; nil when it is no host any more.
    ///
    /// One that is to be told nothing and has confirmed all it was told is done whatever the number: a later change may have
    /// taken back what was to be told.
    private func standing(of host: HostID, _ waiter: Waiter) -> Standing? {
        guard let flows = hosts[host]?.flows else { return nil }
        if flows.session == nil { return .away }
        if !flows.excluded.isEmpty { return .degraded }
        let isDone = flows.acknowledged >= waiter.rollout || flows.isSettled && !isBusy(host)
        return isDone ? .ready : .pending
    }
}
