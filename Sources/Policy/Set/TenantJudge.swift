import NetworkTypes

/// Judges a change of one tenant's documents: names, references, addresses, quotas.
///
/// What the documents declared before is taken out of the tenant's index, what they declare now is put in and judged
/// against what is there. So the cost grows with these documents and the networks they change, not with the tenant.
struct TenantJudge {
    let tenant: String
    private let quota: TenantDeclaration.Quota
    private let quotaPosition: SourcePosition?
    let isPartlyUnread: Bool
    let writesObjects: Bool
    /// The documents as they are put in, and as those given and deleted were before.
    private let given: [PolicyDocument]
    private let replaced: [PolicyDocument]
    var index: TenantIndex
    var collector = DiagnosticCollector()
    /// Networks taken out, with the NICs of other documents that are on them.
    var orphaned: [String: NetworkEntry] = [:]
    /// NICs on networks that do not exist, by what they write.
    var missing: [ObjectReference: [NICDeclaration]] = [:]
    private var exceeded: Set<Counted> = []

    init(tenant: String, change: PolicySetChange) {
        self.tenant = tenant
        let declaration = change.after.tenant(tenant)?.declaration
        quota = declaration?.quota ?? .init()
        quotaPosition = declaration?.position
        isPartlyUnread = change.isPartlyUnread
        writesObjects = change.writesObjects
        given = change.given(toTenant: tenant)
        let keys = given.map(\.key) + (change.deletedByTenant[tenant] ?? []).sorted()
        replaced = keys.compactMap { change.before[$0] }
        index = change.before.indexes[tenant] ?? TenantIndex()
    }

    /// The identities of the documents put in.
    var givenKeys: Set<DocumentKey> { Set(given.map(\.key)) }

    mutating func judge() {
        for entry in index.remove(replaced) { orphaned[entry.owned.declaration.name] = entry }
        for document in given {
            for network in document.networks { add(Owned(declaration: network, document: document.key)) }
        }
        judgeRequestedVNIs()
        for document in given {
            for nic in document.nics { add(Owned(declaration: nic, document: document.key)) }
        }
        for document in given {
            for exception in document.exceptions { add(Owned(declaration: exception, document: document.key)) }
        }
        for document in given { add(document.security, of: document.key) }
        judgeSecurityReferences(in: given)
        reportRemovedExceptions(replaced)
        reportRemovedNetworks()
        reportMissingNetworks()
        reportRemovedReferents(replaced)
        judgeLoweredQuotas()
    }

    mutating func report(
        _ code: Diagnostic.Code, _ message: String, at position: SourcePosition, hint: String? = nil,
        related: [SourcePosition] = []
    ) {
        collector.append(
            Diagnostic(code, "\(tenant): \(message)", at: position, hint: hint, related: related))
    }

    mutating func report(_ problem: NetworkEntry.Problem) {
        report(problem.code, problem.message, at: problem.position, related: problem.related)
    }

    /// Writing one object that another document declares is a conflict; the same name twice in documents an error.
    mutating func reportDuplicate(
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

// MARK: Quotas

extension TenantJudge {
    /// What a quota counts.
    enum Counted {
        case networks
        case nics
        case rules
    }

    /// The quota, when it is exceeded and that was not said yet.
    mutating func exceededQuota(of counted: Counted) -> Int? {
        let (limit, count) =
            switch counted {
            case .networks: (quota.networks, index.networks.count)
            case .nics: (quota.nics, index.nics.count)
            case .rules: (quota.rules, index.security.ruleCount)
            }
        guard let limit, count > limit, exceeded.insert(counted).inserted else { return nil }
        return limit
    }

    /// A quota lowered in the same apply below what is left.
    private mutating func judgeLoweredQuotas() {
        guard let quotaPosition else { return }
        if let limit = exceededQuota(of: .networks) {
            report(.quota, "the quota is \(limit) networks, and it has \(index.networks.count)", at: quotaPosition)
        }
        if let limit = exceededQuota(of: .nics) {
            report(.quota, "the quota is \(limit) NICs, and it has \(index.nics.count)", at: quotaPosition)
        }
        if let limit = exceededQuota(of: .rules) {
            report(.quota, "the quota is \(limit) rules, and it has \(index.security.ruleCount)", at: quotaPosition)
        }
    }
}
