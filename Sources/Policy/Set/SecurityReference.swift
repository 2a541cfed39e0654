/// A name that a group or one of its rules refers to.
struct SecurityReference {
    enum Target: Hashable {
        case network(ObjectReference)
        case group(ObjectReference)
        case addressSet(ObjectReference)
        case nic(NICDeclaration.Name)
    }

    let target: Target
    /// The group that it stands in.
    let group: String
    let position: SourcePosition
}

extension SecurityReference.Target: CustomStringConvertible {
    init?(_ endpoint: RuleEndpoint) {
        switch endpoint {
        case .network(let reference): self = .network(reference)
        case .group(let reference): self = .group(reference)
        case .addressSet(let reference): self = .addressSet(reference)
        case .nic(let name): self = .nic(name)
        case .any, .external, .prefix, .labels: return nil
        }
    }

    var kind: String {
        switch self {
        case .network: "network"
        case .group: "group"
        case .addressSet: "address set"
        case .nic: "NIC"
        }
    }

    var name: String {
        switch self {
        case .network(let reference), .group(let reference), .addressSet(let reference): reference.description
        case .nic(let name): excerpt("\(name)")
        }
    }

    /// The other tenant, where it names one.
    var foreignTenant: String? {
        switch self {
        case .network(let reference), .group(let reference), .addressSet(let reference): reference.tenant
        case .nic: nil
        }
    }

    var description: String { "\(kind) \(name)" }
}

extension GroupDeclaration {
    /// Everything it names, in the document's order.
    var references: [SecurityReference] {
        var references = members.nics.map { nic in
            SecurityReference(target: .nic(nic.name), group: name, position: nic.position)
        }
        references += members.networks.map { network in
            SecurityReference(target: .network(network.name), group: name, position: network.position)
        }
        references += (ingress + egress).compactMap { rule in
            SecurityReference.Target(rule.endpoint).map {
                SecurityReference(target: $0, group: name, position: rule.position)
            }
        }
        return references
    }
}
