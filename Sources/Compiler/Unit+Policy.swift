import NetworkTypes
import OpenFlow
import Pipeline
import Topology

extension Unit {
    /// A group's rules in both directions, each a fragment of its own, so that its flows' counters are the rule's.
    func compileGroup(_ id: GroupID, _ topology: inout TrackedTopology) -> [Fragment] {
        guard let group = topology.group(id) else { return [] }
        var fragments: [Fragment] = []
        fragments.reserveCapacity(group.ingress.count + group.egress.count)
        for (side, rules) in [(PolicySide.ingress, group.ingress), (.egress, group.egress)] {
            for (index, rule) in rules.enumerated() {
                let lookup = PeerLookup(of: rule.peer, in: &topology)
                var flows: [EncodedFlow] = []
                RuleFlows(rule, group: group.number, side, index: index, lookup).add(to: &flows)
                fragments.append(
                    Fragment(
                        Cookie(.rule, UInt64(rule.number)), owner: .rule(id, side, index), audience: .servers(of: id),
                        rank: .judge, flows: flows))
            }
        }
        let problems = ConjunctionProofs(fragments.lazy.flatMap { $0.flows.entries }).problems
        precondition(problems.isEmpty, "group \(id) does not compile to what it means: \(problems)")
        return fragments
    }

    /// The stages of policy on a host, where any NIC may have one.
    func compilePolicyBase(_ id: HostID, _ topology: inout TrackedTopology) -> [Fragment] {
        guard let host = topology.policingHost(id) else { return [] }
        let cookie = Cookie(.policyBase, UInt64(host.number))
        return [
            Fragment(
                cookie, owner: .host(id), audience: .host(id), rank: .know, flows: PolicyBase(cookie: cookie).flows)
        ]
    }

    /// What the policies of a network's NICs need to know of it, where any may have one.
    func compileSubnets(_ id: NetworkID, _ topology: inout TrackedTopology) -> [Fragment] {
        guard let network = topology.network(id), topology.usesGroups(network) else { return [] }
        let cookie = Cookie(.subnets, UInt64(network.vni.rawValue))
        var flows: [EncodedFlow] = []
        SubnetFlows(network).add(to: &flows, cookie: cookie)
        return [
            Fragment(cookie, owner: .network(id), audience: .members(of: id, except: nil), rank: .know, flows: flows)
        ]
    }
}

extension PeerLookup {
    /// What a rule's peer needs, read from the graph.
    fileprivate init(of peer: RulePeer, in topology: inout TrackedTopology) {
        self.init()
        switch peer {
        case .term(let term):
            let found = topology.identities(meeting: term).map(\.number)
            identities = { _ in found }
        case .addressSet(let set):
            let found = topology.prefixes(of: set)
            prefixes = { _ in found }
        case .network(let network):
            let found = topology.network(network)?.vni
            vni = { _ in found }
        case .any, .external, .prefix: break
        }
    }
}
