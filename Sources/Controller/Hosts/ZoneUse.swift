import Compiler
import NetworkTypes
import OpenFlow
import Pipeline

/// Which connection-tracking zones of a switch that was read back belong to the fragments that are to use them: those need no
/// flush, as all that they remember is the NIC's own.
struct ZoneUse {
    private let flows: [FlowKey: EncodedFlow]
    private let known: [Cookie: [UInt16]]

    /// - Parameter known: zones that fragments had before the read-back was begun, whatever others have deleted since.
    init(readBack: ReadBack, known: [Cookie: [UInt16]]) {
        flows = readBack.flows
        self.known = known
    }

    /// Zones of a fragment that may remember something else.
    func unknownZones(of fragment: Fragment) -> [UInt16] {
        guard !fragment.zones.isEmpty else { return [] }
        let known = known[fragment.id] ?? []
        return fragment.zones.filter { !known.contains($0) && !isInUse($0, by: fragment) }
    }

    /// Whether the switch has let packets of the zone's port in as this fragment's, and tracked them: who had the zone before
    /// has lost it to that NIC, with a flush. A NIC's way in alone does not say it: a NIC that is not policed has it too, and
    /// tracks nothing.
    private func isInUse(_ zone: UInt16, by fragment: Fragment) -> Bool {
        var (isLetIn, isTracked, tracks) = (false, false, false)
        for flow in fragment.flows.entries {
            if flow.table == Stage.classify.table {
                isLetIn = isLetIn || (isPresent(flow) && flow.decoded().match[.inPort]?.value == UInt128(zone))
            } else if flow.table == Stage.egressTrack.table {
                tracks = true
                isTracked = isPresent(flow)
            }
        }
        return isLetIn && (isTracked || !tracks)
    }

    private func isPresent(_ flow: EncodedFlow) -> Bool { flows[flow.key]?.cookie == flow.cookie }
}
