import JSON
import Northbound
import Policy
import Testing

@Suite struct GroupTests {
    static let security = """
        version: 1
        tenant: acme
        document: security
        default: { ingress: deny, same-network: deny }
        address-sets: { offices: [198.51.100.0/24, 203.0.113.64/26] }
        groups:
          web:
            members: { labels: { role: web } }
            ingress:
              - { allow: [tcp/443, tcp/80], from: any, note: public site }
              - { reject: tcp/22, from: set:offices, log: sampled }
            egress:
              - { allow: tcp/5432, to: group:db, persist: true }
          db:
            members: { nics: ["db1:0", "db1:1"], networks: [db] }
            ingress: [{ allow: tcp/5432, from: group:web, log: true }]

        """

    static let guardTier = """
        version: 1
        tenant: admin
        document: guard
        tier: guard
        groups:
          everyone:
            members: { labels: {} }
            ingress: [{ deny: tcp/23, from: any, note: no telnet }, { pass: any, from: any }]

        """

    private func fabric() throws -> ServedFabric {
        let fabric = try ServedFabric.populated()
        for (name, text) in [("security.yaml", Self.security), ("guard.yaml", Self.guardTier)] {
            let answer = fabric.post(["files": [["name": .string(name), "text": .string(text)]]])
            try #require(answer.status == 200, "\(answer.text)")
        }
        return fabric
    }

