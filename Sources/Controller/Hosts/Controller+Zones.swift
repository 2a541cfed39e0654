import Compiler
import NetworkTypes
import OpenFlow
import Pipeline
import Topology

// Connection-tracking zones. A NIC's zone is its port's number on its host, so that it may have been another NIC's: the switch
// forgets what it remembers there (NXT_CT_FLUSH_ZONE) before a NIC comes to use it, and never otherwise: a flush makes
// connections begin anew in the middle, and whoever speaks next has begun them.
//
// - A rollout flushes what a fragment comes to use.
// - After a connection, zones of fragments whose flows are not on the switch: it may have been restarted, and its ports may
//   have other numbers.
// - Within a session nothing is flushed that the NIC had all the time. That somebody else deleted its flows has kept its packets
//   out, and let no other NIC's in under its number.

extension Controller {
    /// Zones that surely belong to fragments on a host that is in sync: all but of those whose change is under way.
    func zonesInUse(on host: HostID) -> [Cookie: [UInt16]] {
        guard let flows = hosts[host]?.flows else { return [:] }
        var zones: [Cookie: [UInt16]] = [:]
        for fragment in engine.desired(for: host) where !fragment.zones.isEmpty && flows.excluded[fragment.id] == nil {
            zones[fragment.id] = fragment.zones
        }
        guard !zones.isEmpty else { return [:] }
        for id in fragmentsOnTheWay(to: host) { zones[id] = nil }
        for program in flows.inFlight.values {
            for change in program.changes where change.hosts.contains(host) {
                if let id = change.old?.id ?? change.new?.id { zones[id] = nil }
            }
        }
        return zones
    }
}
