import Pipeline
import Topology

/// Who has and gets what, during one update.
struct Audiences {
    /// By who served its network before the update.
    private var before: MemberLists
    private var now: MemberLists
    /// What is to be added to the tally of everybody who serves a network now: added up once, not fragment by fragment.
    fileprivate(set) var tallies: [NetworkID: Tally] = [:]

    /// - Parameters:
    ///   - changed: who served the networks before whose members may have changed.
    ///   - now: who serves each network.
    init(changed: [NetworkID: Set<HostID>], now: [NetworkID: Set<HostID>]) {
        before = MemberLists(now, except: changed)
        self.now = MemberLists(now)
    }

    mutating func had(_ fragment: Fragment) -> HostList { before.hosts(fragment.audience) }
    mutating func has(_ fragment: Fragment) -> HostList { now.hosts(fragment.audience) }
}

extension Engine {
    /// Takes over who serves what now; answers who served the networks concerned before.
    mutating func moveMembers(
        _ memberships: Set<Membership>, _ topology: Topology
    ) -> [NetworkID: Set<HostID>] {
        var before: [NetworkID: Set<HostID>] = [:]
        for network in Set(memberships.map(\.network)) { before[network] = members[network] ?? [] }
        for membership in memberships {
            let isMember = topology.isMember(membership)
            members.set(membership.host, isMember, at: membership.network)
            networks.set(membership.network, isMember, at: membership.host)
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

    /// A host that joined a network gets its unchanged fragments too; one that left it loses them.
    mutating func noteMoves(
        _ memberships: Set<Membership>, membersBefore: [NetworkID: Set<HostID>], except changed: Set<Cookie>,
        in update: inout Update
    ) {
        let moves = memberships.filter {
            membersBefore[$0.network]?.contains($0.host) != members[$0.network, default: []].contains($0.host)
        }
        var unchanged: [NetworkID: [Fragment]] = [:]
        for network in Set(moves.map(\.network)) {
            // Not by `subtracting`, which walks over all that changed.
            let ids = (networkFragments[network] ?? []).filter { !changed.contains($0) }
            unchanged[network] = ids.sorted().compactMap { fragments[$0] }
        }
        for move in moves.sorted() {
            let isMember = members[move.network, default: []].contains(move.host)
            for fragment in unchanged[move.network] ?? [] where !fragment.isKept(from: move.host) {
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
        switch new.audience {
        case .host(let host): tallies[host, default: Tally()] += difference
        case .members(let network, let except):
            audiences.tallies[network, default: Tally()] += difference
            if let except, members[network, default: []].contains(except) {
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

    /// Adds what was kept back for whole networks.
    mutating func addUp(_ differences: [NetworkID: Tally]) {
        for (network, difference) in differences {
            for host in members[network] ?? [] { tallies[host, default: Tally()] += difference }
        }
    }
}

extension Fragment {
    /// Whether this host has a variant of its own.
    func isKept(from host: HostID) -> Bool {
        if case .members(_, let except?) = audience { except == host } else { false }
    }
}
