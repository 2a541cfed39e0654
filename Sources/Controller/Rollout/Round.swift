import OpenFlow

/// The steps in which a change goes out (DESIGN.md 5.8): receivers before senders when adding, senders before receivers when
/// removing, and so make before break when something moves; and what NICs are judged by is there before them and after them.
enum Round: Int, CaseIterable, Comparable {
    case inform
    case prepareReceivers
    case switchSenders
    case retireReceivers
    case forget

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// Writes what this round does of many fragments' changes: flushed zones, meters, groups, flows, and then what goes, in the
    /// opposite order.
    ///
    /// Deletions name the fragment's own cookie, so a flow that another fragment has taken over in between stays.
    ///
    /// - Parameter heldMeters: meters that the switch has from fragments whose change is held back.
    func write(_ changes: RankedChanges, heldMeters: Set<UInt32>, into batch: inout ModificationBatch) {
        let added = added(changes)
        if !added.isEmpty {
            let present = heldMeters.union(changes.oldMeters)
            for difference in added { difference.writeZoneFlushes(into: &batch) }
            for difference in added { difference.writeMeterAdditions(present, into: &batch) }
            for difference in added { difference.writeGroupAdditions(into: &batch) }
            batch.reserveCapacity(added.reduce(batch.count) { $0 + $1.newFlowCount })
            for difference in added { difference.writeFlowAdditions(into: &batch) }
        }
        let removed = removed(changes)
        if !removed.isEmpty {
            for difference in removed { difference.writeFlowRemovals(into: &batch) }
            for difference in removed { difference.writeGroupRemovals(into: &batch) }
            let kept = heldMeters.union(changes.newMeters)
            for difference in removed { difference.writeMeterRemovals(kept, into: &batch) }
        }
    }

    /// What gets its additions now.
    private func added(_ changes: RankedChanges) -> [FragmentDifference] {
        switch self {
        case .inform: changes.knowledge + changes.rules
        case .prepareReceivers: changes.receivers
        case .switchSenders: changes.senders
        case .retireReceivers, .forget: []
        }
    }

    /// What loses now what is no more of it.
    private func removed(_ changes: RankedChanges) -> [FragmentDifference] {
        switch self {
        // A rule that takes the place of another does so at once: both have one priority.
        case .inform: changes.rules
        case .prepareReceivers: []
        case .switchSenders: changes.senders
        case .retireReceivers: changes.receivers
        case .forget: changes.knowledge + changes.leftRules
        }
    }
}
