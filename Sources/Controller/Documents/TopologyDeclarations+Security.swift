import Policy
import Topology

// The graph's part of what documents say about who may talk to whom. A name that is nowhere declared stays a name in the
// graph, and means nobody there.

extension TopologyDeclarations {
    /// Brings groups, address sets and defaults of these documents up to date.
    func applySecurity(_ keys: [DocumentKey], to topology: inout Topology, replacing old: PolicySet) {
        for document in keys.compactMap({ old[$0] }) { removeSecurity(document, from: &topology) }
        for document in keys.compactMap({ policy[$0] }) {
            let tenant = document.key.tenant
            for set in document.security.addressSets {
                let id = AddressSetID(tenant: tenant, name: set.name)
                topology.update(AddressSet(id: id, prefixes: Set(set.prefixes)))
            }
            for group in document.security.groups { if let node = node(tenant, group) { topology.update(node) } }
        }
        for tenant in Set(keys.map(\.tenant)).sorted() {
            let stated = policy.defaults(ofTenant: tenant)?.declaration
            topology.setDefault(stated.map(SecurityDefault.init), ofTenant: tenant)
        }
    }

    private func removeSecurity(_ document: PolicyDocument, from topology: inout Topology) {
        let tenant = document.key.tenant
        for group in document.security.groups where policy.group(group.name, ofTenant: tenant) == nil {
            topology.remove(GroupID(tenant: tenant, name: group.name))
        }
        for set in document.security.addressSets where policy.addressSet(set.name, ofTenant: tenant) == nil {
            topology.remove(AddressSetID(tenant: tenant, name: set.name))
        }
    }

    private func node(_ tenant: String, _ group: GroupDeclaration) -> SecurityGroup? {
        let id = GroupID(tenant: tenant, name: group.name)
        guard let number = allocator.number(.group, id.description),
            let ingress = rules(group.ingress, .ingress, tenant, group),
            let egress = rules(group.egress, .egress, tenant, group)
        else { return nil }
        let members = MemberSelector(
            labels: group.members.labels,
            nics: Set(group.members.nics.map { NICID($0.name, ofTenant: tenant) }),
            networks: Set(group.members.networks.map { NetworkID($0.name, in: tenant) }))
        return SecurityGroup(
            id: id, number: UInt32(number), tier: SecurityTier(group.tier), members: members, ingress: ingress,
            egress: egress)
    }

    /// Nil when one of them has no number: a list without it would mean something else.
    private func rules(
        _ rules: [RuleDeclaration], _ direction: RuleKey.Direction, _ tenant: String, _ group: GroupDeclaration
    ) -> [SecurityRule]? {
        let keys = RuleKey.keys(of: rules, direction, group: group.name, tenant: tenant)
        let numbered = zip(rules, keys).compactMap { rule, key in
            allocator.number(.rule, key).map { number in
                SecurityRule(UInt32(number), rule, tenant, isInTier: group.tier != nil)
            }
        }
        return numbered.count == rules.count ? numbered : nil
    }
}

extension SecurityRule {
    fileprivate init(_ number: UInt32, _ rule: RuleDeclaration, _ tenant: String, isInTier: Bool) {
        let verdict: Verdict =
            switch rule.verdict {
            case .allow: .allow
            case .deny: .deny
            case .reject: .reject
            case .pass: .pass
            }
        let log: Log =
            switch rule.log {
            case .off: .off
            case .all: .all
            case .sampled: .sampled
            }
        self.init(
            number: number, verdict,
            rule.protocols.normalised.map { written in
                switch written {
                case .any: .any
                case .tcp(let ports): .tcp(ports)
                case .udp(let ports): .udp(ports)
                case .icmp(let type): .icmp(type: type)
                case .icmp6(let type): .icmp6(type: type)
                case .ip(let number): .number(number)
                }
            }, RulePeer(rule.endpoint, tenant, isInTier: isInTier), log: log, persists: rule.persists)
    }
}

extension RulePeer {
    /// - Parameter isInTier: labels mean NICs of all tenants there.
    fileprivate init(_ endpoint: RuleEndpoint, _ tenant: String, isInTier: Bool) {
        switch endpoint {
        case .any: self = .any
        case .external: self = .external
        case .prefix(let prefix): self = .prefix(prefix)
        case .network(let reference): self = .network(NetworkID(reference, in: tenant))
        case .addressSet(let reference):
            self = .addressSet(AddressSetID(tenant: reference.tenant ?? tenant, name: reference.name))
        case .group(let reference):
            self = .term(.group(GroupID(tenant: reference.tenant ?? tenant, name: reference.name)))
        case .nic(let name): self = .term(.nic(NICID(name, ofTenant: tenant)))
        case .labels(let labels):
            let sorted = labels.sorted { $0.key < $1.key }.map { PeerTerm.Label(key: $0.key, value: $0.value) }
            self = .term(.labels(tenant: isInTier ? nil : tenant, sorted))
        }
    }
}

extension SecurityTier {
    fileprivate init(_ tier: PolicyTier?) {
        switch tier {
        case .guard: self = .guard
        case nil: self = .tenant
        case .baseline: self = .baseline
        }
    }
}

extension SecurityDefault {
    fileprivate init(_ stated: DefaultDeclaration) {
        self.init(
            ingress: Reach(stated.ingress), egress: Reach(stated.egress), sameNetwork: Reach(stated.sameNetwork))
    }
}

extension SecurityDefault.Reach {
    fileprivate init(_ reach: DefaultDeclaration.Reach) {
        switch reach {
        case .allow: self = .allow
        case .tenant: self = .tenant
        case .deny: self = .deny
        }
    }
}

extension NetworkID {
    fileprivate init(_ reference: ObjectReference, in tenant: String) {
        self.init(tenant: reference.tenant ?? tenant, name: reference.name)
    }
}

extension NICID {
    fileprivate init(_ name: NICDeclaration.Name, ofTenant tenant: String) {
        self.init(tenant: tenant, vm: name.vm, index: name.index)
    }
}
