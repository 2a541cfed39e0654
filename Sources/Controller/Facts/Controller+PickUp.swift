import NetworkTypes
import Topology

// TCP begins with SYN, but a NIC that comes to a host brings connections along of which its zone there knows nothing: for a while
// their segments are taken up in the middle, as far as the policy would admit them (INTERFACE.md 1.8). The same after a switch was
// restarted, which forgets all connections, and when a NIC becomes policed.

extension Controller {
    /// How long connections are taken up in the middle.
    static let pickUpPeriod = Duration.seconds(60)

    /// Begins for policed NICs that were not so on their host before. For a change that is about to be compiled.
    func notePickUps(_ changes: ChangeSet) {
        // Where nobody is policed, and nobody was, nothing is looked at.
        guard topology.usesAnyGroups || !pickUps.hosts.isEmpty else { return }
        for nic in changes.nics {
            let host = topology.isPoliced(nic) ? topology.placement(of: nic)?.host : nil
            guard pickUps.hosts[nic] != host else { continue }
            pickUps.hosts[nic] = host
            // What was stored says for whom it goes on.
            if isRestoring, host != nil { continue }
            topology.setPickingUp(host != nil, nic, isNoted: false)
            if host != nil { pickUps.end(nic, at: now + Self.pickUpPeriod) }
        }
    }

    /// Begins for all policed NICs of a host whose switch has forgotten everything.
    func pickUpConnections(on host: HostID) {
        for network in topology.networks(on: host) {
            let served = topology.nics(in: Membership(network: network, host: host))
            for nic in served where pickUps.hosts[nic] == host {
                topology.setPickingUp(true, nic)
                pickUps.end(nic, at: now + Self.pickUpPeriod)
            }
        }
    }

    func endPickUps() {
        // From its first moment on weftd has a clock.
        for nic in pickUps.restored { pickUps.end(nic, at: now + Self.pickUpPeriod) }
        pickUps.restored = []
        for nic in pickUps.takeEnded(at: now) { topology.setPickingUp(false, nic) }
    }
}

/// Which NICs are policed where, and how long their connections are taken up in the middle.
struct PickUps {
    var hosts: [NICID: HostID] = [:]
    /// For whom it went on when weftd ended.
    var restored: [NICID] = []
    /// When it ends for each NIC for which it goes on.
    private var ends: [NICID: MonotonicTime] = [:]
    /// The same, in order; some stand for ends that were put off since.
    private var queue: [(time: MonotonicTime, nic: NICID)] = []

    mutating func end(_ nic: NICID, at time: MonotonicTime) {
        ends[nic] = time
        queue.append((time, nic))
    }

    var nextDeadline: MonotonicTime? { queue.first?.time }

    mutating func takeEnded(at now: MonotonicTime) -> [NICID] {
        let due = queue.prefix { $0.time <= now }
        guard !due.isEmpty else { return [] }
        queue.removeFirst(due.count)
        let ended = due.filter { ends[$0.nic] == $0.time }.map(\.nic)
        for nic in ended { ends[nic] = nil }
        return ended
    }
}
