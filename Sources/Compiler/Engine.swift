public import Pipeline
public import Topology

/// Derives what every host should have, incrementally.
///
/// A change of the graph makes the units dirty that read what changed; only those are computed again, and the
/// difference is told per fragment, together with the hosts concerned. What the engine holds after any sequence of
/// changes equals what it holds when built from nothing (`Engine(compiling:)`); every scenario asserts that.
public struct Engine: Sendable {
    public private(set) var fragments: [Cookie: Fragment] = [:]
    /// Digest of each host's desired state: the sum over its fragments.
    public private(set) var digests: [HostID: UInt64] = [:]
    /// Units computed since the beginning.
    public private(set) var unitsComputed = 0

    private var outputs: [Unit: [Cookie]] = [:]
    private var reads: [Unit: [Input]] = [:]
    private var readers: [Input: Set<Unit>] = [:]
    private var hostFragments: [HostID: Set<Cookie>] = [:]
    private var networkFragments: [NetworkID: Set<Cookie>] = [:]
    /// Who serves a network, as of the last update.
    private var members: [NetworkID: Set<HostID>] = [:]
    private var networks: [HostID: Set<NetworkID>] = [:]

    public init() {}

    /// Everything from nothing.
    public init(compiling topology: Topology) {
        _ = update(topology.everything(), topology)
    }

    /// What a host should have, in the order of cookies.
    public func desired(for host: HostID) -> [Fragment] {
        var ids = hostFragments[host] ?? []
        for network in networks[host] ?? [] { ids.formUnion(networkFragments[network] ?? []) }
        return ids.sorted().compactMap { fragments[$0] }.filter {
            $0.audience != .members(of: $0.network, except: host)
        }
    }

    /// Applies a change of the graph and tells what changes on which hosts.
    public mutating func update(_ changes: ChangeSet, _ topology: Topology) -> Update {
        let dirty = dirtyUnits(of: changes)
        let before = moveMembers(changes.memberships, topology)
        var replaced: [Cookie: (old: Fragment?, new: Fragment?)] = [:]
        let units = dirty.sorted()
        for start in stride(from: 0, to: units.count, by: Self.wave) {
            let wave = units[start..<min(units.count, start + Self.wave)]
            for (unit, new) in zip(wave, CompiledUnit.all(wave, topology)) { replace(unit, new, &replaced) }
        }
        var update = Update(unitsComputed: dirty.count)
        for (_, change) in replaced.sorted(by: { $0.key < $1.key }) where change.old != change.new {
            note(change.old, change.new, membersBefore: before, in: &update)
        }
        for membership in changes.memberships.sorted() {
            noteAudience(of: membership, membersBefore: before, except: replaced, in: &update)
        }
        for host in changes.hosts where topology.hosts[host] == nil { digests[host] = nil }
        return update
    }
}

// MARK: - Units

extension Engine {
    private func dirtyUnits(of changes: ChangeSet) -> Set<Unit> {
        var dirty: Set<Unit> = []
        func touch(_ input: Input) { dirty.formUnion(readers[input] ?? []) }
        for host in changes.hosts {
            dirty.insert(.base(host))
            touch(.host(host))
        }
        for network in changes.networks {
            dirty.insert(.flood(network))
            touch(.network(network))
        }
        for nic in changes.nics {
            dirty.insert(.nic(nic))
            touch(.nic(nic))
        }
        for membership in changes.memberships {
            dirty.formUnion([.tunnelInput(membership), .replication(membership), .localGroup(membership)])
            touch(.members(membership.network))
        }
        for membership in changes.localNICs { touch(.localNICs(membership)) }
        return dirty
    }

    /// Units that are computed before what came of them is put in place: this many are held twice.
    private static let wave = 8192

