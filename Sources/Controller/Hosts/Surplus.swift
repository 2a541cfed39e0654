import Compiler
import OpenFlow
import Pipeline

/// What is surely not wanted of a part of what a switch has, to be deleted before the rest is read.
///
/// A flow that is wanted with other contents stays: the repair replaces it once everything has been read. So do flows,
/// groups and meters of fragments whose change is held back.
struct Surplus {
    /// In bounded parts, in the order in which they are to be sent.
    private(set) var batches: [ModificationBatch] = []
    private(set) var flows: [EncodedFlow] = []
    private(set) var groups: [EncodedGroup] = []
    private(set) var meters: [EncodedMeter] = []

    /// Modifications in one batch at most. Open vSwitch takes a few dozen messages between looks at everything else, so that
    /// one with this many flows answers nothing for seconds while it reads a large bundle.
    static let batchLimit = 500

    var count: Int { flows.count + groups.count + meters.count }

    /// - Parameters:
    ///   - readBack: what was read so far.
    ///   - desired: everything that the switch should have.
    ///   - excluded: fragments of which the switch keeps what it has.
    init(readBack: ReadBack, desired: [Fragment], excluded: [Cookie: Exclusion]) {
        let marker = EncodedFlow(Pipeline.unfinishedMarker)
        var wanted: Set<FlowKey> = [marker.key]
        var keptGroups: Set<UInt32> = []
        var keptMeters: Set<UInt32> = []
        for fragment in desired {
            for flow in fragment.flows.entries { wanted.insert(flow.key) }
            keptGroups.formUnion(fragment.groups.entries.lazy.map(\.id))
            keptMeters.formUnion(fragment.meters.entries.lazy.map(\.id))
        }
        for exclusion in excluded.values {
            keptGroups.formUnion(exclusion.groups)
            keptMeters.formUnion(exclusion.meters)
        }
        // Only a stable order leaves the core.
        flows = readBack.flows.values
            .filter { flow in
                !wanted.contains(flow.key) && Cookie(rawValue: flow.cookie).map { excluded[$0] == nil } ?? true
            }
            .sorted { $0.precedes($1) }
        groups = readBack.groups.values.filter { !keptGroups.contains($0.id) }.sorted { $0.id < $1.id }
        meters = readBack.meters.values.filter { !keptMeters.contains($0.id) }.sorted { $0.id < $1.id }
        // First, as what the switch has is no state from then on.
        append { $0.append(marker) }
        for flow in flows { append { $0.appendDelete(of: flow) } }
        for group in groups { append { $0.append(group, .delete) } }
        for meter in meters { append { $0.append(meter, .delete) } }
    }

    private mutating func append(_ write: (inout ModificationBatch) -> Void) {
        if batches.last.map({ $0.count >= Self.batchLimit }) ?? true { batches.append(ModificationBatch()) }
        write(&batches[batches.count - 1])
    }
}
