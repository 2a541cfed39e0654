import NetworkTypes
import Policy
import Topology

/// Gives every declared object the number that stands for it in flows.
enum Numbering {
    /// Numbers what these documents name and has no number yet; answers what could not be numbered.
    static func assign(
        _ documents: [PolicyDocument], _ policy: PolicySet, _ allocator: inout Allocator
    ) -> [Diagnostic] {
        for document in documents {
            for host in document.fabric?.hosts ?? [] { _ = allocator.number(.host, host.name, from: 1) }
            for nic in document.nics {
                let id = NICID(nic, tenant: document.key.tenant)
                _ = allocator.number(.nic, id.description, from: UInt64(NIC.firstNumber))
            }
            for group in document.security.groups { assign(group, of: document.key.tenant, &allocator) }
        }
        return assignVNIs(documents, policy, &allocator)
    }

    /// Numbers a group and its rules.
    private static func assign(_ group: GroupDeclaration, of tenant: String, _ allocator: inout Allocator) {
        _ = allocator.number(.group, GroupID(tenant: tenant, name: group.name).description, from: 1)
        let ingress = RuleKey.keys(of: group.ingress, .ingress, group: group.name, tenant: tenant)
        let egress = RuleKey.keys(of: group.egress, .egress, group: group.name, tenant: tenant)
        for key in ingress + egress { _ = allocator.number(.rule, key, from: 1) }
    }

    /// Explicit VNIs go first, so that the pool does not hand one of them to another network.
    private static func assignVNIs(
        _ documents: [PolicyDocument], _ policy: PolicySet, _ allocator: inout Allocator
    ) -> [Diagnostic] {
        let pool = policy.vniPool?.value ?? FabricSection.defaultVNIPool
        let networks = documents.flatMap { document in document.networks.map { (document.key.tenant, $0) } }
        let requested = Set(networks.compactMap { $0.1.requestedVNI?.rawValue })
        var problems: [Diagnostic] = []
        for (tenant, network) in networks {
            let id = NetworkID(tenant: tenant, name: network.name)
            _ = allocator.number(.profile, id.description, from: 1)
            let range = pool.lowerBound.rawValue...pool.upperBound.rawValue
            do throws(Allocator.VNIProblem) {
                _ = try allocator.vni(
                    id.description, requested: network.requestedVNI, pool: range, reserved: requested,
                    isInForce: { isInForce($0, policy) })
            } catch {
                problems.append(diagnostic(error, id, network, pool))
            }
        }
        return problems
    }

    private static func isInForce(_ network: String, _ policy: PolicySet) -> Bool {
        let parts = network.split(separator: "/", maxSplits: 1)
        return parts.count == 2 && policy.network(String(parts[1]), ofTenant: String(parts[0])) != nil
    }

    private static func diagnostic(
        _ problem: Allocator.VNIProblem, _ id: NetworkID, _ network: NetworkDeclaration, _ pool: ClosedRange<VNI>
    ) -> Diagnostic {
        switch problem {
        case .exhausted:
            Diagnostic(
                .exhausted,
                "network \(id): every VNI of the pool \(pool.lowerBound)-\(pool.upperBound) is taken, or kept for the network that had it",
                at: network.position, hint: "widen vni-pool in the fabric document")
        case .taken(let owner):
            Diagnostic(
                .duplicate,
                "network \(id): VNI \(network.requestedVNI.map { "\($0)" } ?? "-") belongs to network \(owner)",
                at: network.position, hint: "`weft get vnis` shows which are taken")
        }
    }
}

extension NICID {
    init(_ nic: NICDeclaration, tenant: String) {
        self.init(tenant: tenant, vm: nic.name.vm, index: nic.name.index)
    }

    var declaredName: NICDeclaration.Name { NICDeclaration.Name(vm: vm, index: index) }
}
