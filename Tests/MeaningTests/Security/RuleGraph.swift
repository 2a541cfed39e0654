import NetworkTypes
import Pipeline
import Policy
import PolicyMeaning
import Topology

import enum Topology.RuleProtocol

@testable import Compiler

/// A scene's rules as the graph has them, made straight from the documents and their meaning.
struct RuleGraph {
    struct Entry {
        let rule: SecurityRule
        let group: UInt32
        let side: PolicySide
        let index: Int
    }

    private(set) var rules: [Entry] = []
    private var identities: [BoundNIC: (number: UInt64, terms: [PeerTerm])] = [:]
    private var groupNumbers: [GroupID: UInt32] = [:]
    private let documents: SecurityDocuments

    init(_ documents: SecurityDocuments, _ numbers: inout [String: UInt32]) {
        self.documents = documents
        let owned = ["acme", DocumentKey.adminTenant].flatMap { tenant in
            documents.policy.groups(ofTenant: tenant).map { (tenant, $0.declaration) }
        }
        for (place, (tenant, group)) in owned.enumerated() {
            groupNumbers[GroupID(tenant: tenant, name: group.name)] = UInt32(place + 1)
        }
        var terms: Set<PeerTerm> = []
        for (tenant, group) in owned {
            let id = GroupID(tenant: tenant, name: group.name)
            for (side, list) in [(PolicySide.ingress, group.ingress), (.egress, group.egress)] {
                for (index, declaration) in list.enumerated() {
                    let rule = Self.rule(declaration, id, group.tier, side, list.prefix(index), &numbers)
                    rules.append(Entry(rule: rule, group: groupNumbers[id] ?? 0, side: side, index: index))
                    if case .term(let term) = rule.peer { terms.insert(term) }
                }
            }
        }
        for nic in documents.nics {
            let met = terms.filter { meets(nic, $0) }.sorted()
            // Any number that is not another's: both halves count.
            let number = met.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { sum, term in
                term.text.utf8.reduce(sum) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
            }
            if !met.isEmpty { identities[nic] = (number, met) }
        }
    }

    func identity(of nic: BoundNIC) -> UInt64? { identities[nic]?.number }

    func groups(of nic: BoundNIC, isStated: Bool) -> [SecurityTier: [UInt32]] {
        let tiers: [(SecurityTier, PolicyTier?)] = [(.guard, .guard), (.tenant, nil), (.baseline, .baseline)]
        return tiers.reduce(into: [:]) { result, tier in
            guard tier.0 != .baseline || !isStated else { return }
            result[tier.0] = documents.resolution.groups(of: nic, tier: tier.1).compactMap {
                groupNumbers[GroupID(tenant: $0.tenant, name: $0.declaration.name)]
            }
        }
    }

    var lookup: PeerLookup {
        PeerLookup(
            identities: { term in identities.values.filter { $0.terms.contains(term) }.map(\.number) },
            prefixes: { set in
                documents.policy.addressSet(set.name, ofTenant: set.tenant)?.declaration.prefixes.reduce(into: []) {
                    $0.insert($1)
                } ?? []
            },
            vni: { SecurityProgram.vnis[$0.name].map { VNI($0) } })
    }

    /// Straight from the members' and labels' meaning.
    private func meets(_ nic: BoundNIC, _ term: PeerTerm) -> Bool {
        switch term {
        case .group(let id):
            guard let group = documents.resolution.group(id.name, ofTenant: id.tenant) else { return false }
            return documents.resolution.groups(of: nic, tier: group.declaration.tier).contains(group)
        case .nic(let id): return nic.tenant == id.tenant && nic.name.vm == id.vm
        case .labels(let tenant, let labels):
            return (tenant == nil || tenant == nic.tenant) && labels.allSatisfy { nic.labels[$0.key] == $0.value }
        }
    }

    // MARK: Declarations

    private static func rule(
        _ declaration: RuleDeclaration, _ group: GroupID, _ tier: PolicyTier?, _ side: PolicySide,
        _ before: ArraySlice<RuleDeclaration>, _ numbers: inout [String: UInt32]
    ) -> SecurityRule {
        func text(_ rule: RuleDeclaration) -> String {
            "\(rule.verdict) \(rule.protocols) \(rule.endpoint) \(rule.persists)"
        }
        let own = text(declaration)
        // Equal rules of a list are told apart by which of them it is.
        let key = "\(group) \(side) \(own) \(before.count { text($0) == own })"
        let number = numbers[key] ?? UInt32(numbers.count + 1)
        numbers[key] = number
        return SecurityRule(
            number: number, SecurityRule.Verdict(rawValue: declaration.verdict.rawValue) ?? .deny,
            declaration.protocols.protocols.map(RuleGraph.ruleProtocol),
            peer(declaration.endpoint, tenant: group.tenant, isTier: tier != nil),
            log: declaration.log == .all ? .all : declaration.log == .sampled ? .sampled : .off,
            persists: declaration.persists)
    }

    private static func ruleProtocol(_ declared: Policy.RuleProtocol) -> RuleProtocol {
        switch declared {
        case .any: .any
        case .tcp(let ports): .tcp(ports)
        case .udp(let ports): .udp(ports)
        case .icmp(let type): .icmp(type: type)
        case .icmp6(let type): .icmp6(type: type)
        case .ip(let number): .number(number)
        }
    }

    private static func peer(_ endpoint: RuleEndpoint, tenant: String, isTier: Bool) -> RulePeer {
        switch endpoint {
        case .any: .any
        case .external: .external
        case .prefix(let prefix): .prefix(prefix)
        case .addressSet(let set): .addressSet(AddressSetID(tenant: set.tenant ?? tenant, name: set.name))
        case .network(let network): .network(NetworkID(tenant: network.tenant ?? tenant, name: network.name))
        case .group(let group): .term(.group(GroupID(tenant: group.tenant ?? tenant, name: group.name)))
        case .nic(let name): .term(.nic(NICID(tenant: tenant, vm: name.vm, index: name.index)))
        case .labels(let labels):
            .term(
                .labels(
                    tenant: isTier ? nil : tenant,
                    labels.map { PeerTerm.Label(key: $0.key, value: $0.value) }.sorted()))
        }
    }
}
