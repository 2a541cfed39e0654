import Policy
import PolicyMeaning
import Testing

/// Documents, and what becomes of connections under them.
struct MeaningCase: Sendable, CustomTestStringConvertible {
    let title: String
    let security: String
    let admin: [String: String]
    /// `web1 > db1 tcp/80`, and the judgement's description.
    let connections: [(String, String)]
    var testDescription: String { title }

    init(
        _ title: String, _ security: String = "", admin: [String: String] = [:],
        gives connections: [(String, String)]
    ) {
        self.title = title
        self.security = security
        self.admin = admin
        self.connections = connections
    }
}

@Suite("What groups, tiers and defaults mean")
struct SecurityMeaningTests {
    static let defaults = [
        MeaningCase(
            "Nothing stated: the own tenant reaches us, and we reach everyone",
            gives: [
                // Switched in one network, routed, and outside
                (
                    "web1 > web2 tcp/80",
                    "allow: egress allow (default allow, unstated), ingress allow (default allow, unstated)"
                ),
                (
                    "web1 > db1 tcp/80",
                    "allow: egress allow (default allow, unstated), ingress allow (default tenant, unstated)"
                ),
                ("8.8.8.8 > db1 tcp/80", "deny: egress -, ingress deny (default tenant, unstated)"),
                ("db1 > 8.8.8.8 tcp/80", "allow: egress allow (default allow, unstated), ingress -"),
                // Another tenant, whatever way it came
                (
                    "lan1 > db1 tcp/80",
                    "deny: egress allow (default allow, unstated), ingress deny (default tenant, unstated)"
                ),
                // Routed or translated between two of one network
                (
                    "web1 > web2 tcp/80 routed",
                    "allow: egress allow (default allow, unstated), ingress allow (default tenant, unstated)"
                ),
            ]),
        MeaningCase(
            "same-network takes the place of ingress for what is switched, and for nothing else",
            "default: { ingress: deny, egress: allow, same-network: allow }",
            gives: [
                (
                    "web1 > web2 tcp/80",
                    "allow: egress allow (default allow, line 4), ingress allow (default allow, line 4)"
                ),
                (
                    "web1 > web2 tcp/80 routed",
                    "deny: egress allow (default allow, line 4), ingress deny (default deny, line 4)"
                ),
                (
                    "web1 > db1 tcp/80",
                    "deny: egress allow (default allow, line 4), ingress deny (default deny, line 4)"
                ),
                ("8.8.8.8 > web1 tcp/80", "deny: egress -, ingress deny (default deny, line 4)"),
            ]),
        MeaningCase(
            "The sender's side stays with egress",
            "default: { ingress: allow, egress: deny, same-network: allow }",
            gives: [
                (
                    "web1 > web2 tcp/80",
                    "deny: egress deny (default deny, line 4), ingress allow (default allow, line 4)"
                ),
                ("8.8.8.8 > web1 tcp/80", "allow: egress -, ingress allow (default allow, line 4)"),
                (
                    "lan1 > web1 tcp/80",
                    "allow: egress allow (default allow, unstated), ingress allow (default allow, line 4)"
                ),
            ]),
        MeaningCase(
            "`tenant` is the own tenant only, in both directions and within a network",
            "default: { ingress: tenant, egress: tenant, same-network: tenant }",
            gives: [
                (
                    "web1 > web2 tcp/80",
                    "allow: egress allow (default tenant, line 4), ingress allow (default tenant, line 4)"
                ),
                ("web1 > 8.8.8.8 tcp/80", "deny: egress deny (default tenant, line 4), ingress -"),
                (
                    "web1 > lan1 tcp/80",
                    "deny: egress deny (default tenant, line 4), ingress deny (default tenant, unstated)"
                ),
            ]),
    ]

