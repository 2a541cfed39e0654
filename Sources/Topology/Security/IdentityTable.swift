/// The identities that NICs have, and the terms that lead to them.
struct IdentityTable: Sendable {
    private struct Entry: Sendable {
        let identity: NICIdentity
        var nics: Int
    }

    private var entries: [UInt64: Entry] = [:]
    private var numbersByTerm: [PeerTerm: Set<UInt64>] = [:]
    private var numberByNIC: [NICID: UInt64] = [:]

    var isEmpty: Bool { entries.isEmpty && numbersByTerm.isEmpty && numberByNIC.isEmpty }

    func identity(of nic: NICID) -> NICIdentity? { numberByNIC[nic].flatMap { entries[$0]?.identity } }

    func identities(meeting term: PeerTerm) -> [NICIdentity] {
        (numbersByTerm[term] ?? []).compactMap { entries[$0]?.identity }.sorted()
    }

    /// Gives a NIC its identity, nil for none.
    ///
    /// - Returns: the terms that other identities meet now; nil when the NIC had this one before.
    mutating func set(_ identity: NICIdentity?, of nic: NICID) -> [PeerTerm]? {
        let old = numberByNIC[nic]
        if let identity, let entry = entries[identity.number] {
            precondition(
                entry.identity.terms == identity.terms,
                "identity number \(identity.number) stands for \(entry.identity.terms.map(\.text)), and cannot for \(identity.terms.map(\.text)) too"
            )
        }
        guard old != identity?.number else { return nil }
        numberByNIC[nic] = identity?.number
        return (identity.map { enter($0) } ?? []) + (old.map { leave($0) } ?? [])
    }

    private mutating func enter(_ identity: NICIdentity) -> [PeerTerm] {
        entries[identity.number, default: Entry(identity: identity, nics: 0)].nics += 1
        guard entries[identity.number]?.nics == 1 else { return [] }
        for term in identity.terms { numbersByTerm.set(identity.number, true, at: term) }
        return identity.terms
    }

    private mutating func leave(_ number: UInt64) -> [PeerTerm] {
        entries[number]?.nics -= 1
        guard let entry = entries[number], entry.nics == 0 else { return [] }
        entries[number] = nil
        for term in entry.identity.terms { numbersByTerm.set(number, false, at: term) }
        return entry.identity.terms
    }
}
