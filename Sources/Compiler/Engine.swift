public import Pipeline
public import Topology

/// Derives what every host should have, incrementally.
///
/// A change of the graph makes the units dirty that read what changed; only those are computed again, and the
/// difference is told per fragment, together with the hosts concerned. What the engine holds after any sequence of
/// changes equals what it holds when built from nothing (`Engine(compiling:)`); every scenario asserts that.
public struct Engine: Sendable {
    public private(set) var fragments: [Cookie: Fragment] = [:]
    /// What each host should have, added up.
    public internal(set) var tallies: [HostID: Tally] = [:]
    /// Units computed since the beginning.
    public private(set) var unitsComputed = 0

    private var units = UnitTable()
    /// NICs could be policed as of the last update.
    private var usedPolicy = false
    private var hostFragments: [HostID: Set<Cookie>] = [:]
    var circleFragments: [Circle: Set<Cookie>] = [:]
    /// Who is in a circle, as of the last update.
    var members: [Circle: Set<HostID>] = [:]
    var circles: [HostID: Set<Circle>] = [:]

    public init() {}

    /// Everything from nothing.
    public init(compiling topology: Topology) {
        _ = update(topology.everything(), topology)
    }

    /// What a host should have, in the order of cookies.
    public func desired(for host: HostID) -> [Fragment] {
        var ids = hostFragments[host] ?? []
        for circle in circles[host] ?? [] { ids.formUnion(circleFragments[circle] ?? []) }
        return ids.sorted().compactMap { fragments[$0] }.filter { !$0.isKept(from: host) }
    }

    /// Applies a change of the graph and tells what changes on which hosts.
    public mutating func update(_ changes: ChangeSet, _ topology: Topology) -> Update {
        let dirty = dirtyUnits(of: changes, topology)
        let places = changes.places
        let before = moveMembers(places, topology)
        var exchange = FragmentExchange()
        if dirty.count > Self.many { reserve(dirty.count) }
        // In any order: none of them looks at what came of another one.
        UnitWaves(dirty, topology).compute { replace($0, &exchange) }
        var audiences = Audiences(changed: before, now: members)
        var update = Update(unitsComputed: dirty.count)
        let exchanged = exchange.changes()
        for change in exchanged { note(change.old, change.new, &audiences, in: &update) }
        // In a cold start everything is new, and nothing is looked for that is not.
        if exchanged.count(where: { $0.new != nil }) < fragments.count {
            let changed = Set(exchanged.lazy.map(\.id))
            noteMoves(places, membersBefore: before, except: changed, in: &update)
        }
        addUp(audiences.tallies)
        for host in changes.hosts where topology.hosts[host] == nil { tallies[host] = nil }
        return update
    }
}

// MARK: - Units

extension Engine {
    /// Units that are to be computed, each once.
    private mutating func dirtyUnits(of changes: ChangeSet, _ topology: Topology) -> [Unit] {
        let usesPolicy = topology.usesAnyGroups
        let seeds = Seeds(changes, topology, isPolicyUsed: usesPolicy || usedPolicy)
        usedPolicy = usesPolicy
        var dirty = seeds.units
        // Those that read what changed, as far as they are not among them.
        var readers: Set<Unit> = []
        for input in seeds.inputs { readers.formUnion(units.readers(of: input)) }
        dirty += readers.filter { !seeds.contains($0) }
        return dirty
    }

    /// From so many units on tables get their room at once.
    private static let many = 8192

    private mutating func replace(_ compiled: CompiledUnit, _ exchange: inout FragmentExchange) {
        unitsComputed += 1
        for id in units.record(compiled.unit, fragments: compiled.cookies, inputs: compiled.inputs) {
            guard let old = fragments.removeValue(forKey: id) else { continue }
            index(old, isPresent: false)
            exchange.remove(old)
        }
        for fragment in compiled.fragments {
            let former = fragments.updateValue(fragment, forKey: fragment.id)
            precondition(former == nil, "two units made the fragment \(fragment.id)")
            index(fragment, isPresent: true)
            exchange.add(fragment)
        }
    }

    /// Makes room for what comes of so many units.
    private mutating func reserve(_ count: Int) {
        units.reserve(count)
        fragments.reserveCapacity(fragments.count + count)
    }

    private mutating func index(_ fragment: Fragment, isPresent: Bool) {
        switch fragment.audience {
        case .host(let host): hostFragments.set(fragment.id, isPresent, at: host)
        case .members(let network, _): circleFragments.set(fragment.id, isPresent, at: .network(network))
        case .servers(let group): circleFragments.set(fragment.id, isPresent, at: .group(group))
        }
    }
}
