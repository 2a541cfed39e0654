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
    public internal(set) var digests: [HostID: UInt64] = [:]
    /// Units computed since the beginning.
    public private(set) var unitsComputed = 0

    private var outputs: [Unit: [Cookie]] = [:]
    private var reads: [Unit: [Input]] = [:]
    private var readers: [Input: Set<Unit>] = [:]
    private var hostFragments: [HostID: Set<Cookie>] = [:]
    var networkFragments: [NetworkID: Set<Cookie>] = [:]
    /// Who serves a network, as of the last update.
    var members: [NetworkID: Set<HostID>] = [:]
    var networks: [HostID: Set<NetworkID>] = [:]

    public init() {}

    /// Everything from nothing.
    public init(compiling topology: Topology) {
        _ = update(topology.everything(), topology)
    }

    /// What a host should have, in the order of cookies.
    public func desired(for host: HostID) -> [Fragment] {
        var ids = hostFragments[host] ?? []
        for network in networks[host] ?? [] { ids.formUnion(networkFragments[network] ?? []) }
        return ids.sorted().compactMap { fragments[$0] }.filter { !$0.isKept(from: host) }
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
        var audiences = Audiences(changed: before, now: members)
        var update = Update(unitsComputed: dirty.count)
        var changed: Set<Cookie> = []
        for (id, change) in replaced.sorted(by: { $0.key < $1.key }) where change.old != change.new {
            changed.insert(id)
            note(change.old, change.new, &audiences, in: &update)
        }
        noteMoves(changes.memberships, membersBefore: before, except: changed, in: &update)
        addUp(audiences.digests)
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
            dirty.formUnion([.flood(network), .replication(network)])
            touch(.network(network))
        }
        for nic in changes.nics {
            dirty.insert(.nic(nic))
            touch(.nic(nic))
        }
        for membership in changes.memberships {
            dirty.formUnion(
                [.tunnelInput(membership), .localGroup(membership), .replication(membership.network)])
        }
        for membership in changes.localNICs { dirty.insert(.localGroup(membership)) }
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
        record(compiled.inputs.filter { !isSeed($0, of: unit) }, of: unit)
    }

    /// What makes a unit dirty by its own identity (`dirtyUnits`) needs no record.
    private func isSeed(_ input: Input, of unit: Unit) -> Bool {
        switch (unit, input) {
        case (.base(let own), .host(let read)): own == read
        case (.flood(let own), .network(let read)): own == read
        case (.replication(let own), .network(let read)): own == read
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
