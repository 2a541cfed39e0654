extension TenantJudge {
    mutating func add(_ nic: Owned<NICDeclaration>) {
        let declaration = nic.declaration
        if let first = index.nics[declaration.name] {
            reportDuplicate(
                "NIC \(excerpt("\(declaration.name)"))", of: nic.document, at: declaration.position,
                first: first.declaration.position, in: first.document)
            return
        }
        index.nics.set(nic, for: declaration.name)
        if let limit = exceededQuota(of: .nics) {
            report(
                .quota, "NIC \(excerpt("\(declaration.name)")): the tenant's quota is \(limit) NICs",
                at: declaration.position)
        }
        judgeInterfaceID(declaration)
        let reference = declaration.network
        guard reference.tenant == nil || reference.tenant == tenant,
            let problems = index.networks.update(reference.name, { $0.insert(declaration) })
        else {
            missing[reference, default: []].append(declaration)
            return
        }
        for problem in problems { report(problem) }
    }

    private mutating func judgeInterfaceID(_ nic: NICDeclaration) {
        guard let id = nic.interfaceID, let first = index.interfaceIDs.claim(id, for: nic.name) else { return }
        let place = index.nics[first]?.declaration.position
        report(
            .duplicate,
            "NIC \(excerpt("\(nic.name)")): iface-id \(excerpt(id)) is already that of \(excerpt("\(first)"))",
            at: nic.position, related: place.map { [$0] } ?? [])
    }

    /// How many missing names get a "did you mean": each costs a look at every name.
    static let suggestionLimit = 20

    mutating func reportMissingNetworks() {
        guard !missing.isEmpty else { return }
        let names = index.networks.keys.sorted()
        for (number, (reference, users)) in missing.sorted(by: { "\($0.key)" < "\($1.key)" }).enumerated() {
            let isForeign = reference.tenant != nil && reference.tenant != tenant
            guard isForeign || !isPartlyUnread else { continue }
            let isNamed = !isForeign && number < Self.suggestionLimit
            let hint = isNamed ? Suggestion.hint(for: reference.name, among: names) : nil
            let fault =
                isForeign ? "network \(reference) is not shared with us" : "there is no network \(reference.name)"
            for nic in users {
                report(
                    isForeign ? .notGranted : .notFound, "NIC \(excerpt("\(nic.name)")): \(fault)", at: nic.position,
                    hint: hint)
            }
        }
    }
}
