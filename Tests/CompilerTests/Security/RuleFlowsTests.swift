import NetworkTypes
import OpenFlow
import Pipeline
import Testing
import Topology

@testable import Compiler

@Suite("Flows of rules")
struct RuleFlowsTests {
    private static let term = PeerTerm.group(GroupID(tenant: "acme", name: "web"))
    private static let set = AddressSetID(tenant: "acme", name: "offices")
    private static let network = NetworkID(tenant: "acme", name: "lan")

    private static func lookup(prefixes: Int = 0) -> PeerLookup {
        PeerLookup(
            identities: { $0 == Self.term ? [0x1_0000_0002] : [] },
            prefixes: { _ in
                Set(
                    (0..<prefixes).map { IPPrefix(containing: .v4(IPv4Address(rawValue: UInt32($0) << 8)), length: 24) }
                )
            },
            vni: { $0 == Self.network ? VNI(10_000) : nil })
    }

    private func texts(
        _ rule: SecurityRule, _ side: PolicySide = .ingress, index: Int = 0, prefixes: Int = 0
    ) -> [String] {
        flows(rule, side, index: index, prefixes: prefixes).map { "\($0.decoded())" }
    }

    private func flows(
        _ rule: SecurityRule, _ side: PolicySide = .ingress, index: Int = 0, prefixes: Int = 0
    ) -> [EncodedFlow] {
        var flows: [EncodedFlow] = []
        RuleFlows(rule, group: 3, side, index: index, Self.lookup(prefixes: prefixes)).add(to: &flows)
        for flow in flows {
            #expect(FlowCheck.problems(of: flow.decoded()) == [])
            #expect(EncodedFlow(flow.decoded()) == flow)
        }
        #expect(ConjunctionProofs(flows).problems == [])
        return flows
    }

    @Test("An allowed port, from a group")
    func group() {
        #expect(
            texts(SecurityRule(number: 42, .allow, [.tcp(443...443)], .term(Self.term))) == [
                "cookie=0x90000000000002a, table=95, priority=60000,ct_state=-inv+trk,ct_nw_proto=6,ct_tp_dst=443,reg4=0x7,reg6=0x1,reg7=0x2 actions=set_field:0x2a->reg8"
            ])
    }

    @Test("Each verdict sets its own register, and the number of a rule that lasts is not all that it sets")
    func verdicts() {
        func actions(_ rule: SecurityRule) -> [String] {
            texts(rule).map { String($0.split(separator: " ").last ?? "") }
        }
        #expect(actions(SecurityRule(number: 7, .deny, [.any], .any)) == ["actions=set_field:0x7->reg10"])
        #expect(actions(SecurityRule(number: 7, .reject, [.any], .any)) == ["actions=set_field:0x7->reg9"])
        #expect(actions(SecurityRule(number: 7, .pass, [.any], .any)) == ["actions=drop"])
        #expect(
            actions(SecurityRule(number: 7, .allow, [.any], .any, log: .sampled, persists: true)) == [
                "actions=set_field:0x7->reg8,set_field:0x180/0x180->reg2"
            ])
    }

    @Test("Later rules have lower priorities, and rules for what members send another group number")
    func places() {
        let text = texts(SecurityRule(number: 1, .allow, [.any], .any), .egress, index: 12)
        #expect(
            text == [
                "cookie=0x900000000000001, table=95, priority=59988,ct_state=-inv+trk,reg4=0x6 actions=set_field:0x1->reg8"
            ])
    }

    @Test("An address is looked for where the NIC's other end is")
    func prefix() throws {
        let matches = texts(SecurityRule(number: 1, .allow, [.any], .prefix(try IPPrefix("10.0.0.0/8"))))
        #expect(matches.count == 2)
        #expect(matches[0].contains("reg2=0/0x8") && matches[0].contains("nw_dst=10.0.0.0/8"))
        #expect(matches[1].contains("reg2=0x8/0x8") && matches[1].contains("nw_src=10.0.0.0/8"))
        #expect(texts(SecurityRule(number: 1, .allow, [.any], .prefix(try IPPrefix("::/0")))).count == 1)
    }

    @Test("What no packet can be has no flow")
    func families() throws {
        let v6 = RulePeer.prefix(try IPPrefix("2001:db8::/32"))
        #expect(flows(SecurityRule(number: 1, .allow, [.icmp(type: nil)], v6)).isEmpty)
        #expect(flows(SecurityRule(number: 1, .allow, [.icmp6(type: 128)], v6)).count == 2)
        #expect(flows(SecurityRule(number: 1, .allow, [.any], .network(NetworkID(tenant: "a", name: "b")))).isEmpty)
        let nobody = PeerTerm.group(GroupID(tenant: "acme", name: "nobody"))
        #expect(flows(SecurityRule(number: 1, .allow, [.any], .term(nobody))).isEmpty)
    }

    @Test("ICMP is told by what the connection began with, over its own family")
    func icmp() {
        let text = texts(SecurityRule(number: 1, .allow, [.icmp(type: 8), .icmp6(type: 128)], .any))
        #expect(text.count == 2)
        #expect(text[0].contains("ct_nw_proto=1,ct_tp_src=8,ip,"), "\(text[0])")
        #expect(text[1].contains("ct_nw_proto=58,ct_tp_src=128,ipv6,"), "\(text[1])")
    }

    @Test("Many ports and many addresses are a conjunction, and few are pairs")
    func conjunction() {
        let ports: [RuleProtocol] = [.tcp(1...6), .udp(53...53)]
        let rule = SecurityRule(number: 9, .allow, ports, .addressSet(Self.set))
        // 1, 2-3, 4-5, 6 and udp/53; each prefix where the NIC sends and where it receives.
        #expect(flows(rule, prefixes: 10).count == 5 + 20 + 1)
        #expect(flows(rule, prefixes: 1).count == 5 + 2 + 1)
        #expect(flows(SecurityRule(number: 9, .allow, [.tcp(1...1)], .addressSet(Self.set)), prefixes: 10).count == 20)
        let text = texts(rule, prefixes: 10)
        #expect(
            text.last
                == "cookie=0x900000000000009, table=95, priority=60000,conj_id=9,ct_state=-inv+trk,reg4=0x7 actions=set_field:0x9->reg8"
        )
        #expect(text.dropLast().allSatisfy { $0.contains("conjunction(9,1/2)") || $0.contains("conjunction(9,2/2)") })
    }

    @Test("An address more in a set is the flows of that address more")
    func addressAdded() {
        let rule = SecurityRule(number: 9, .allow, [.tcp(1...6)], .addressSet(Self.set))
        let before = Set(flows(rule, prefixes: 20))
        let after = Set(flows(rule, prefixes: 21))
        #expect(before.subtracting(after).isEmpty && after.subtracting(before).count == 2)
    }
}
