import NetworkTypes
import Pipeline
import Policy
import Testing
import Topology

@testable import Tracing

/// Traces through the tables of groups.
@Suite struct PolicyWalkTests {
    static let security = """
        default: { same-network: deny }
        groups:
          web:
            members: { nics: ['web1:0'] }
            egress:
              - { allow: icmp/echo, to: any }
              - { deny: udp/53, to: 'nic:web2:0' }
          db:
            members: { nics: ['web2:0', 'web3:0'] }
            ingress:
              - { allow: tcp/22, from: group:web }
              - { reject: tcp/23, from: any }
        """

    @Test("Every stage of policy belongs to its side, and no other stage to any")
    func stages() {
        let own = PolicySide.allCases.flatMap { side in PolicyPart.allCases.map { (side, $0.stage(of: side)) } }
        for (side, stage) in own { #expect(PolicySide(ofStage: stage.rawValue) == side) }
        let others = Set(Stage.allCases).subtracting(own.map(\.1))
        #expect(others == [.classify, .tunnel, .guardian, .services, .switching, .rules, .deliver, .marker])
        #expect(others.allSatisfy { PolicySide(ofStage: $0.rawValue) == nil })
    }

    @Test("A rule that allows: each stage, and the rule with its line")
    func allowed() throws {
        let trace = try TracedFabric(Self.security).trace("web1", "web2", "tcp/22")
        #expect(trace.isAllowed)
        #expect(trace.faults == [])
        #expect(trace.suggestions == [])
        #expect(
            trace.journeys[0].lines == [
                "kvm1 classify: from acme/web1:0, in network acme/web (base.yaml:8)",
                "kvm1 guard: MAC 52:54:00:00:00:01 and 10.10.1.5 are acme/web1:0's own (base.yaml:8)",
                "kvm1 services: no question that the network answers itself (fabric.yaml:6)",
                "kvm1 egress-track: acme/web1:0 has a policy (base.yaml:8)",
                "kvm1 egress-connect: its connection is looked up, as acme/web1:0 sees it (fabric.yaml:6)",
                "kvm1 egress-peers: the other end is acme/web2:0 (base.yaml:9)",
                "kvm1 egress-guard: no group of the guard tier is asked (fabric.yaml:6)",
                "kvm1 egress-policy: the groups of acme/web1:0 are asked (base.yaml:8)",
                "kvm1 rules: no rule of the group matches (fabric.yaml:6)",
                "kvm1 egress-baseline: no baseline is asked (fabric.yaml:6)",
                "kvm1 egress-verdict: the policy of acme/web1:0 admits it (fabric.yaml:6)",
                "kvm1 egress-commit: a new connection, which is kept (fabric.yaml:6)",
                "kvm1 switch: MAC 52:54:00:00:00:02 is acme/web2:0's, on this host (base.yaml:9)",
                "kvm1 ingress-track: acme/web2:0 has a policy (base.yaml:9)",
                "kvm1 ingress-connect: its connection is looked up, as acme/web2:0 sees it (fabric.yaml:6)",
                "kvm1 ingress-peers: the other end is acme/web1:0 (base.yaml:8)",
                "kvm1 ingress-guard: no group of the guard tier is asked (fabric.yaml:6)",
                "kvm1 ingress-policy: the groups of acme/web2:0 are asked (base.yaml:9)",
                "kvm1 rules: group/acme/db ingress 1 allows it (security.yaml:14)",
                "kvm1 ingress-baseline: no baseline is asked (fabric.yaml:6)",
                "kvm1 ingress-verdict: the policy of acme/web2:0 admits it (fabric.yaml:6)",
                "kvm1 ingress-commit: a new connection, which is kept (fabric.yaml:6)",
                "kvm1 deliver: out by port tap-web2 to acme/web2:0 (base.yaml:9)",
            ])
        #expect(
            trace.decisions.map {
                "\($0.direction) \($0.verdict) \($0.basis): \($0.text) \($0.origin?.position.line ?? 0)"
            } == [
                "egress allow byDefault: default of acme: egress: allow 4",
                "ingress allow rule: allow: tcp/22, group:web, in group acme/db 14",
            ])
    }

    @Test("The reply lives with its connection, which both ends have seen")
    func reply() throws {
        let trace = try TracedFabric(Self.security).trace("web1", "web3", "tcp/22")
        #expect(trace.isAllowed)
        #expect(trace.faults == [])
        let commits = try #require(trace.journeys.last).lines.filter { $0.contains("commit") }
        #expect(
            commits == [
                "kvm2 egress-commit: a connection that is known (fabric.yaml:7)",
                "kvm1 ingress-commit: a connection that is known (fabric.yaml:6)",
            ])
    }

    @Test(
        "What is refused names who refuses it, and the smallest rule that would allow it",
        arguments: [
            (
                "web2", "tcp/23", "ingress of acme/web2:0: reject: tcp/23, any, in group acme/db at security.yaml:15",
                ["`allow: tcp/23, from: nic:web1:0` in group acme/db, ingress, before security.yaml:15"]
            ),
            (
                "web2", "udp/53",
                "egress of acme/web1:0: deny: udp/53, nic:web2:0, in group acme/web at security.yaml:10",
                [
                    "`allow: udp/53, to: nic:web2:0` in group acme/web, egress, before security.yaml:10",
                    "`allow: udp/53, from: nic:web1:0` in group acme/db, ingress, at security.yaml:11",
                ]
            ),
            (
                "web3", "icmp", "ingress of acme/web3:0: default of acme: same-network: deny at security.yaml:4",
                ["`allow: icmp/echo, from: nic:web1:0` in group acme/db, ingress, at security.yaml:11"]
            ),
        ])
    func refused(_ to: String, _ proto: String, _ reason: String, _ suggestions: [String]) throws {
        let trace = try TracedFabric(Self.security).trace("web1", to, proto)
        #expect(!trace.isAllowed)
        #expect(trace.reason == reason)
        #expect(trace.suggestions.map(\.text) == suggestions)
        #expect(trace.journeys.count == 1)
        #expect(trace.faults == [])
    }

    @Test("A guard counts before the tenant's rules, and another's lines are not shown to a tenant")
    func guarded() throws {
        let fabric = try TracedFabric(
            Self.security,
            guards: "groups: { base: { members: { labels: {} }, ingress: [{ deny: tcp/22, from: any }] } }")
        let trace = try fabric.trace("web1", "web2", "tcp/22")
        #expect(
            trace.reason
                == "ingress of acme/web2:0: deny: tcp/22, any, in group admin/base (guard tier) at guard.yaml:5")
        #expect(trace.faults == [])
        let own = try fabric.trace("web1", "web2", "tcp/22", asker: "acme")
        #expect(own.reason == "ingress of acme/web2:0: deny: tcp/22, any, in group admin/base (guard tier)")
    }
}
