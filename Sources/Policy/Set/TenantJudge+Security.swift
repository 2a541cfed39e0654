extension TenantJudge {
    mutating func add(_ security: SecuritySection, of document: DocumentKey) {
        for set in security.addressSets {
            let owned = Owned(declaration: set, document: document)
            guard let first = index.security.addressSets.claim(set.name, for: owned) else { continue }
            reportDuplicate(
                "address set \(set.name)", of: document, at: set.position, first: first.declaration.position,
                in: first.document)
        }
        for group in security.groups { add(Owned(declaration: group, document: document)) }
        if let defaults = security.defaults { add(Owned(declaration: defaults, document: document)) }
    }

    private mutating func add(_ group: Owned<GroupDeclaration>) {
        let declaration = group.declaration
        if let first = index.security.claim(group) {
            reportDuplicate(
                "group \(declaration.name)", of: group.document, at: declaration.position,
                first: first.declaration.position, in: first.document)
            return
        }
        if let limit = exceededQuota(of: .rules) {
            report(.quota, "group \(declaration.name): the tenant's quota is \(limit) rules", at: declaration.position)
        }
    }

    private mutating func add(_ defaults: Owned<DefaultDeclaration>) {
        if let first = index.security.defaults {
            reportDuplicate(
                "`default`", of: defaults.document, at: defaults.declaration.position,
                first: first.declaration.position, in: first.document)
        } else {
            index.security.defaults = defaults
        }
    }
}

// MARK: References

extension TenantJudge {
    /// Names that groups of the documents given refer to, and that are not there.
    mutating func judgeSecurityReferences(in documents: [PolicyDocument]) {
        var missing: [SecurityReference.Target: [SecurityReference]] = [:]
        for document in documents {
            index.security.insertReferences(of: document)
            for reference in document.security.groups.lazy.flatMap(\.references) where !isDeclared(reference.target) {
                missing[reference.target, default: []].append(reference)
            }
        }
        for (number, (target, references)) in missing.sorted(by: { "\($0.key)" < "\($1.key)" }).enumerated() {
            if let other = target.foreignTenant {
                report(references, .notGranted, foreignFault(target, of: other), hint: nil)
            } else if !isPartlyUnread {
                let hint = number < Self.suggestionLimit ? hint(for: target) : nil
                report(references, .notFound, "there is no \(target)", hint: hint)
            }
        }
    }

    private mutating func report(
        _ references: [SecurityReference], _ code: Diagnostic.Code, _ fault: String, hint: String?
    ) {
        for reference in references {
            report(code, "group \(reference.group): \(fault)", at: reference.position, hint: hint)
        }
    }

    private func foreignFault(_ target: SecurityReference.Target, of other: String) -> String {
        if case .network = target { return "\(target) is not shared with us" }
        return "\(target) is that of tenant \(other); only networks can be shared"
    }

    private func isDeclared(_ target: SecurityReference.Target) -> Bool {
        guard target.foreignTenant == nil else { return false }
        return switch target {
        case .network(let reference): index.networks[reference.name] != nil
        case .group(let reference): index.security.groups[reference.name] != nil
        case .addressSet(let reference): index.security.addressSets[reference.name] != nil
        case .nic(let name): index.nics[name] != nil
        }
    }

    private func hint(for target: SecurityReference.Target) -> String? {
        switch target {
        case .network(let reference): Suggestion.hint(for: reference.name, among: index.networks.keys.sorted())
        case .group(let reference): Suggestion.hint(for: reference.name, among: index.security.groups.keys.sorted())
        case .addressSet(let reference):
            Suggestion.hint(for: reference.name, among: index.security.addressSets.keys.sorted())
        case .nic(let name):
            Suggestion.hint(for: name.description, among: index.nics.keys.sorted().map(\.description))
        }
    }

    /// What is taken away while groups in documents that did not change refer to it.
    mutating func reportRemovedReferents(_ replaced: [PolicyDocument]) {
        guard !isPartlyUnread else { return }
        let given = Set(givenKeys.map(\.document))
        for document in replaced {
            for (target, position) in document.referents where !isDeclared(target) {
                let places = index.security.places(naming: target, notIn: given)
                guard !places.isEmpty else { continue }
                report(
                    .inUse, "\(target) is removed, but groups refer to it in \(places.count) places", at: position,
                    hint: "change these groups first, or in the same apply", related: Array(places.prefix(10)))
            }
        }
    }
}

extension PolicyDocument {
    /// What it declares that groups can refer to.
    fileprivate var referents: [(target: SecurityReference.Target, position: SourcePosition)] {
        networks.map { (.network(ObjectReference(name: $0.name)), $0.position) }
            + nics.map { (.nic($0.name), $0.position) }
            + security.groups.map { (.group(ObjectReference(name: $0.name)), $0.position) }
            + security.addressSets.map { (.addressSet(ObjectReference(name: $0.name)), $0.position) }
    }
}