    private mutating func replace(
        _ unit: Unit, _ compiled: CompiledUnit, _ replaced: inout [Cookie: (old: Fragment?, new: Fragment?)]
    ) {
        unitsComputed += 1
        let new = compiled.fragments
        for id in outputs[unit] ?? [] {
            let old = fragments.removeValue(forKey: id)
            if let old { index(old, isPresent: false) }
            replaced[id] = (replaced[id]?.old ?? old, nil)
        }
        for fragment in new {
            precondition(fragments[fragment.id] == nil, "two units made the fragment \(fragment.id)")
            fragments[fragment.id] = fragment
            index(fragment, isPresent: true)
            replaced[fragment.id] = (replaced[fragment.id]?.old, fragment)
        }
        outputs[unit] = new.isEmpty ? nil : new.map(\.id)
        record(new.isEmpty && compiled.inputs.allSatisfy { isSeed($0, of: unit) } ? [] : compiled.inputs, of: unit)
    }

    /// An absent object's unit is found by its own identity alone and needs no record.
    private func isSeed(_ input: Input, of unit: Unit) -> Bool {
        switch (unit, input) {
        case (.base(let own), .host(let read)): own == read
        case (.flood(let own), .network(let read)): own == read
        case (.nic(let own), .nic(let read)): own == read
        default: false
        }
    }

    private mutating func record(_ inputs: [Input], of unit: Unit) {
        let old = reads[unit] ?? []
        // Mostly a unit reads again what it read before, in the same order.
        guard old != inputs else { return }
        let (had, has) = (Set(old), Set(inputs))
        for input in old where !has.contains(input) { readers.set(unit, false, at: input) }
        for input in inputs where !had.contains(input) { readers.set(unit, true, at: input) }
        reads[unit] = inputs.isEmpty ? nil : inputs
    }

    private mutating func index(_ fragment: Fragment, isPresent: Bool) {
        switch fragment.audience {
        case .host(let host): hostFragments.set(fragment.id, isPresent, at: host)
        case .members(let network, _): networkFragments.set(fragment.id, isPresent, at: network)
        }
    }
}

// MARK: - Audiences

extension Engine {
    /// Takes over who serves what now; answers who served the networks concerned before.
    private mutating func moveMembers(
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

    /// The hosts of an audience, by who serves its network now, or by `before` for the networks that it names.
    private func hosts(_ audience: Audience, before: [NetworkID: Set<HostID>] = [:]) -> Set<HostID> {
        switch audience {
        case .host(let host): return [host]
        case .members(let network, let except):
            var hosts = before[network] ?? members[network] ?? []
            if let except { hosts.remove(except) }
            return hosts
        }
    }

    private mutating func note(
        _ old: Fragment?, _ new: Fragment?, membersBefore: [NetworkID: Set<HostID>], in update: inout Update
    ) {
        let had = old.map { hosts($0.audience, before: membersBefore) } ?? []
        let has = new.map { hosts($0.audience) } ?? []
        add(old, new, had.intersection(has), to: &update)
        add(old, nil, had.subtracting(has), to: &update)
        add(nil, new, has.subtracting(had), to: &update)
    }

    /// A host that joined a network gets its unchanged fragments too; one that left it loses them.
    private mutating func noteAudience(
        of membership: Membership, membersBefore: [NetworkID: Set<HostID>],
        except replaced: [Cookie: (old: Fragment?, new: Fragment?)], in update: inout Update
    ) {
        let was = membersBefore[membership.network]?.contains(membership.host) ?? false
        let isNow = members[membership.network]?.contains(membership.host) ?? false
        guard was != isNow else { return }
        for id in (networkFragments[membership.network] ?? []).sorted() {
            if let change = replaced[id], change.old != change.new { continue }
            guard let fragment = fragments[id],
                fragment.audience != .members(of: membership.network, except: membership.host)
            else { continue }
            add(was ? fragment : nil, isNow ? fragment : nil, [membership.host], to: &update)
        }
    }

    private mutating func add(_ old: Fragment?, _ new: Fragment?, _ hosts: Set<HostID>, to update: inout Update) {
        guard !hosts.isEmpty, old != nil || new != nil else { return }
        for host in hosts { digests[host, default: 0] &+= (new?.digest ?? 0) &- (old?.digest ?? 0) }
        update.items.append(Update.Item(old: old, new: new, hosts: hosts.sorted()))
    }
}

extension Fragment {
    /// The network whose members get it, for comparisons of audiences.
    fileprivate var network: NetworkID {
        if case .members(let network, _) = audience { network } else { NetworkID(tenant: "", name: "") }
    }
}
