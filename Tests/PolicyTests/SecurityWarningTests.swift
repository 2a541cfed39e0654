import Policy
import Testing

@Suite("Rules without effect")
struct SecurityWarningTests {
    /// The warnings for one group's ingress rules; its first rule stands on line 10.
    private func warnings(_ rules: [String]) throws -> [Diagnostic] {
        let text = acme(
            """
            networks: { web: {} }
            address-sets: { one: [10.1.0.0/16], two: [10.1.2.0/24, 10.2.0.0/16], empty: [] }
            groups:
              web:
                members: { labels: {} }
                ingress:
            """ + "\n" + rules.map { "      - { \($0) }\n" }.joined())
        let set = try PolicySet().applying(text, accepting: Kind.security)
        return set.warnings(in: set.keys)
    }

    @Test(
        "A rule is told when rules before it decide all that it names",
        arguments: [
            (["allow: any, from: any", "deny: tcp/1, from: net:web"], ["11 ← 10"]),
            (["deny: tcp/1, from: net:web", "allow: any, from: any"], []),
            (["allow: tcp, from: any", "deny: [tcp/80, udp], from: any"], []),
            (["allow: tcp, from: any", "deny: udp, from: any", "deny: [tcp/80, udp/53], from: any"], ["12 ← 10, 11"]),
            (
                ["allow: tcp/1-9, from: any", "deny: tcp/10-20, from: any", "deny: tcp/5-15, from: external"],
                ["12 ← 10, 11"]
            ),
            (["allow: any, from: 10.0.0.0/8", "deny: any, from: 10.5.0.0/16"], ["11 ← 10"]),
            (["allow: any, from: 10.5.0.0/16", "deny: any, from: 10.0.0.0/8"], []),
            (["allow: any, from: 10.0.0.0/8", "deny: any, from: '::/0'"], []),
            (["allow: any, from: 0.0.0.0/0", "deny: any, from: '::/0'", "deny: any, from: any"], []),
            (["allow: any, from: net:web", "deny: icmp, from: net:acme/web"], ["11 ← 10"]),
            (["allow: any, from: net:web", "deny: icmp, from: group:web"], []),
            (["allow: any, from: 'label:a=x,b=y'", "deny: icmp, from: 'label:b=y,a=x'"], ["11 ← 10"]),
            (["allow: any, from: set:one", "deny: any, from: 10.1.9.0/24"], ["11 ← 10"]),
            (["allow: any, from: set:one", "deny: any, from: set:two"], []),
            (["allow: any, from: 10.1.0.0/16", "deny: any, from: set:one"], ["11 ← 10"]),
            (
                ["allow: any, from: set:one", "allow: any, from: 10.2.0.0/15", "deny: any, from: set:two"],
                ["12 ← 10, 11"]
            ),
            (["allow: any, from: set:two", "allow: any, from: set:two"], ["11 ← 10"]),
            // A rule without effect shadows nothing by itself
            (
                ["allow: tcp, from: any", "deny: tcp/1, from: any", "deny: tcp/1, from: net:web"],
                ["11 ← 10", "12 ← 10"]
            ),
            // Of IPv4 prefixes only IPv4 packets count
            (["allow: icmp, from: 10.0.0.0/8", "deny: [icmp, icmp6], from: 10.0.0.0/8"], ["11 ← 10"]),
            (["allow: icmp6, from: 10.0.0.0/8"], ["10 ← "]),
            (["allow: icmp, from: set:empty"], ["10 ← "]),
        ])
    func shadowed(rules: [String], expected: [String]) throws {
        let found = try warnings(rules)
        #expect(
            found.map { warning in
                "\(warning.position?.line ?? 0) ← \(warning.related.map { "\($0.line)" }.joined(separator: ", "))"
            } == expected)
        #expect(found.allSatisfy { $0.severity == .warning && $0.code == .noEffect })
    }

    @Test("Directions, groups and documents do not shadow each other")
    func apart() throws {
        let text = acme(
            """
            groups:
              a: { members: { labels: {} }, ingress: [{ allow: any, from: any }], egress: [{ allow: any, to: any }] }
              b: { members: { labels: {} }, ingress: [{ deny: any, from: any }], egress: [{ deny: any, to: any }] }
            """)
        let set = try PolicySet().applying(text, accepting: Kind.security)
        #expect(set.warnings(in: set.keys).isEmpty)
    }

    @Test("A group with rules that names no member is told at its place, and its rules are not told besides")
    func memberless() throws {
        let rules = "ingress: [{ allow: any, from: any }, { deny: any, from: any }]"
        let set = try PolicySet().applying(
            acme("groups:\n  a: { members: {}, \(rules) }\n  b: { members: { nics: [] } }"), accepting: Kind.security)
        let found = set.warnings(in: set.keys)
        #expect(found.map(brief) == ["no-effect 5:3"])
        #expect(found.map(\.message) == ["acme: group a has rules and names no member"])
        #expect(found.map(\.hint) == ["`members: { labels: {} }` is every NIC"])
    }

    @Test("What is told: the rule as it is written, and why")
    func text() throws {
        let found = try warnings(["allow: tcp, from: any", "deny: tcp/22, from: net:web", "allow: icmp, from: '::/0'"])
        #expect(
            found.map(\.description) == [
                "t.yaml:11:9: warning: acme: group web: `deny tcp/22 from net:web` has no effect: what it names is decided "
                    + "by earlier rules of the group\nalso: t.yaml:10:9",
                "t.yaml:12:9: warning: acme: group web: `allow icmp from ::/0` has no effect: no packet of its protocols has "
                    + "such an address",
            ])
    }

    @Test("Only the documents asked for are looked at, and a tenant with NICs and no default is told what counts")
    func documents() throws {
        let nics = acme("networks: { web: {} }\nnics: [{ vm: a, network: web }]", document: "nics")
        let rules =
            "groups: { a: { members: { labels: {} }, ingress: [{ allow: any, from: any }, { deny: any, from: any }] } }"
        let set = try PolicySet().applying([("n.yaml", nics), ("r.yaml", acme(rules))], accepting: Kind.security)
        let keys = set.keys
        #expect(set.warnings(in: [keys[1]]).map(\.code) == [.noDefault])
        #expect(
            set.warnings(in: [keys[1]]).map(\.message) == [
                "acme: no document states a `default`; ingress is `tenant`, egress `allow`, same-network `allow`"
            ])
        #expect(set.warnings(in: keys).map(\.code) == [.noDefault, .noEffect])
        let stated = try set.applying(acme("default: {}", document: "more"), accepting: Kind.security)
        #expect(stated.warnings(in: keys).map(\.code) == [.noEffect])
        #expect(stated.warnings(in: []).isEmpty)
    }

    @Test("Thousands of rules are looked at without looking at pairs", .timeLimit(.minutes(1)))
    func many() throws {
        let rules = (0..<3000).map { "allow: tcp/\(1 + $0 % 1500), from: 10.\($0 / 250).\($0 % 250).0/24" }
        #expect(try warnings(rules).isEmpty)
        let ports = (0..<3000).map { "allow: tcp/\(2 * $0 + 1), from: any" }
        #expect(try warnings(ports).isEmpty)
        let shadowed = try warnings(["allow: any, from: 10.0.0.0/8"] + rules)
        #expect(shadowed.count == 1001 && shadowed.allSatisfy { $0.severity == .warning })
        #expect(shadowed.contains { $0.message == "there are more warnings than the 1000 shown" })
        #expect(try warnings(ports + ["deny: tcp, from: net:web", "deny: tcp/5999, from: 10.0.0.1"]).count == 1)
    }
}
