import Pipeline
import Topology

/// Who has and gets what, during one update.
struct Audiences {
    /// By who was in its circle before the update.
    private var before: MemberLists
    private var now: MemberLists
    /// What is to be added to the tally of everybody who is in a circle now: added up once, not fragment by fragment.
    fileprivate(set) var tallies: [Circle: Tally] = [:]

    /// - Parameters:
    ///   - changed: who was in the circles before whose members may have changed.
    ///   - now: who is in each circle.
    init(changed: [Circle: Set<HostID>], now: [Circle: Set<HostID>]) {
        before = MemberLists(now, except: changed)
        self.now = MemberLists(now)
    }

    mutating func had(_ fragment: Fragment) -> HostList { before.hosts(fragment.audience) }
    mutating func has(_ fragment: Fragment) -> HostList { now.hosts(fragment.audience) }
}

extension Engine {
    /// Takes over who is in what circle now; answers who was in those concerned before.
    mutating func moveMembers(_ places: [Place], _ topology: Topology) -> [Circle: Set<HostID>] {
        var before: [Circle: Set<HostID>] = [:]
        for circle in Set(places.map(\.circle)) { before[circle] = members[circle] ?? [] }
        for place in places {
            let isIn = topology.isIn(place)
            members.set(place.host, isIn, at: place.circle)
            circles.set(place.circle, isIn, at: place.host)
        }
        return before
    }

    /// A fragment came, went or is another now.
    mutating func note(_ old: Fragment?, _ new: Fragment?, _ audiences: inout Audiences, in update: inout Update) {
        switch (old, new) {
        case (nil, nil): break
        case (let old?, nil): add(old, nil, audiences.had(old), to: &update)
        case (nil, let new?): addToAll(nil, new, &audiences, to: &update)
        case (let old?, let new?):
            let (had, has) = (audiences.had(old), audiences.has(new))
            if had == has { return addToAll(old, new, &audiences, to: &update) }
            let (before, now) = (Set(had), Set(has))
            add(old, new, HostList(before.intersection(now)), to: &update)
            add(old, nil, HostList(before.subtracting(now)), to: &update)
            add(nil, new, HostList(now.subtracting(before)), to: &update)
        }
    }

    /// A host that joined a circle gets its unchanged fragments too; one that left it loses them.
    mutating func noteMoves(
        _ places: [Place], membersBefore: [Circle: Set<HostID>], except changed: Set<Cookie>, in update: inout Update
    ) {
        let moves = places.filter {
            membersBefore[$0.circle]?.contains($0.host) != members[$0.circle, default: []].contains($0.host)
        }
        var unchanged: [Circle: [Fragment]] = [:]
        for circle in Set(moves.map(\.circle)) {
            // Not by `subtracting`, which walks over all that changed.
            let ids = (circleFragments[circle] ?? []).filter { !changed.contains($0) }
            unchanged[circle] = ids.sorted().compactMap { fragments[$0] }
        }
        for move in moves.sorted() {
            let isMember = members[move.circle, default: []].contains(move.host)
            for fragment in unchanged[move.circle] ?? [] where !fragment.isKept(from: move.host) {
                let (old, new) = isMember ? (nil, fragment) : (fragment, nil)
                add(old, new, [move.host], to: &update)
            }
        }
    }

    /// For everybody who gets `new` now.
    private mutating func addToAll(
        _ old: Fragment?, _ new: Fragment, _ audiences: inout Audiences, to update: inout Update
    ) {
        let hosts = audiences.has(new)
        guard !hosts.isEmpty else { return }
        let difference = Tally(new) - Tally(old)
        if case .host(let host) = new.audience { tallies[host, default: Tally()] += difference }
        if let circle = new.audience.circle {
            audiences.tallies[circle, default: Tally()] += difference
            if let except = new.audience.exception, members[circle, default: []].contains(except) {
                tallies[except, default: Tally()] -= difference
            }
        }
        update.items.append(Update.Item(old: old, new: new, hosts: hosts))
    }

    private mutating func add(_ old: Fragment?, _ new: Fragment?, _ hosts: HostList, to update: inout Update) {
        guard !hosts.isEmpty else { return }
        let difference = Tally(new) - Tally(old)
        for host in hosts { tallies[host, default: Tally()] += difference }
        update.items.append(Update.Item(old: old, new: new, hosts: hosts))
    }

    /// Adds what was kept back for whole circles.
    mutating func addUp(_ differences: [Circle: Tally]) {
        for (circle, difference) in differences {
            for host in members[circle] ?? [] { tallies[host, default: Tally()] += difference }
        }
    }
}

extension Fragment {
    /// Whether this host has a variant of its own.
    func isKept(from host: HostID) -> Bool {
        audience.exception == host
    }
}