    @Test("Groups tell how many NICs belong to them, and on how many hosts these are")
    func groups() throws {
        #expect(
            try fabric().json("/v1/groups?view=table&wide=1").table == """
                NAME | TENANT | TIER | MEMBERS | BOUND | RULES | HOSTS | STATUS | SELECTS | DOCUMENT
                db | acme | - | 3 | 2 | 1 | 1 | Ready | nics db1:0, db1:1; networks db | acme/security
                web | acme | - | 2 | 2 | 3 | 2 | Ready | labels role=web | acme/security
                everyone | admin | guard | 6 | 5 | 2 | 2 | Ready | every NIC | admin/guard
                """)
    }

    @Test("Each rule is a row with its line; a tenant sees its own")
    func rules() throws {
        let fabric = try fabric()
        let own = """
            GROUP | TENANT | DIRECTION | # | VERDICT | PROTOCOL | PEER | LOG | WHERE
            db | acme | ingress | 1 | allow | tcp/5432 | group:web | true | security.yaml:16
            web | acme | ingress | 1 | allow | tcp/443,tcp/80 | any | - | security.yaml:10
            web | acme | ingress | 2 | reject | tcp/22 | set:offices | sampled | security.yaml:11
            web | acme | egress | 1 | allow | tcp/5432 | group:db | - | security.yaml:13
            """
        #expect(try fabric.json("/v1/tenants/acme/rules?view=table").table == own)
        let alice = APIRequest.Asker(name: "alice", role: .tenant("acme"))
        #expect(try fabric.json("/v1/rules?view=table", as: alice).table == own)
        #expect(
            try fabric.json("/v1/tenants/admin/rules?view=table&wide=1").table == """
                GROUP | TENANT | DIRECTION | # | VERDICT | PROTOCOL | PEER | LOG | WHERE | TIER | PERSIST | NOTE | ID | HITS
                everyone | admin | ingress | 1 | deny | tcp/23 | any | - | guard.yaml:8 | guard | - | no telnet | - | -
                everyone | admin | ingress | 2 | pass | any | any | - | guard.yaml:8 | guard | - | - | - | -
                """)
        let rule = try fabric.json("/v1/tenants/acme/rules/web:egress:1")
        #expect(rule["spec"]?["persist"] == true && rule["position"] == "security.yaml:13:9")
        for name in ["web:egress:2", "web:egress:0", "web:egress:01", "web:egres:1", "web:1", "none:ingress:1"] {
            #expect(fabric.get("/v1/tenants/acme/rules/\(name)").status == 404, "\(name)")
        }
    }

    @Test("Lists are paged and followed like others")
    func pages() throws {
        let fabric = try fabric()
        var names: [String] = []
        var target = "/v1/rules?limit=2"
        for _ in 0..<9 {
            let page = try fabric.json(target)
            names += (page["items"]?.array ?? []).compactMap { $0["name"]?.string }
            guard let token = page["nextPageToken"]?.string else { break }
            target = "/v1/rules?limit=2&pageToken=\(token)"
        }
        #expect(
            names == [
                "db:ingress:1", "web:ingress:1", "web:ingress:2", "web:egress:1", "everyone:ingress:1",
                "everyone:ingress:2",
            ])
        var watch = try #require(try fabric.watch("/v1/tenants/acme/rules?watch=1&view=table"))
        let first = String(decoding: watch.advance(to: try fabric.snapshot()).bytes, as: UTF8.self)
        #expect(first.ranges(of: "event: added").count == 4)
        let text = Self.security.replacing("reject: tcp/22", with: "deny: tcp/22")
        try #require(fabric.post(["files": [["name": "security.yaml", "text": .string(text)]]]).status == 200)
        let next = String(decoding: watch.advance(to: try fabric.snapshot()).bytes, as: UTF8.self)
        #expect(next.contains("event: changed") && next.contains(#""2","deny","tcp/22""#))
        #expect(next.ranges(of: "event:").count == 1, "\(next)")
    }

    @Test("A group has the shape of the contract: what is written, and what is")
    func group() throws {
        let expected: JSONValue = [
            "name": "web", "tenant": "acme", "labels": [:], "generation": 4, "document": "acme/security",
            "position": "security.yaml:7:3",
            "spec": [
                "members": ["labels": ["role": "web"]],
                "ingress": [
                    ["allow": ["tcp/443", "tcp/80"], "from": "any", "note": "public site"],
                    ["reject": "tcp/22", "from": "set:offices", "log": "sampled"],
                ],
                "egress": [["allow": "tcp/5432", "to": "group:db", "persist": true]],
            ],
            "status": [
                "phase": "Ready", "selects": "labels role=web", "members": 2, "bound": 2, "rules": 3,
                "hosts": ["total": 2, "ready": 2, "pending": 0, "failed": []], "observedGeneration": 4,
            ],
        ]
        #expect(try fabric().json("/v1/tenants/acme/groups/web") == expected)
    }

    @Test("A description shows members, rules with their lines, the implicit ones, and who decides")
    func description() throws {
        let text = try #require(
            try fabric().json("/v1/tenants/acme/groups/web?view=describe")["text"]?.string)
        #expect(
            text == """
                Name:               web
                Tenant:             acme
                Labels:             -
                Document:           acme/security
                Position:           security.yaml:7:3
                Generation:         4
                Status:
                  phase:            Ready
                  selects:          labels role=web
                  members:          2
                  bound:            2
                  rules:            3
                  hosts:            total=2,ready=2,pending=0,failed=-
                  observedGeneration: 4
                Members:
                  NAME    TENANT  NETWORK  MAC                ADDRESSES  HOST  PORT   STATUS
                  web1:0  acme    web      52:54:00:00:00:01  10.10.1.5  kvm1  vnet0  Bound
                  web2:0  acme    web      52:54:00:00:00:02  10.10.1.6  kvm2  vnet0  Bound
                Ingress rules, for what reaches members; the first match counts:
                  #  VERDICT  PROTOCOL                   FROM                        LOG      HITS  NOTE                       WHERE
                  -  allow    arp                        any                         -        -     address resolution, IPv4   implicit
                  -  allow    icmp6/133-136              any                         -        -     neighbour discovery, IPv6  implicit
                  -  allow    udp, from port 67 to 68    the network's DHCP service  -        -     DHCP                       implicit
                  -  allow    udp, from port 547 to 546  the network's DHCP service  -        -     DHCPv6                     implicit
                  1  allow    tcp/443, tcp/80            any                         -        -     public site                security.yaml:10
                  2  reject   tcp/22                     set:offices                 sampled  -     -                          security.yaml:11
                Egress rules, for what members send; the first match counts:
                  #  VERDICT  PROTOCOL                   TO                          LOG  HITS  NOTE                       WHERE
                  -  allow    arp                        any                         -    -     address resolution, IPv4   implicit
                  -  allow    icmp6/133-136              any                         -    -     neighbour discovery, IPv6  implicit
                  -  allow    udp, from port 68 to 67    the network's DHCP service  -    -     DHCP                       implicit
                  -  allow    udp, from port 546 to 547  the network's DHCP service  -    -     DHCPv6                     implicit
                  -  allow    udp/53, tcp/53             the subnet's resolver       -    -     DNS                        implicit
                  1  allow    tcp/5432                   group:db                    -    -     persist                    security.yaml:13
                Who decides, in this order:
                  STEP      WHAT                                                                WHERE
                  guard     1 group, 2 rules: admin/everyone                                    -
                  groups    all of the NIC's groups: any allow, else any reject, else any deny  -
                  baseline  not asked, as the tenant states a default                           -
                  default   ingress deny                                                        security.yaml:4
                  default   egress allow                                                        security.yaml:4
                  default   same-network deny                                                   security.yaml:4

                """)
    }

    @Test(
        "A NIC's description names its groups: those of its tenant, and the admin's where they are shown",
        arguments: [
            ("web1:0", "admin/everyone guard 2 guard.yaml:6\nweb - 3 security.yaml:7"),
            ("db1:0", "admin/everyone guard 2 guard.yaml:6\ndb - 1 security.yaml:14"),
            ("db1:1", "admin/everyone guard 2 guard.yaml:6\ndb - 1 security.yaml:14"),
            ("gone:0", "admin/everyone guard 2 guard.yaml:6\ndb - 1 security.yaml:14"),
        ])
    func groupsOfNIC(_ name: String, _ expected: String) throws {
        let fabric = try fabric()
        for asker in [ServedFabric.admin, APIRequest.Asker(name: "alice", role: .tenant("acme"))] {
            let text = try fabric.json("/v1/tenants/acme/nics/\(name)?view=describe", as: asker)["text"]?.string ?? ""
            let lines = text.split(separator: "\n").drop { $0 != "Groups:" }.dropFirst(2).prefix { $0.hasPrefix("  ") }
            let rows = lines.map { $0.split(separator: " ").joined(separator: " ") }.joined(separator: "\n")
            #expect(
                rows == (asker.role == .admin ? expected : String(expected.drop { $0 != "\n" }.dropFirst())), "\(text)")
        }
    }

    @Test("Baseline groups are said not to be asked where the tenant states a default")
    func baseline() throws {
        let fabric = try fabric()
        let text = Self.guardTier.replacing("document: guard", with: "document: rest").replacing(
            "tier: guard", with: "tier: baseline"
        )
        .replacing("everyone:", with: "rest:").replacing(", { pass: any, from: any }", with: "")
        let answer = fabric.post(["files": [["name": "rest.yaml", "text": .string(text)]]])
        try #require(answer.status == 200, "\(answer.text)")
        for (nic, tier) in [("acme/nics/web1:0", "baseline (not asked)"), ("globex/nics/web1:0", "baseline")] {
            let shown = try fabric.json("/v1/tenants/\(nic)?view=describe")["text"]?.string ?? ""
            let row = shown.split(separator: "\n").first { $0.contains("admin/rest") }
            let words = row?.split(separator: " ").joined(separator: " ")
            #expect(words == "admin/rest \(tier) 1 rest.yaml:6", "\(shown)")
        }
        let group = try fabric.json("/v1/tenants/admin/groups/everyone?view=describe")["text"]?.string ?? ""
        #expect(group.contains("1 group, 1 rule: admin/rest, where the NIC's tenant states no default"), "\(group)")
    }

    @Test("Where a tenant states no default, the description says what counts; the admin's groups are not named to it")
    func unstated() throws {
        let fabric = try fabric()
        let text = Self.security.replacing("default: { ingress: deny, same-network: deny }\n", with: "")
        try #require(fabric.post(["files": [["name": "security.yaml", "text": .string(text)]]]).status == 200)
        let alice = APIRequest.Asker(name: "alice", role: .tenant("acme"))
        let target = "/v1/tenants/acme/groups/db?view=describe"
        let shown = try #require(try fabric.json(target, as: alice)["text"]?.string)
        let words = shown.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        for line in [
            "guard 1 group, 2 rules -", "baseline none -", "default ingress tenant not stated",
            "default egress allow not stated", "default same-network allow not stated",
        ] {
            #expect(words.contains(line), "\(line): \(shown)")
        }
        let tier = try #require(
            try fabric.json("/v1/tenants/admin/groups/everyone?view=describe")["text"]?.string)
        #expect(tier.contains("that of the NIC's tenant") && tier.contains("globex"))
    }

    @Test("A plan tells rules that come and go, each with its line, and rules without effect")
    func plan() throws {
        let fabric = try fabric()
        let text = Self.security
            .replacing("      - { reject: tcp/22, from: set:offices, log: sampled }\n", with: "")
            .replacing(
                "ingress: [{ allow: tcp/5432, from: group:web, log: true }]",
                with: "ingress: [{ allow: any, from: group:web }, { deny: tcp/22, from: group:web }]")
        let body: JSONValue = [
            "files": [["name": "security.yaml", "text": .string(text)]], "planOnly": true,
        ]
        let plan = try #require(fabric.post(body).json["plan"])
        let expected: JSONValue = [
            [
                "kind": "group", "tenant": "acme", "name": "db", "operation": "changed",
                "summary": "group db (2 rules)",
                "details": [
                    "- allow tcp/5432 from group:web, log", "+ allow any from group:web",
                    "+ deny tcp/22 from group:web",
                ],
                "position": "security.yaml:13:3",
                "detailPositions": ["security.yaml:16:15", "security.yaml:15:15", "security.yaml:15:48"],
            ],
            [
                "kind": "group", "tenant": "acme", "name": "web", "operation": "changed",
                "summary": "group web (2 rules)", "details": ["- reject tcp/22 from set:offices, log sampled"],
                "position": "security.yaml:7:3", "detailPositions": ["security.yaml:11:9"],
            ],
        ]
        #expect(plan["changes"] == expected)
        let warning: JSONValue = [
            "code": "no-effect", "severity": "warning", "position": "security.yaml:15:48",
            "detail":
                "acme: group db: `deny tcp/22 from group:web` has no effect: what it names is decided by earlier rules of the group",
            "related": ["security.yaml:15:15"],
        ]
        #expect(plan["warnings"] == [warning])
    }
}
