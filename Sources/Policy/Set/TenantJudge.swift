import NetworkTypes

/// Judges one tenant's documents together: names, references, addresses, quotas.
///
/// Every step is linear in the tenant's objects.
struct TenantJudge {
    let tenant: String
    private let before: PolicySet
    private let quota: TenantDeclaration.Quota
    private let isPartlyUnread: Bool
    private let changed: Set<DocumentKey>
    private let writesObjects: Bool
    private(set) var index = TenantIndex()
    private(set) var collector = DiagnosticCollector()
    /// Networks by a small number, which makes short keys for addresses and MACs.
    private var ordinals: [String: Int] = [:]
    private var judged: [NetworkJudge] = []
    private var interfaceIDs: [String: NICDeclaration] = [:]
    /// Where NICs refer to networks that are missing, by what they write.
    private var missing: [ObjectReference: [Owned<NICDeclaration>]] = [:]

    init(tenant: String, change: PolicySetChange) {
        self.tenant = tenant
        before = change.before
        quota = change.after.tenant(tenant)?.declaration.quota ?? .init()
        isPartlyUnread = change.isPartlyUnread
        changed = Set(change.changed[tenant] ?? [])
        writesObjects = change.writesObjects
    }

    /// - Parameter documents: all of the tenant's; those that changed come last.
    mutating func judge(_ documents: [PolicyDocument]) {
        let count = documents.reduce(0) { $0 + $1.nics.count }
        index.nics.reserveCapacity(count)
        for document in documents {
            for network in document.networks { add(Owned(declaration: network, document: document.key)) }
        }
        judgeRequestedVNIs(documents)
        for document in documents {
            for nic in document.nics { add(Owned(declaration: nic, document: document.key)) }
        }
        reportMissingNetworks()
    }

    private mutating func report(
        _ code: Diagnostic.Code, _ message: String, at position: SourcePosition, hint: String? = nil,
        related: [SourcePosition] = []
    ) {
        collector.append(
            Diagnostic(code, "\(tenant): \(message)", at: position, hint: hint, related: related))
    }

    /// Writing one object that another document declares is a conflict; the same name twice in documents an error.
    private mutating func reportDuplicate(
        _ what: String, of document: DocumentKey, at second: SourcePosition, first: SourcePosition,
        in other: DocumentKey
    ) {
        if writesObjects && document != other {
            report(.conflict, "\(what) is declared by document \(other)", at: second, related: [first])
        } else {
            report(.duplicate, "\(what) is declared twice", at: second, related: [first])
        }
    }
}

// MARK: Networks

extension TenantJudge {
    private mutating func add(_ network: Owned<NetworkDeclaration>) {
        let declaration = network.declaration
        if let first = index.networks[declaration.name] {
            reportDuplicate(
                "network \(declaration.name)", of: network.document, at: declaration.position,
                first: first.declaration.position, in: first.document)
            return
        }
        index.networks[declaration.name] = network
        if let limit = quota.networks, index.networks.count == limit + 1 {
            report(
                .quota, "network \(declaration.name): the tenant's quota is \(limit) networks", at: declaration.position
            )
        }
        ordinals[declaration.name] = judged.count
        var judge = NetworkJudge(declaration)
        for problem in judge.judgeSubnets() {
            report(.invalid, problem.message, at: problem.position, related: problem.related)
        }
        judged.append(judge)
    }

    /// Only documents of tenant `admin` ask for VNIs, so all that do are looked at together here.
    private mutating func judgeRequestedVNIs(_ documents: [PolicyDocument]) {
        var first: [VNI: NetworkDeclaration] = [:]
        for network in documents.flatMap(\.networks) {
            guard let vni = network.requestedVNI else { continue }
            if let other = first[vni] {
                guard other.name != network.name else { continue }
                report(
                    .duplicate, "network \(network.name): VNI \(vni) is already that of network \(other.name)",
                    at: network.position, related: [other.position])
            } else {
                first[vni] = network
            }
        }
    }
}

// MARK: NICs

extension TenantJudge {
    private mutating func add(_ nic: Owned<NICDeclaration>) {
        let declaration = nic.declaration
        if let first = index.nics[declaration.name] {
            reportDuplicate(
                "NIC \(excerpt("\(declaration.name)"))", of: nic.document, at: declaration.position,
                first: first.declaration.position, in: first.document)
            return
        }
        index.nics[declaration.name] = nic
        if let limit = quota.nics, index.nics.count == limit + 1 {
            report(
                .quota, "NIC \(excerpt("\(declaration.name)")): the tenant's quota is \(limit) NICs",
                at: declaration.position)
        }
        judgeInterfaceID(declaration)
        judgePlace(nic)
    }

    private mutating func judgeInterfaceID(_ nic: NICDeclaration) {
        guard let id = nic.interfaceID else { return }
        if let first = interfaceIDs[id] {
            report(
                .duplicate,
                "NIC \(excerpt("\(nic.name)")): iface-id \(excerpt(id)) is already that of \(excerpt("\(first.name)"))",
                at: nic.position, related: [first.position])
        } else {
            interfaceIDs[id] = nic
        }
    }

    /// The NIC in its network: the reference, its MAC and its addresses.
    private mutating func judgePlace(_ nic: Owned<NICDeclaration>) {
        let reference = nic.declaration.network
        guard reference.tenant == nil || reference.tenant == tenant, let ordinal = ordinals[reference.name] else {
            missing[reference, default: []].append(nic)
            return
        }
        for problem in judged[ordinal].judge(nic.declaration) {
            report(problem.code, problem.message, at: problem.position, related: problem.related)
        }
    }
}

// MARK: References

extension TenantJudge {
    /// How many missing names get a "did you mean": each costs a look at every name.
    private static let suggestionLimit = 20

    private mutating func reportMissingNetworks() {
        let names = index.networks.keys.sorted()
        for (number, reference) in missing.keys.sorted(by: { "\($0)" < "\($1)" }).enumerated() {
            guard let users = missing[reference] else { continue }
            if let other = reference.tenant, other != tenant {
                for user in users {
                    report(
                        .notGranted,
                        "NIC \(excerpt("\(user.declaration.name)")): network \(reference) is not shared with us",
                        at: user.declaration.position)
                }
                continue
            }
            guard !isPartlyUnread else { continue }
            reportRemoved(reference, usedBy: users.filter { !changed.contains($0.document) })
            let hint = number < Self.suggestionLimit ? Suggestion.hint(for: reference.name, among: names) : nil
            for user in users where changed.contains(user.document) {
                report(
                    .notFound, "NIC \(excerpt("\(user.declaration.name)")): there is no network \(reference.name)",
                    at: user.declaration.position, hint: hint)
            }
        }
    }

    /// A network taken away while documents that did not change refer to it.
    private mutating func reportRemoved(_ reference: ObjectReference, usedBy users: [Owned<NICDeclaration>]) {
        guard !users.isEmpty, let old = before.network(reference.name, ofTenant: tenant) else { return }
        report(
            .inUse, "network \(reference.name) is removed, but \(users.count) NICs refer to it",
            at: old.declaration.position, hint: "remove or move these NICs first, or in the same apply",
            related: users.prefix(10).map(\.declaration.position))
    }
}
