import NetworkTypes
import Topology

/// One moment for each of many hosts: which comes first, and which have come.
struct DeadlineIndex {
    private var moments: [HostID: MonotonicTime] = [:]
    /// The first of all; not known when it went.
    private var first: MonotonicTime?
    private var isFirstKnown = true

    /// Nil when a host waits for nothing.
    mutating func set(_ moment: MonotonicTime?, of host: HostID) {
        let old = moments[host]
        guard moment != old else { return }
        moments[host] = moment
        guard isFirstKnown else { return }
        if let old, old == first { isFirstKnown = false }
        if let moment, first.map({ moment <= $0 }) ?? true { (first, isFirstKnown) = (moment, true) }
    }

    /// The first moment of all.
    mutating func earliest() -> MonotonicTime? {
        if !isFirstKnown { (first, isFirstKnown) = (moments.values.min(), true) }
        return first
    }

    /// Whose moment has come, sorted.
    mutating func due(at now: MonotonicTime) -> [HostID] {
        guard let first = earliest(), first <= now else { return [] }
        return moments.lazy.filter { $0.value <= now }.map(\.key).sorted()
    }
}
