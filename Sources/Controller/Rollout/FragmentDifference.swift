import Compiler
import OpenFlow

/// What turns one version of a fragment into another: zone by zone, meter by meter, group by group and flow by flow.
struct FragmentDifference {
    private let old: Fragment?
    private let new: Fragment?

    init(from old: Fragment?, to new: Fragment?) {
        self.old = old
        self.new = new
    }

    /// Zones that the fragment did not use before, before everything that uses them: what they remember is another NIC's, or
    /// older than what the switch was told of this one since.
    func writeZoneFlushes(into batch: inout ModificationBatch) {
        guard let new, !new.zones.isEmpty else { return }
        let known = old?.zones ?? []
        for zone in new.zones where !known.contains(zone) { batch.appendFlush(ofZone: zone) }
    }

    /// Meters that are new or other than before, before everything that uses them.
    ///
    /// - Parameter present: meters that the switch has from another fragment, which goes in the same change: a port's number
    ///   serves another NIC at once.
    func writeMeterAdditions(_ present: Set<UInt32>, into batch: inout ModificationBatch) {
        guard let new, !new.meters.isEmpty else { return }
        let oldMeters = Dictionary((old?.meters.entries.map { ($0.id, $0.digest) }) ?? []) { $1 }
        for meter in new.meters.entries where oldMeters[meter.id] != meter.digest {
            let exists = oldMeters[meter.id] != nil || present.contains(meter.id)
            batch.append(meter, exists ? .modify : .add)
        }
    }

    /// Meters that are no more, after every flow, as a switch deletes a meter's flows with it.
    ///
    /// - Parameter kept: meters that another fragment has from now on.
    func writeMeterRemovals(_ kept: Set<UInt32>, into batch: inout ModificationBatch) {
        guard let old, !old.meters.isEmpty else { return }
        let newMeters = Set(new?.meters.entries.map(\.id) ?? []).union(kept)
        for meter in old.meters.entries where !newMeters.contains(meter.id) { batch.append(meter, .delete) }
    }

    /// Groups that are new or other than before. They come before every flow of the same step, whichever fragment the
    /// flow belongs to: a switch refuses a flow whose group it does not have.
    func writeGroupAdditions(into batch: inout ModificationBatch) {
        guard let new, !new.groups.isEmpty else { return }
        let oldGroups = Dictionary((old?.groups.entries.map { ($0.id, $0.digest) }) ?? []) { $1 }
        for group in new.groups.entries where oldGroups[group.id] != group.digest {
            batch.append(group, oldGroups[group.id] == nil ? .add : .modify)
        }
    }

    /// Flows of a fragment that was not there before.
    var newFlowCount: Int { old == nil ? new?.flows.count ?? 0 : 0 }

    /// Flows that are new or other than before.
    func writeFlowAdditions(into batch: inout ModificationBatch) {
        guard let new else { return }
        guard let old else { return batch.append(new.flows) }
        let oldFlows = Dictionary(old.flows.entries.map { ($0.key, $0.digest) }) { $1 }
        for flow in new.flows.entries where oldFlows[flow.key] != flow.digest { batch.append(flow) }
    }

    /// Flows that are no more.
    func writeFlowRemovals(into batch: inout ModificationBatch) {
        guard let old else { return }
        let newFlows = Set(new?.flows.entries.map(\.key) ?? [])
        for flow in old.flows.entries where !newFlows.contains(flow.key) { batch.appendDelete(of: flow) }
    }

    /// Groups that are no more; after every flow, as a switch deletes a group's flows with it.
    func writeGroupRemovals(into batch: inout ModificationBatch) {
        guard let old, !old.groups.isEmpty else { return }
        let newGroups = Set(new?.groups.entries.map(\.id) ?? [])
        for group in old.groups.entries where !newGroups.contains(group.id) { batch.append(group, .delete) }
    }
}
