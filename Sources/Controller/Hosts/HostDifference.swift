import Compiler
import OpenFlow
import Pipeline

/// The modifications that bring a switch from what was read back to what it should have.
struct HostDifference {
    private(set) var batch = ModificationBatch()
    /// Flows found that no feature of Weft made.
    private(set) var foreignFlows = 0
    /// Meters that are new to the switch.
    private var newMeters: Set<UInt32> = []

    /// - Parameters:
    ///   - excluded: fragments of which the switch keeps what it has, whatever is desired.
    ///   - changedMeters: meters that somebody may have made anew.
    ///   - knownZones: connection-tracking zones that fragments had before the read-back was begun.
    ///   - version: what the switch speaks: before 1.5 it cannot tell everything about its groups.
    init(
        readBack: ReadBack, desired all: [Fragment], excluded: [Cookie: Exclusion], marker: Flow,
        changedMeters: Set<UInt32> = [], knownZones: [Cookie: [UInt16]] = [:], version: OpenFlowVersion
    ) {
        let desired = all.filter { excluded[$0.id] == nil }
        let keptGroups = excluded.values.reduce(into: Set<UInt32>()) { $0.formUnion($1.groups) }
        let keptMeters = excluded.values.reduce(into: Set<UInt32>()) { $0.formUnion($1.meters) }
        var flows = readBack.flows
        var groups = readBack.groups
        var meters = readBack.meters
        newMeters = changedMeters
        let zones = ZoneUse(readBack: readBack, known: knownZones)
        for fragment in desired {
            for zone in zones.unknownZones(of: fragment) { batch.appendFlush(ofZone: zone) }
        }
        for fragment in desired {
            for meter in fragment.meters.entries {
                switch meters.removeValue(forKey: meter.id) {
                case nil:
                    batch.append(meter, .add)
                    newMeters.insert(meter.id)
                case meter: break
                case _: batch.append(meter, .modify)
                }
            }
        }
        for fragment in desired {
            for group in fragment.groups.entries {
                let wanted = version < .v1_5 ? EncodedGroup(group.decoded().reduced(to: version)) : group
                switch groups.removeValue(forKey: group.id) {
                case nil: batch.append(group, .add)
                case wanted: break
                case _: batch.append(group, .modify)
                }
            }
        }
        for fragment in desired { for flow in fragment.flows.entries { add(flow, replacing: &flows) } }
        let marker = EncodedFlow(marker)
        let oldMarker = flows.removeValue(forKey: marker.key)
        // Only a stable order leaves the core.
        for found in flows.values.sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) {
            let cookie = Cookie(rawValue: found.cookie)
            if let cookie, excluded[cookie] != nil { continue }
            if cookie == nil { foreignFlows += 1 }
            batch.appendDelete(of: found)
        }
        for id in groups.keys.sorted() where !keptGroups.contains(id) {
            if let group = groups[id] { batch.append(group, .delete) }
        }
        for id in meters.keys.sorted() where !keptMeters.contains(id) {
            if let meter = meters[id] { batch.append(meter, .delete) }
        }
        let isMarked = oldMarker == nil || batch.isOneStep
        if !isMarked { batch.prepend(EncodedFlow(Pipeline.unfinishedMarker)) }
        // Last, as it says that everything before it is there.
        if oldMarker != marker || !isMarked { batch.append(marker) }
    }

    /// Open vSwitch lets flows that send to the controller by a meter outlive it, and does not give them the one of the same
    /// number that is made later: only writing them again does.
    private func usesNewMeter(_ flow: EncodedFlow) -> Bool {
        guard !newMeters.isEmpty else { return false }
        return flow.decoded().instructions.contains { instruction in
            guard case .applyActions(let actions) = instruction else { return false }
            return actions.contains {
                if case .controller(_, _, let meter?) = $0 { newMeters.contains(meter) } else { false }
            }
        }
    }

    private mutating func add(_ flow: EncodedFlow, replacing found: inout [FlowKey: EncodedFlow]) {
        if found.removeValue(forKey: flow.key) != flow || usesNewMeter(flow) { batch.append(flow) }
    }
}
