import NetworkTypes
import OpenFlow
import Topology

// A host that takes long to confirm, as over a bad line, holds up the others once and no more.

extension Controller {
    /// More modifications than this may take long on any switch, and say nothing about its line.
    private static let tellingModifications = 256

    /// Takes note of hosts for which a round waited in vain.
    func noteLate(_ awaited: [HostID], in rollout: UInt64) {
        for host in awaited {
            let isTelling = hosts[host]?.flows.inFlight.values.contains {
                $0.rollout == rollout && $0.batch.count <= Self.tellingModifications
            }
            if isTelling == true { setLate(true, host) }
        }
    }

    /// Takes note of how long a host took to confirm a program.
    func noteConfirmation(of program: FlowSync.InFlight, on host: HostID) {
        guard program.batch.count <= Self.tellingModifications else { return }
        setLate(now - program.sentAt > configuration.roundDeadline, host)
    }

    private func setLate(_ isLate: Bool, _ host: HostID) {
        guard let old = hosts[host]?.flows.isLate, old != isLate else { return }
        hosts[host]?.flows.isLate = isLate
        log(
            .info, isLate ? "Changes of others do not wait for a host that is late" : "A host is in time again",
            ["host": host.name])
    }
}