    static let groups = [
        MeaningCase(
            "The first matching rule of a group is its verdict; rules without a match leave it to the default",
            """
            default: { ingress: deny, same-network: deny }
            groups:
              web:
                members: { labels: { role: web } }
                ingress:
                  - { allow: tcp/443, from: any }
                  - { reject: [tcp/22, tcp/443], from: any }
                  - { allow: icmp/echo, from: net:web }
                  - { deny: icmp, from: any }
            """,
            gives: [
                ("web1 > web2 tcp/443", "allow: egress allow (default allow, line 4), ingress allow (acme/security:9)"),
                ("8.8.8.8 > web2 tcp/443", "allow: egress -, ingress allow (acme/security:9)"),
                ("8.8.8.8 > web2 tcp/22", "reject: egress -, ingress reject (acme/security:10)"),
                ("8.8.8.8 > web2 tcp/80", "deny: egress -, ingress deny (default deny, line 4)"),
                ("web1 > web2 icmp/8", "allow: egress allow (default allow, line 4), ingress allow (acme/security:11)"),
                ("web1 > web2 icmp/13", "deny: egress allow (default allow, line 4), ingress deny (acme/security:12)"),
                ("db1 > web2 icmp/8", "deny: egress allow (default allow, line 4), ingress deny (acme/security:12)"),
                // Of a NIC that is in no group only the default counts
                (
                    "web1 > db1 tcp/443",
                    "deny: egress allow (default allow, line 4), ingress deny (default deny, line 4)"
                ),
                // ICMPv6 is not ICMP
                (
                    "web1@2001:db8:1::11 > web2@2001:db8:1::12 icmp/128",
                    "deny: egress allow (default allow, line 4), ingress deny (default deny, line 4)"
                ),
                (
                    "web1@2001:db8:1::11 > web2@2001:db8:1::12 tcp/443",
                    "allow: egress allow (default allow, line 4), ingress allow (acme/security:9)"
                ),
            ]),
        MeaningCase(
            "Of several groups any that allows wins, else any that rejects, else any that denies",
            """
            groups:
              a: { members: { labels: {} }, ingress: [{ deny: tcp/1-3, from: any }] }
              b: { members: { labels: {} }, ingress: [{ reject: tcp/2-3, from: any }] }
              c: { members: { labels: {} }, ingress: [{ allow: tcp/3-4, from: any }] }
              d: { members: { nics: [web1] }, ingress: [{ allow: tcp/3, from: any }, { deny: tcp/3, from: any }] }
            """,
            gives: [
                ("8.8.8.8 > web1 tcp/1", "deny: egress -, ingress deny (acme/security:5)"),
                ("8.8.8.8 > web1 tcp/2", "reject: egress -, ingress reject (acme/security:6)"),
                ("8.8.8.8 > web1 tcp/3", "allow: egress -, ingress allow (acme/security:7, acme/security:8)"),
                ("8.8.8.8 > web2 tcp/3", "allow: egress -, ingress allow (acme/security:7)"),
                ("8.8.8.8 > web2 tcp/4", "allow: egress -, ingress allow (acme/security:7)"),
                ("8.8.8.8 > web2 tcp/5", "deny: egress -, ingress deny (default tenant, unstated)"),
            ]),
        MeaningCase(
            "A deny shadows only later rules of its own group and direction",
            """
            groups:
              a:
                members: { labels: {} }
                ingress: [{ deny: any, from: 10.0.0.0/8 }, { allow: any, from: any }]
                egress: [{ allow: any, to: any }]
              b: { members: { labels: {} }, ingress: [{ allow: udp/53, from: any }] }
            """,
            gives: [
                ("web1 > web2 tcp/53", "deny: egress allow (acme/security:8), ingress deny (acme/security:7)"),
                ("web1 > web2 udp/53", "allow: egress allow (acme/security:8), ingress allow (acme/security:9)"),
                ("8.8.8.8 > web2 tcp/53", "allow: egress -, ingress allow (acme/security:7)"),
            ]),
        MeaningCase(
            "Both ends must pass; the sender's side is told first",
            """
            groups:
              web:
                members: { labels: { role: web } }
                egress: [{ allow: tcp/5432, to: group:db }, { reject: tcp/1, to: any }, { deny: any, to: any }]
              db:
                members: { labels: { role: db } }
                ingress: [{ allow: tcp/5432, from: group:web }, { reject: any, from: any }]
            """,
            gives: [
                ("web1 > db1 tcp/5432", "allow: egress allow (acme/security:7), ingress allow (acme/security:10)"),
                ("web1 > db1 tcp/1", "reject: egress reject (acme/security:7), ingress reject (acme/security:10)"),
                ("web1 > db1 tcp/2", "deny: egress deny (acme/security:7), ingress reject (acme/security:10)"),
                // Not in the groups' addresses: an address of nobody, and of another network with the same prefix
                (
                    "web1@10.0.1.77 > db1 tcp/5432",
                    "reject: egress allow (acme/security:7), ingress reject (acme/security:10)"
                ),
                ("twin1 > 10.0.2.21 tcp/5432", "deny: egress deny (acme/security:7), ingress -"),
                (
                    "found > db1 tcp/5432",
                    "reject: egress allow (default allow, unstated), ingress reject (acme/security:10)"
                ),
            ]),
        MeaningCase(
            "Endpoints of every kind",
            """
            default: { egress: deny }
            address-sets: { offices: [198.51.100.0/24, '2001:db8:f::/48'] }
            groups:
              g:
                members: { labels: {} }
                egress:
                  - { allow: tcp/1, to: external }
                  - { allow: tcp/2, to: set:offices }
                  - { allow: tcp/3, to: nic:db1 }
                  - { allow: tcp/4, to: 'label:role=db' }
                  - { allow: tcp/5, to: net:db }
                  - { allow: tcp/6, to: 10.0.2.0/24 }
            """,
            gives: [
                ("web1 > 8.8.8.8 tcp/1", "allow: egress allow (acme/security:10), ingress -"),
                ("web1 > 10.0.2.77 tcp/1", "deny: egress deny (default deny, line 4), ingress -"),
                ("web1 > 198.51.100.9 tcp/2", "allow: egress allow (acme/security:11), ingress -"),
                ("web1@2001:db8:1::11 > 2001:db8:f::9 tcp/2", "allow: egress allow (acme/security:11), ingress -"),
                ("web1 > 8.8.8.8 tcp/2", "deny: egress deny (default deny, line 4), ingress -"),
                ("web1 > db1 tcp/3", "allow: egress allow (acme/security:12), ingress allow (default tenant, line 4)"),
                ("web1 > db1 tcp/4", "allow: egress allow (acme/security:13), ingress allow (default tenant, line 4)"),
                ("web1 > db1 tcp/5", "allow: egress allow (acme/security:14), ingress allow (default tenant, line 4)"),
                ("web1 > 10.0.2.77 tcp/5", "deny: egress deny (default deny, line 4), ingress -"),
                ("web1 > 10.0.2.77 tcp/6", "allow: egress allow (acme/security:15), ingress -"),
                (
                    "web1 > web2 tcp/5",
                    "deny: egress deny (default deny, line 4), ingress allow (default allow, line 4)"
                ),
            ]),
        MeaningCase(
            "Protocols of every kind, and fragments by what the first one shows",
            """
            default: { egress: deny }
            groups:
              g:
                members: { labels: {} }
                egress:
                  - { allow: [tcp/10-20, udp], to: any }
                  - { allow: icmp/3, to: any }
                  - { allow: icmp6, to: any }
                  - { allow: ip/89, to: any }
                  - { deny: ip/6, to: any }
            """,
            gives: [
                ("web1 > 8.8.8.8 tcp/10", "allow: egress allow (acme/security:9), ingress -"),
                ("web1 > 8.8.8.8 tcp/20", "allow: egress allow (acme/security:9), ingress -"),
                ("web1 > 8.8.8.8 tcp/20 fragmented", "allow: egress allow (acme/security:9), ingress -"),
                ("web1 > 8.8.8.8 tcp/21", "deny: egress deny (acme/security:13), ingress -"),
                ("web1 > 8.8.8.8 tcp/9 fragmented", "deny: egress deny (acme/security:13), ingress -"),
                ("web1 > 8.8.8.8 udp/0", "allow: egress allow (acme/security:9), ingress -"),
                ("web1 > 8.8.8.8 icmp/3", "allow: egress allow (acme/security:10), ingress -"),
                ("web1 > 8.8.8.8 icmp/8", "deny: egress deny (default deny, line 4), ingress -"),
                ("web1@2001:db8:1::11 > 2001:db8:9::9 icmp/3", "allow: egress allow (acme/security:11), ingress -"),
                ("web1 > 8.8.8.8 ip/89", "allow: egress allow (acme/security:12), ingress -"),
                ("web1@2001:db8:1::11 > 2001:db8:9::9 ip/89", "allow: egress allow (acme/security:12), ingress -"),
                ("web1 > 8.8.8.8 ip/47", "deny: egress deny (default deny, line 4), ingress -"),
            ]),
    ]

