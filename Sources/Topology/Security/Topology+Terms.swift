extension Topology {
    /// A NIC was declared, changed or removed: it may belong to other groups and meet other terms.
    mutating func reviewGroups(of id: NICID, replacing old: NIC?) {
        guard usesAnyGroups else { return }
        let nic = nics[id]
        if let old, let nic, old.labels == nic.labels, old.network == nic.network { return }
        if let old { security.nics.remove(old) }
        if let nic { security.nics.insert(nic) }

        var (groups, terms): (Set<GroupID>, [PeerTerm]) = ([], [])
        for subject in nic.map({ security.selectors.subjects(meeting: $0) }) ?? [] {
            switch subject {
            case .group(let group): groups.insert(group)
            case .term(let term): terms.append(term)
            }
        }
        let before = Set(security.groupsByNIC[id] ?? [])
        for group in before.subtracting(groups) { link(id, false, group) }
        for group in groups.subtracting(before) { link(id, true, group) }
        terms += groups.map(PeerTerm.group).filter { security.termUses[$0] != nil }
        setIdentity(terms.isEmpty ? nil : NICIdentity(terms), of: id)
    }

    /// Keeps account of the terms that rules use, when a group's rules are others now.
    mutating func countTerms(of old: SecurityGroup?, _ new: SecurityGroup?) {
        var steps: [PeerTerm: Int] = [:]
        for term in new?.terms ?? [] { steps[term, default: 0] += 1 }
        for term in old?.terms ?? [] { steps[term, default: 0] -= 1 }
        for (term, step) in steps where step != 0 {
            let uses = security.termUses[term] ?? 0
            security.termUses[term] = uses + step > 0 ? uses + step : nil
            if uses == 0 { setUse(of: term, true) } else if uses + step == 0 { setUse(of: term, false) }
        }
    }

    private mutating func setUse(of term: PeerTerm, _ isUsed: Bool) {
        if case .group(let group) = term { return setMet(term, isUsed, by: security.members[group] ?? []) }
        guard let selection = NICSelection(term) else { return }
        security.selectors.set(isUsed ? selection : nil, of: .term(term))
        setMet(term, isUsed, by: nics(in: selection))
    }

    /// NICs meet a term that they did not meet, or the reverse. There are far fewer identities than NICs: what follows for one
    /// is worked out once.
    mutating func setMet(_ term: PeerTerm, _ isMet: Bool, by nics: Set<NICID>) {
        var successors: [NICIdentity?: NICIdentity?] = [:]
        for nic in nics {
            let old = identity(of: nic)
            if let known = successors[old] {
                setIdentity(known, of: nic)
                continue
            }
            let others = (old?.terms ?? []).filter { $0 != term }
            let terms = isMet ? others + [term] : others
            let new = terms.isEmpty ? nil : NICIdentity(terms)
            successors[old] = .some(new)
            setIdentity(new, of: nic)
        }
    }

    private mutating func setIdentity(_ identity: NICIdentity?, of nic: NICID) {
        guard let terms = security.identities.set(identity, of: nic) else { return }
        changes.terms.formUnion(terms)
        changes.nics.insert(nic)
    }
}

extension SecurityGroup {
    /// Those of all its rules, each as often as it stands there.
    fileprivate var terms: [PeerTerm] {
        (ingress + egress).compactMap { if case .term(let term) = $0.peer { term } else { nil } }
    }
}
