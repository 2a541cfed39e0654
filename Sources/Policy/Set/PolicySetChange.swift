/// One change of a policy set while it is being judged.
struct PolicySetChange {
    let before: PolicySet
    let actor: Actor
    let writesObjects: Bool
    /// Some text of this change could not be read, so what it declares is unknown.
    var isPartlyUnread = false
    private(set) var after: PolicySet
    var collector = DiagnosticCollector()
    /// The documents put in, by tenant and in the order given.
    private(set) var changed: [String: [DocumentKey]] = [:]
    private(set) var deletedByTenant: [String: Set<DocumentKey>] = [:]

    init(before: PolicySet, actor: Actor, writesObjects: Bool) {
        self.before = before
        self.actor = actor
        self.writesObjects = writesObjects
        after = before
    }

    mutating func put(_ documents: [PolicyDocument]) {
        var seen: [DocumentKey: SourcePosition] = [:]
        for document in documents {
            let key = document.key
            if let first = seen[key] {
                report(
                    .duplicate, "document \(key) is given twice", at: document.position, related: [first])
                continue
            }
            seen[key] = document.position
            judgeRight(toWrite: key, at: document.position)
            after.insert(document)
            changed[key.tenant, default: []].append(key)
        }
    }

    mutating func delete(_ keys: [DocumentKey]) {
        let given = Set(changed.values.joined())
        for key in keys.sorted() where deletedByTenant[key.tenant, default: []].insert(key).inserted {
            if given.contains(key) {
                report(.conflict, "document \(key) is both given and to be deleted", at: after[key]?.position)
            } else if let document = before[key] {
                judgeRight(toWrite: key, at: document.position)
                after.remove(key)
            } else {
                report(.notFound, "document \(key) does not exist", at: nil)
            }
        }
    }

    private mutating func judgeRight(toWrite key: DocumentKey, at position: SourcePosition) {
        if case .tenant(let own) = actor, key.tenant != own {
            report(.denied, "document \(key): only tenant \(own)'s documents may be written", at: position)
        }
        if key.document == DocumentKey.objectDocument && !writesObjects {
            report(
                .reserved, "document \(key): the name `api` is kept for objects that are written one by one",
                at: position)
        }
    }

    /// The documents of a tenant that are put in, in the order given.
    func given(toTenant tenant: String) -> [PolicyDocument] { (changed[tenant] ?? []).compactMap { after[$0] } }

    /// All documents of a tenant: those left alone first, so that what is wrong between two documents is reported in
    /// the one that changed.
    func documents(ofTenant tenant: String) -> [PolicyDocument] {
        let given = Set(changed[tenant] ?? [])
        let untouched = after.keys(ofTenant: tenant).filter { !given.contains($0) }
        return untouched.compactMap { after[$0] } + self.given(toTenant: tenant)
    }

    /// The tenants with documents put in or deleted, sorted.
    var touchedTenants: [String] { Set(changed.keys).union(deletedByTenant.keys).sorted() }

    mutating func setIndex(_ index: TenantIndex, ofTenant tenant: String) { after.setIndex(index, ofTenant: tenant) }
    mutating func setFabric(_ index: FabricIndex) { after.setFabric(index) }

    mutating func report(
        _ code: Diagnostic.Code, _ message: String, at position: SourcePosition?, hint: String? = nil,
        related: [SourcePosition] = []
    ) {
        collector.append(Diagnostic(code, message, at: position, hint: hint, related: related))
    }

    /// An object that stands in two places.
    mutating func reportDuplicate(_ what: String, at second: SourcePosition, first: SourcePosition) {
        report(.duplicate, "\(what) is declared twice", at: second, related: [first])
    }
}
