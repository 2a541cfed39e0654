import Compiler
import OpenFlow

/// What turns one version of a fragment into another, flow by flow and group by group.
struct FragmentDifference {
    private let old: Fragment?
    private let new: Fragment?

    init(from old: Fragment?, to new: Fragment?) {
        self.old = old
        self.new = new
    }

    /// Groups that are new or other than before. They come before every flow of the same step, whichever fragment the
    /// flow belongs to: a switch refuses a flow whose group it does not have.
    func writeGroupAdditions(into batch: inout ModificationBatch) {
        guard let new else { return }
        let oldGroups = Dictionary(
            uniqueKeysWithValues: (old?.groups.entries.map { ($0.id, $0.digest) }) ?? [])
        for group in new.groups.entries where oldGroups[group.id] != group.digest {
            batch.append(group, oldGroups[group.id] == nil ? .add : .modify)
        }
    }

    /// Flows of a fragment that was not there before.
    var newFlowCount: Int { old == nil ? new?.flows.count ?? 0 : 0 }

    /// Flows that are new or other than before.
    func writeFlowAdditions(into batch: inout ModificationBatch) {
        guard let new else { return }
        let oldFlows = Dictionary(uniqueKeysWithValues: (old?.flows.entries.map { ($0.key, $0.digest) }) ?? [])
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
        guard let old else { return }
        let newGroups = Set(new?.groups.entries.map(\.id) ?? [])
        for group in old.groups.entries where !newGroups.contains(group.id) { batch.append(group, .delete) }
    }
}