    private static let guardTier = """
        tier: guard
        groups:
          a:
            members: { labels: {} }
            ingress:
              - { deny: tcp/1, from: any }
              - { allow: tcp/2, from: any }
              - { pass: tcp/3, from: any }
              - { deny: tcp/3-5, from: any }
          b: { members: { labels: { role: web } }, ingress: [{ allow: tcp/4, from: any }, { pass: any, from: any }] }
        """

    private static let baseline = """
        tier: baseline
        groups:
          c:
            members: { labels: {} }
            ingress: [{ allow: tcp/6, from: any }, { reject: tcp/7, from: any }]
        """

    static let tiers = [
        MeaningCase(
            "The guard tier decides before the tenant, allows and denies for good, and passes on",
            """
            groups:
              g: { members: { labels: {} }, ingress: [{ allow: tcp/1, from: any }, { deny: any, from: any }] }
            """,
            admin: ["guard": guardTier],
            gives: [
                ("8.8.8.8 > web1 tcp/1", "deny: egress -, ingress deny (admin/guard:9)"),
                ("8.8.8.8 > web1 tcp/2", "allow: egress -, ingress allow (admin/guard:10)"),
                ("8.8.8.8 > web1 tcp/3", "deny: egress -, ingress deny (acme/security:5)"),
                // Another group of the tier allows
                ("8.8.8.8 > web1 tcp/4", "allow: egress -, ingress allow (admin/guard:13)"),
                ("8.8.8.8 > db1 tcp/4", "deny: egress -, ingress deny (admin/guard:12)"),
                // A pass of one group is no answer to a deny of another
                ("8.8.8.8 > web1 tcp/5", "deny: egress -, ingress deny (admin/guard:12)"),
                ("8.8.8.8 > web1 tcp/6", "deny: egress -, ingress deny (acme/security:5)"),
                // Tiers are for every tenant, and its own default stands behind
                ("8.8.8.8 > lan1 tcp/2", "allow: egress -, ingress allow (admin/guard:10)"),
                ("8.8.8.8 > lan1 tcp/6", "deny: egress -, ingress deny (default tenant, unstated)"),
            ]),
        MeaningCase(
            "The baseline counts behind the tenant's rules, where the tenant states no default",
            "groups: { g: { members: { nics: [web1] }, ingress: [{ deny: tcp/6, from: any }] } }",
            admin: ["base": baseline, "guard": guardTier],
            gives: [
                ("8.8.8.8 > web1 tcp/6", "deny: egress -, ingress deny (acme/security:4)"),
                ("8.8.8.8 > web2 tcp/6", "allow: egress -, ingress allow (admin/base:8)"),
                ("8.8.8.8 > web2 tcp/7", "reject: egress -, ingress reject (admin/base:8)"),
                ("8.8.8.8 > web2 tcp/8", "deny: egress -, ingress deny (default tenant, unstated)"),
            ]),
        MeaningCase(
            "A stated default puts the baseline aside",
            "default: { ingress: deny }", admin: ["base": baseline],
            gives: [
                ("8.8.8.8 > web2 tcp/6", "deny: egress -, ingress deny (default deny, line 4)"),
                ("8.8.8.8 > lan1 tcp/6", "allow: egress -, ingress allow (admin/base:8)"),
            ]),
        MeaningCase(
            "Groups of the admin without a tier are for its own NICs",
            admin: ["own": "groups: { g: { members: { labels: {} }, ingress: [{ allow: any, from: any }] } }"],
            gives: [("8.8.8.8 > web1 tcp/1", "deny: egress -, ingress deny (default tenant, unstated)")]),
    ]

