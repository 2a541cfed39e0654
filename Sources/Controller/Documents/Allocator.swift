import NetworkTypes

/// Gives out numbers by name and remembers them: what has a name has its number for ever.
///
/// A change of documents works on a copy and is written together with its revision; a rejected one leaves no trace.
struct Allocator {
    enum Kind: String {
        case host, nic, vni, profile, group, rule
    }

    private var numbers: [String: [String: UInt64]]
    private var counters: [String: UInt64]
    /// Every VNI with the name that has it, or had it and may get it again.
    private var vniOwners: [UInt64: String]
    /// What was given out since the copy was made.
    private(set) var newAllocations: [StoreWrite.Allocation] = []

    init(numbers: [String: [String: UInt64]] = [:], counters: [String: UInt64] = [:]) {
        self.numbers = numbers
        self.counters = counters
        let names = (numbers[Kind.vni.rawValue] ?? [:]).sorted { $0.key < $1.key }
        vniOwners = Dictionary(names.map { ($0.value, $0.key) }) { first, _ in first }
    }

    var newCounters: [String: UInt64] {
        Set(newAllocations.map(\.kind)).reduce(into: [:]) { $0[$1] = counters[$1] }
    }

    /// Forgets what is new, once it is written.
    mutating func settle() { newAllocations = [] }

    func number(_ kind: Kind, _ name: String) -> UInt64? { numbers[kind.rawValue]?[name] }

    /// The number of `name`, a new one where it has none yet.
    mutating func number(_ kind: Kind, _ name: String, from first: UInt64) -> UInt64 {
        if let known = number(kind, name) { return known }
        let next = max(counters[kind.rawValue] ?? first, first)
        record(kind, name, next)
        return next
    }

    /// Forgets the name of something that comes and goes without a document; its number is not given out again.
    mutating func release(_ kind: Kind, _ name: String) {
        guard numbers[kind.rawValue]?.removeValue(forKey: name) != nil else { return }
        newAllocations.append(.init(kind: kind.rawValue, name: name, number: nil))
    }

    enum VNIProblem: Error, Equatable {
        /// Every VNI of the pool is taken, or kept for the network that had it.
        case exhausted
        /// Another network in force has it.
        case taken(by: String)
    }

    /// The VNI of a network: the one that it asks for, the one that it had, or the lowest in the pool that was never
    /// given out.
    ///
    /// A freed VNI stays with the name that had it: the pool gives it to nobody else, so no host can take one tenant's
    /// frames for another's. Only a document that asks for it by number gets it.
    mutating func vni(
        _ network: String, requested: VNI?, pool: ClosedRange<UInt32>, reserved: Set<UInt32>,
        isInForce: (String) -> Bool
    ) throws(VNIProblem) -> VNI {
        if let requested {
            try assign(network, UInt64(requested.rawValue), isInForce: isInForce)
            return requested
        }
        if let known = number(.vni, network) { return VNI(UInt32(known)) }
        var next = UInt32(clamping: max(counters[Kind.vni.rawValue] ?? 0, UInt64(pool.lowerBound)))
        while pool.contains(next), reserved.contains(next) || vniOwners[UInt64(next)] != nil { next += 1 }
        guard pool.contains(next) else { throw .exhausted }
        record(.vni, network, UInt64(next))
        return VNI(next)
    }

    private mutating func assign(
        _ network: String, _ vni: UInt64, isInForce: (String) -> Bool
    ) throws(VNIProblem) {
        let old = number(.vni, network)
        guard old != vni else { return }
        if let owner = vniOwners[vni] {
            guard !isInForce(owner) else { throw .taken(by: owner) }
            numbers[Kind.vni.rawValue]?[owner] = nil
            newAllocations.append(.init(kind: Kind.vni.rawValue, name: owner, number: nil))
        }
        if let old { vniOwners[old] = nil }
        numbers[Kind.vni.rawValue, default: [:]][network] = vni
        vniOwners[vni] = network
        newAllocations.append(.init(kind: Kind.vni.rawValue, name: network, number: vni))
    }

    private mutating func record(_ kind: Kind, _ name: String, _ number: UInt64) {
        numbers[kind.rawValue, default: [:]][name] = number
        counters[kind.rawValue] = number + 1
        if kind == .vni { vniOwners[number] = name }
        newAllocations.append(.init(kind: kind.rawValue, name: name, number: number))
    }
}
