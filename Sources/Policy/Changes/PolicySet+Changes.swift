extension PolicySet {
    /// The objects that differ between two sets, by tenant, kind and name.
    ///
    /// Places do not count: an object that moves within its document or to another one is the same. The cost grows
    /// with the documents that differ.
    public static func changes(from old: PolicySet, to new: PolicySet) -> [ObjectChange] {
        let keys = Set(old.keys).union(new.keys).filter { key in
            guard let before = old.byKey[key]?.source, let after = new.byKey[key]?.source else { return true }
            return before != after
        }.sorted()
        let before = objects(of: keys, in: old)
        let after = objects(of: keys, in: new)
        var changes: [ObjectChange] = []
        for identity in Set(before.keys).union(after.keys).sorted() {
            switch (before[identity], after[identity]) {
            case (nil, let added?): changes.append(added.change(.added))
            case (let removed?, nil): changes.append(removed.change(.removed))
            case (let was?, let now?):
                let details = now.differences(from: was)
                if !details.isEmpty { changes.append(now.change(.changed, details)) }
            case (nil, nil): break
            }
        }
        return changes
    }

    private static func objects(of keys: [DocumentKey], in set: PolicySet) -> [ObjectIdentity: DescribedObject] {
        var result: [ObjectIdentity: DescribedObject] = [:]
        for document in keys.compactMap({ set.byKey[$0] }) {
            for object in document.describedObjects {
                result[ObjectIdentity(tenant: object.tenant, kind: object.kind, name: object.name)] = object
            }
        }
        return result
    }
}

private struct ObjectIdentity: Hashable, Comparable {
    let tenant: String
    let kind: String
    let name: String

    static func < (left: Self, right: Self) -> Bool {
        (left.tenant, left.kind, left.name) < (right.tenant, right.kind, right.name)
    }
}

extension DescribedObject {
    fileprivate func change(_ operation: ObjectChange.Operation, _ details: [ObjectChange.Detail] = []) -> ObjectChange
    {
        ObjectChange(
            kind: kind, tenant: tenant, name: name, operation: operation, summary: summary, details: details,
            position: position)
    }
}

extension PolicyDocument {
    fileprivate var describedObjects: [DescribedObject] {
        var objects = networks.map { DescribedObject($0, tenant: key.tenant) }
        objects += nics.map { DescribedObject($0, tenant: key.tenant) }
        objects += exceptions.map { DescribedObject($0, tenant: key.tenant) }
        objects += security.groups.map { DescribedObject($0, tenant: key.tenant) }
        objects += security.addressSets.map { DescribedObject($0, tenant: key.tenant) }
        if let defaults = security.defaults { objects.append(DescribedObject(defaults, tenant: key.tenant)) }
        guard let fabric else { return objects }
        objects += fabric.hosts.map { DescribedObject($0) }
        objects += fabric.tenants.map { DescribedObject($0) }
        if let pool = fabric.vniPool {
            objects.append(DescribedObject(setting: "vni-pool", describe(pool.value), position: pool.position))
        }
        if let mtu = fabric.underlayMTU {
            objects.append(DescribedObject(setting: "underlay", "mtu \(mtu.value)", position: mtu.position))
        }
        return objects
    }
}
