/// A tenant's groups, address sets and default over all its documents, and what they refer to.
struct SecurityIndex: Sendable {
    var groups = ShardedDictionary<String, Owned<GroupDeclaration>>()
    var addressSets = ShardedDictionary<String, Owned<AddressSetDeclaration>>()
    var defaults: Owned<DefaultDeclaration>?
    /// Of all groups.
    private(set) var ruleCount = 0
    /// The places that refer to something, by the document that they are in.
    private var places = ShardedDictionary<SecurityReference.Target, [String: [SourcePosition]]>()

    /// Puts in what is declared nowhere else; gives the other declaration where there is one.
    mutating func claim(_ group: Owned<GroupDeclaration>) -> Owned<GroupDeclaration>? {
        if let first = groups.claim(group.declaration.name, for: group) { return first }
        ruleCount += group.declaration.ruleCount
        return nil
    }

    mutating func insertReferences(of document: PolicyDocument) {
        let references = document.security.groups.flatMap(\.references)
        for (target, found) in Dictionary(grouping: references, by: \.target) {
            let positions = found.map(\.position)
            if places.update(target, { $0[document.key.document] = positions }) == nil {
                places.set([document.key.document: positions], for: target)
            }
        }
    }

    /// Takes out what a document declares and refers to.
    mutating func remove(_ document: PolicyDocument) {
        let security = document.security
        for target in Set(security.groups.lazy.flatMap(\.references).map(\.target)) {
            let isLast = places.update(target) { places in
                places[document.key.document] = nil
                return places.isEmpty
            }
            if isLast == true { places.remove(target) }
        }
        for group in security.groups where groups.remove(group.name) != nil { ruleCount -= group.ruleCount }
        for set in security.addressSets { addressSets.remove(set.name) }
        if security.defaults != nil, defaults?.document == document.key { defaults = nil }
    }

    /// Where documents other than `documents` refer to something, sorted.
    func places(naming target: SecurityReference.Target, notIn documents: Set<String>) -> [SourcePosition] {
        (places[target] ?? [:]).filter { !documents.contains($0.key) }.flatMap(\.value).sorted()
    }
}

extension GroupDeclaration {
    var ruleCount: Int { ingress.count + egress.count }
}
