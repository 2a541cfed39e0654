import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import Topology

// The read-back of a busy host may break off with the session. What others changed is then put right when the switch is
// back, as everything is, and is listed as it would have been.

/// Why a switch was being read back when its session ended, and what was changing there.
struct UnfinishedReadBack {
    let reason: String
    let changing: Set<Cookie>
}

extension Controller {
    /// What the session that ends leaves unfinished; asked before what is on its way is forgotten.
    func unfinishedReadBack(of host: HostID) -> UnfinishedReadBack? {
        // Of others it is not noted what changes meanwhile, so that much would look like drift.
        guard hostsReadBusy.contains(host), let flows = hosts[host]?.flows, let reason = flows.audit.readBackReason
        else { return nil }
        var changing = flows.audit.changing.union(fragmentsOnTheWay(to: host))
        // Nobody knows whether the switch has taken what it has not confirmed.
        for program in flows.inFlight.values {
            changing.formUnion(
                program.changes.lazy.filter { $0.hosts.contains(host) }.compactMap { $0.old?.id ?? $0.new?.id })
            for index in 0..<program.batch.count where program.changes.isEmpty {
                if case .flow(let cookie) = program.batch.subject(at: index), let id = Cookie(rawValue: cookie) {
                    changing.insert(id)
                }
            }
        }
        return UnfinishedReadBack(reason: reason, changing: changing)
    }

    /// The next read-back goes on with it; until then what changes is noted.
    func keep(_ unfinished: UnfinishedReadBack, of host: HostID) {
        hosts[host]?.flows.audit.readBackReason = unfinished.reason
        hosts[host]?.flows.audit.changing = unfinished.changing
        hostsReadBusy.insert(host)
    }

    /// A read-back is over, or need not be: what changes from now on is no excuse for what is found later.
    func forgetReadBack(_ host: HostID) {
        hostsReadBusy.remove(host)
        hosts[host]?.flows.audit.readBackReason = nil
        hosts[host]?.flows.audit.changing = []
    }
}
