import Compiler
import OpenFlow

/// What changes for a host, by what it is for: what the rounds are written from.
struct RankedChanges {
    private(set) var knowledge: [FragmentDifference] = []
    /// Rules that change, and those that the host no longer needs.
    private(set) var rules: [FragmentDifference] = []
    private(set) var leftRules: [FragmentDifference] = []
    private(set) var receivers: [FragmentDifference] = []
    private(set) var senders: [FragmentDifference] = []
    /// Meters of the fragments as they were.
    private(set) var oldMeters: Set<UInt32> = []
    /// Meters of the fragments as they will be.
    private(set) var newMeters: Set<UInt32> = []

    init(_ changes: some Sequence<PendingChanges.Change>) {
        for change in changes {
            let difference = FragmentDifference(from: change.old, to: change.new)
            switch change.new?.rank ?? change.old?.rank ?? .send {
            case .know: knowledge.append(difference)
            case .judge where change.isLeft: leftRules.append(difference)
            case .judge: rules.append(difference)
            case .receive: receivers.append(difference)
            case .send: senders.append(difference)
            }
            if let old = change.old, !old.meters.isEmpty { oldMeters.formUnion(old.meters.entries.lazy.map(\.id)) }
            if let new = change.new, !new.meters.isEmpty { newMeters.formUnion(new.meters.entries.lazy.map(\.id)) }
        }
    }
}
