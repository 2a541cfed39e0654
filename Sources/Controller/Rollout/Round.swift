import Compiler
import OpenFlow
import Topology

/// The three steps in which a change goes out (DESIGN.md 5.8): receivers before senders when adding, senders before
/// receivers when removing, and so make before break when something moves.
enum Round: Int, CaseIterable, Comparable {
    case prepareReceivers
    case switchSenders
    case retireReceivers

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// Writes what this round does of many fragments' changes: meters, groups, flows, and then what goes, in the opposite order.
    ///
    /// Deletions name the fragment's own cookie, so a flow that another fragment has taken over in between stays.
    ///
    /// - Parameter heldMeters: meters that the switch has from fragments whose change is held back.
    func write(
        _ changes: [PendingChanges.Change], heldMeters: Set<UInt32>, into batch: inout ModificationBatch
    ) {
        let added = differences(changes, self == .prepareReceivers ? .receive : .send)
        let removed = differences(changes, self == .retireReceivers ? .receive : .send)
        if self != .retireReceivers {
            let present = heldMeters.union(changes.lazy.flatMap { $0.old?.meterIDs ?? [] })
            for difference in added { difference.writeMeterAdditions(present, into: &batch) }
            for difference in added { difference.writeGroupAdditions(into: &batch) }
            batch.reserveCapacity(added.reduce(batch.count) { $0 + $1.newFlowCount })
            for difference in added { difference.writeFlowAdditions(into: &batch) }
        }
        if self != .prepareReceivers {
            for difference in removed { difference.writeFlowRemovals(into: &batch) }
            for difference in removed { difference.writeGroupRemovals(into: &batch) }
            let kept = heldMeters.union(changes.lazy.flatMap { $0.new?.meterIDs ?? [] })
            for difference in removed { difference.writeMeterRemovals(kept, into: &batch) }
        }
    }

    private func differences(_ changes: [PendingChanges.Change], _ rank: Rank) -> [FragmentDifference] {
        changes.lazy.filter { ($0.new?.rank ?? $0.old?.rank ?? .send) == rank }
            .map { FragmentDifference(from: $0.old, to: $0.new) }
    }
}

extension Fragment {
    fileprivate var meterIDs: [UInt32] { meters.isEmpty ? [] : meters.entries.map(\.id) }
}
