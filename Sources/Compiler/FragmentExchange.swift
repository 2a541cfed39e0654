import Pipeline

/// What an update took away and what it put in place, until the two are matched.
struct FragmentExchange {
    struct Change {
        let id: Cookie
        let old: Fragment?
        let new: Fragment?
    }

    private var removed: [Cookie: Fragment] = [:]
    private var added: [Fragment] = []

    mutating func remove(_ fragment: Fragment) { removed[fragment.id] = fragment }
    mutating func add(_ fragment: Fragment) { added.append(fragment) }

    /// What differs, in the order of cookies.
    consuming func changes() -> [Change] {
        var changes: [Change] = []
        changes.reserveCapacity(added.count + removed.count)
        for new in added {
            let old = removed.isEmpty ? nil : removed.removeValue(forKey: new.id)
            if old != new { changes.append(Change(id: new.id, old: old, new: new)) }
        }
        for (id, old) in removed { changes.append(Change(id: id, old: old, new: nil)) }
        // By numbers and places: fragments are not moved to be compared.
        let order = changes.indices.map { (id: changes[$0].id.rawValue, place: Int32($0)) }.sorted { $0.id < $1.id }
        return order.map { changes[Int($0.place)] }
    }
}
