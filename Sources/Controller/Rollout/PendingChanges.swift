import Compiler
import Pipeline
import Topology

/// Changes of fragments that are compiled and not yet on their way, the newest per host and fragment.
///
/// While a rollout runs, later changes gather here; a change that supersedes another takes over its beginning, and one
/// that leads back to where the host already is disappears.
struct PendingChanges {
    struct Change {
        var old: Fragment?
        var new: Fragment?
        var hosts: HostList
        /// Others have the fragment still: the hosts left those who get it.
        var isLeft = false
    }

    /// Per fragment: changes whose sets of hosts are disjoint.
    private(set) var changes: [Cookie: [Change]] = [:]

    var isEmpty: Bool { changes.isEmpty }

    /// Everyone who is to be told something.
    var hosts: Set<HostID> {
        changes.values.reduce(into: []) { hosts, list in for change in list { hosts.formUnion(change.hosts) } }
    }

    /// Whether a host is one of them.
    func concerns(_ host: HostID) -> Bool {
        changes.values.contains { list in list.contains { $0.hosts.contains(host) } }
    }

    mutating func add(_ items: [Update.Item]) {
        for item in items {
            guard let id = item.old?.id ?? item.new?.id else { continue }
            changes[id] = merge(item, into: changes[id] ?? [])
            if changes[id]?.isEmpty == true { changes[id] = nil }
        }
    }

    private func merge(_ item: Update.Item, into existing: [Change]) -> [Change] {
        // Nearly always: the list is taken over as it is, which many fragments share.
        if existing.isEmpty { return [Change(old: item.old, new: item.new, hosts: item.hosts)] }
        var result: [Change] = []
        var rest = Set(item.hosts)
        for change in existing {
            let hosts = Set(change.hosts)
            let common = hosts.intersection(rest)
            let untouched = hosts.subtracting(common)
            if !untouched.isEmpty {
                result.append(Change(old: change.old, new: change.new, hosts: HostList(untouched)))
            }
            if !common.isEmpty, change.old != item.new {
                result.append(Change(old: change.old, new: item.new, hosts: HostList(common)))
            }
            rest.subtract(common)
        }
        if !rest.isEmpty { result.append(Change(old: item.old, new: item.new, hosts: HostList(rest))) }
        return result
    }

    /// Forgets what was to be told to a host: it is read back, or away, and then gets the newest state whole.
    mutating func drop(_ host: HostID) {
        for (id, list) in changes where list.contains(where: { $0.hosts.contains(host) }) {
            let rest = list.compactMap { change -> Change? in
                var change = change
                change.hosts = change.hosts.removing(host)
                return change.hosts.isEmpty ? nil : change
            }
            changes[id] = rest.isEmpty ? nil : rest
        }
    }

    /// Hands everything over, in the order of fragments.
    mutating func take() -> [Change] {
        defer { changes = [:] }
        return changes.sorted { $0.key < $1.key }.flatMap(\.value)
    }
}

extension [PendingChanges.Change] {
    /// Which of them concern each host: their places, ascending.
    func placesByHost() -> [HostID: [Int32]] {
        var numbering = HostNumbering()
        var places: [[Int32]] = []
        for (place, change) in enumerated() {
            numbering.forEach(in: change.hosts) { number in
                while number >= places.count { places.append([]) }
                places[number].append(Int32(place))
            }
        }
        return Dictionary(uniqueKeysWithValues: zip(numbering.hosts, places).filter { !$0.1.isEmpty })
    }
}
