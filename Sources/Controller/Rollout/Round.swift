import OpenFlow

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
    func write(_ changes: RankedChanges, heldMeters: Set<UInt32>, into batch: inout ModificationBatch) {
        if self != .retireReceivers {
            let added = self == .prepareReceivers ? changes.receivers : changes.senders
            let present = heldMeters.union(changes.oldMeters)
            for difference in added { difference.writeMeterAdditions(present, into: &batch) }
            for difference in added { difference.writeGroupAdditions(into: &batch) }
            batch.reserveCapacity(added.reduce(batch.count) { $0 + $1.newFlowCount })
            for difference in added { difference.writeFlowAdditions(into: &batch) }
        }
        if self != .prepareReceivers {
            let removed = self == .retireReceivers ? changes.receivers : changes.senders
            for difference in removed { difference.writeFlowRemovals(into: &batch) }
            for difference in removed { difference.writeGroupRemovals(into: &batch) }
            let kept = heldMeters.union(changes.newMeters)
            for difference in removed { difference.writeMeterRemovals(kept, into: &batch) }
        }
    }
}
