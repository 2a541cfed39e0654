/// Finds the groups and terms that a NIC meets, by what they ask of it: each stands at one of its labels only, the one that
/// the fewest others stand at.
struct SelectorIndex: Sendable {
    /// What selects NICs.
    enum Subject: Hashable, Sendable {
        case group(GroupID)
        case term(PeerTerm)
    }

    private struct Pair: Hashable, Sendable {
        /// Nil for every tenant.
        let tenant: String?
        let label: PeerTerm.Label
    }

    private struct Entry: Sendable {
        let selection: NICSelection
        let pair: Pair?
    }

    private var entries: [Subject: Entry] = [:]
    private var byNIC: [NICID: Set<Subject>] = [:]
    private var byLabel: [Pair: Set<Subject>] = [:]
    private var byNetwork: [NetworkID: Set<Subject>] = [:]
    /// Those that mean all NICs of a tenant, or all there are (nil).
    private var forAll: [String?: Set<Subject>] = [:]

    var count: Int { entries.count }

    /// Puts a selection in the place of what the subject had; nil for none.
    mutating func set(_ selection: NICSelection?, of subject: Subject) {
        if let old = entries[subject] { stand(old, isPresent: false, subject) }
        entries[subject] = nil
        guard let selection else { return }
        let pairs = selection.labels?.map { Pair(tenant: selection.tenant, label: $0) } ?? []
        let pair = pairs.min { (byLabel[$0]?.count ?? 0) < (byLabel[$1]?.count ?? 0) }
        let entry = Entry(selection: selection, pair: pair)
        entries[subject] = entry
        stand(entry, isPresent: true, subject)
    }

    /// Every subject whose selection the NIC is in.
    func subjects(meeting nic: NIC) -> Set<Subject> {
        let tenant = nic.id.tenant
        var found = byNIC[nic.id] ?? []
        found.formUnion(byNetwork[nic.network] ?? [])
        for owner in [tenant, nil] {
            found.formUnion(forAll[owner] ?? [])
            for (key, value) in nic.labels {
                found.formUnion(byLabel[Pair(tenant: owner, label: .init(key: key, value: value))] ?? [])
            }
        }
        return found.filter { entries[$0]?.selection.contains(nic) == true }
    }

    private mutating func stand(_ entry: Entry, isPresent: Bool, _ subject: Subject) {
        let selection = entry.selection
        for nic in selection.nics { byNIC.set(subject, isPresent, at: nic) }
        for network in selection.networks { byNetwork.set(subject, isPresent, at: network) }
        if let pair = entry.pair { byLabel.set(subject, isPresent, at: pair) }
        if selection.labels?.isEmpty == true { forAll.set(subject, isPresent, at: selection.tenant) }
    }
}
