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

    /// Writes what this round does of one fragment's change.
    ///
    /// Deletions name the fragment's own cookie, so a flow that another fragment has taken over in between stays.
    func write(_ change: PendingChanges.Change, into batch: inout ModificationBatch) {
        let rank = change.new?.rank ?? change.old?.rank ?? .send
        switch self {
        case .prepareReceivers where rank == .receive, .switchSenders where rank == .send:
            FragmentDifference(from: change.old, to: change.new).writeAdditions(into: &batch)
            if rank == .send { FragmentDifference(from: change.old, to: change.new).writeRemovals(into: &batch) }
        case .retireReceivers where rank == .receive:
            FragmentDifference(from: change.old, to: change.new).writeRemovals(into: &batch)
        default:
            break
        }
    }
}
