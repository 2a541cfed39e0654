import NetworkTypes
import Topology

/// The enrolled hosts with their states, and when something is to be done about which of them: a turn of the core costs in
/// proportion to the hosts that it touches, not to all.
struct HostTable {
    private var entries: [HostID: Entry] = [:]
    private let periods: CheckPeriods
    /// `HostDeadlines.next`
    private var next = DeadlineIndex()
    /// `HostDeadlines.check`
    private var checks = DeadlineIndex()
    /// `HostDeadlines.wantedCheck`
    private var wantedChecks = DeadlineIndex()

    private struct Entry {
        /// Nil only while it is taken out.
        var state: HostState?
        /// As they stand in the indexes.
        var deadlines = HostDeadlines()
    }

    init(_ periods: CheckPeriods) { self.periods = periods }

    subscript(id: HostID) -> HostState? {
        get { entries[id]?.state }
        _modify {
            if let place = entries.index(forKey: id) {
                // In place: a state is large, and a copy of it would have its lists copied too.
                defer { noteDeadlines(of: id, at: place) }
                yield &entries.values[place].state
            } else {
                var new: HostState?
                defer { if let new { insert(new, id) } }
                yield &new
            }
        }
    }

    private mutating func insert(_ state: HostState, _ id: HostID) {
        entries[id] = Entry(state: state)
        if let place = entries.index(forKey: id) { noteDeadlines(of: id, at: place) }
    }

    private mutating func noteDeadlines(of id: HostID, at place: Dictionary<HostID, Entry>.Index) {
        let new = entries.values[place].state.map { HostDeadlines($0, periods) } ?? HostDeadlines()
        if new != entries.values[place].deadlines {
            entries.values[place].deadlines = new
            next.set(new.next, of: id)
            checks.set(new.check, of: id)
            wantedChecks.set(new.wantedCheck, of: id)
        }
        if entries.values[place].state == nil { entries.remove(at: place) }
    }

    /// Sorted.
    var ids: [HostID] { entries.keys.sorted() }

    /// Hosts of which this holds, sorted. Looks at all of them.
    func ids(where isWanted: (HostState) -> Bool) -> [HostID] {
        var found: [HostID] = []
        for (id, entry) in entries where entry.state.map(isWanted) == true { found.append(id) }
        return found.sorted()
    }

    // MARK: Deadlines

    /// When something is to be done about a host, checks left out.
    mutating func nextDeadline() -> MonotonicTime? { next.earliest() }
    /// Hosts about which something is to be done now, checks left out; sorted.
    mutating func due(at now: MonotonicTime) -> [HostID] { next.due(at: now) }

    /// When a host can be checked.
    mutating func nextCheck() -> MonotonicTime? { checks.earliest() }
    /// Hosts that can be checked now, sorted.
    mutating func checksDue(at now: MonotonicTime) -> [HostID] { checks.due(at: now) }
    /// Hosts that should be checked now, whether there is a moment for it or not; sorted.
    mutating func checksWanted(at now: MonotonicTime) -> [HostID] { wantedChecks.due(at: now) }
}