    private static let closed = """
        default: { ingress: deny, egress: deny, same-network: deny }
        groups: { g: { members: { labels: {} }, ingress: [{ deny: any, from: any }], egress: [{ deny: any, to: any }] } }
        """
    private static let closedGuard =
        "tier: guard\ngroups: { g: { members: { labels: {} }, ingress: [{ deny: any, from: any }], egress: [{ deny: any, to: any }] } }"

    static let implicit = [
        MeaningCase(
            "ARP, neighbour discovery, DHCP and DNS to the own resolver pass whatever rules say",
            closed, admin: ["guard": closedGuard],
            gives: [
                ("web1 > web2 arp", "allow: egress allow (arp), ingress allow (arp)"),
                (
                    "web1@fe80::1 > web2@ff02::1:ff00:12 icmp/135",
                    "allow: egress allow (neighbour discovery), ingress allow (neighbour discovery)"
                ),
                (
                    "web1@fe80::1 > web2@fe80::2 icmp/136",
                    "allow: egress allow (neighbour discovery), ingress allow (neighbour discovery)"
                ),
                ("web1@fe80::1 > ff02::2 icmp/133", "allow: egress allow (neighbour discovery), ingress -"),
                ("fe80::1 > web1@ff02::1 icmp/134", "allow: egress -, ingress allow (neighbour discovery)"),
                (
                    "web1@fe80::1 > web2@fe80::2 icmp/135 fragmented",
                    "deny: egress deny (admin/guard:5), ingress deny (admin/guard:5)"
                ),
                (
                    "web1@fe80::1 > web2@fe80::2 icmp/137",
                    "deny: egress deny (admin/guard:5), ingress deny (admin/guard:5)"
                ),
                // ICMP over IPv4 of these types is something else
                ("web1 > web2 icmp/135", "deny: egress deny (admin/guard:5), ingress deny (admin/guard:5)"),
                // DHCP: clients to the service and back
                ("web1@0.0.0.0 > 255.255.255.255 udp/68-67", "allow: egress allow (dhcp), ingress -"),
                ("web1 > 10.0.1.1 udp/68-67", "allow: egress allow (dhcp), ingress -"),
                ("10.0.1.1 > web1 udp/67-68", "allow: egress -, ingress allow (dhcp)"),
                ("web1@fe80::1 > ff02::1:2 udp/546-547", "allow: egress allow (dhcp), ingress -"),
                ("fe80::9 > web1@fe80::1 udp/547-546", "allow: egress -, ingress allow (dhcp)"),
                // Not to anybody, nor from anybody, nor the other way round
                ("web1 > web2 udp/68-67", "deny: egress deny (admin/guard:5), ingress deny (admin/guard:5)"),
                ("8.8.8.8 > web1 udp/67-68", "deny: egress -, ingress deny (admin/guard:5)"),
                ("10.0.1.1 > web1 udp/68-67", "deny: egress -, ingress deny (admin/guard:5)"),
                (
                    "web1@0.0.0.0 > web2@255.255.255.255 udp/68-67",
                    "deny: egress allow (dhcp), ingress deny (admin/guard:5)"
                ),
                ("web1@0.0.0.0 > 255.255.255.255 udp/68-67 fragmented", "deny: egress deny (admin/guard:5), ingress -"),
                // The resolver is the gateway, and 169.254.0.1 where there is none
                ("web1 > 10.0.1.1 udp/53", "allow: egress allow (dns), ingress -"),
                ("web1 > 10.0.1.1 tcp/53", "allow: egress allow (dns), ingress -"),
                ("web1@2001:db8:1::11 > 2001:db8:1::1 udp/53", "allow: egress allow (dns), ingress -"),
                ("web1 > 10.0.1.1 udp/54", "deny: egress deny (admin/guard:5), ingress -"),
                ("web1 > 169.254.0.1 udp/53", "deny: egress deny (admin/guard:5), ingress -"),
                ("db1 > 169.254.0.1 udp/53", "allow: egress allow (dns), ingress -"),
                ("db1 > 169.254.0.1 udp/68-67", "allow: egress allow (dhcp), ingress -"),
                ("web1 > 8.8.8.8 udp/53", "deny: egress deny (admin/guard:5), ingress -"),
                ("10.0.1.1 > web1 udp/53", "deny: egress -, ingress deny (admin/guard:5)"),
            ])
    ]

    @Test("Judged connection by connection", arguments: defaults + groups + tiers + implicit)
    func judged(meaning: MeaningCase) throws {
        let fixture = try Fixture(meaning.security, admin: meaning.admin)
        for (connection, expected) in meaning.connections {
            #expect("\(try fixture.judge(connection))" == expected, "\(connection)")
        }
    }
}
