import Policy
import Testing

@Suite("Documents with faults")
struct ShapeTests {
    @Test(
        "Each fault is found at its place",
        arguments: [
            // Heads
            ("tenant: acme\ndocument: base\n", ["missing 1:1"]),
            ("version: 2\ntenant: acme\ndocument: base\n", ["invalid 1:10"]),
            ("version: 1\ndocument: base\n", ["missing 1:1"]),
            ("version: 1\ntenant: Acme\ndocument: base\n", ["invalid 2:9"]),
            ("version: 1\ntenant: any\ndocument: -x\n", ["reserved 2:9", "invalid 3:11"]),
            ("- 1\n", ["wrong-type 1:1"]),
            ("text\n", ["wrong-type 1:1"]),
            // Keys and shapes
            (acme("netwroks: {}"), ["unknown-key 4:1"]),
            (acme("networks: [web]"), ["wrong-type 4:11"]),
            (acme("networks:"), []),
            (acme("nics:"), []),
            (acme("nics: { vm: a }"), ["wrong-type 4:7"]),
            (acme("nics: [a]"), ["wrong-type 4:8"]),
            (acme("networks: { web: { subnets: [{ gatway: 10.0.0.1 }] } }"), ["missing 4:30", "unknown-key 4:32"]),
            // Names
            (acme("networks: { Web: { subnets: [{ cidr: 10.0.0.0/24 }] } }"), ["invalid 4:13"]),
            (acme("networks: { weft: { subnets: [{ cidr: 10.0.0.0/24 }] } }"), ["reserved 4:13"]),
            (acme("networks: { external: { subnets: [{ cidr: 10.0.0.0/24 }] } }"), ["reserved 4:13"]),
            (admin("tenants: { admin: {} }"), ["reserved 4:12"]),
            (
                acme("networks: { a23456789012345678901234567890123: { subnets: [{ cidr: 10.0.0.0/24 }] } }"),
                ["invalid 4:13"]
            ),
            // Networks
            (acme("networks: { web: { type: overlap } }"), ["invalid 4:26"]),
            (acme("networks: { web: { subnets: [{ cidr: 10.0.0.1/24 }] } }"), ["invalid 4:38"]),
            (acme("networks: { web: { subnets: [{ cidr: 10.0.0.0/33 }] } }"), ["invalid 4:38"]),
            (acme("networks: { web: { subnets: [{ cidr: 10.0.0.0/32 }] } }"), ["invalid 4:38"]),
            (acme("networks: { web: { subnets: [{ cidr: 224.0.0.0/24 }] } }"), ["invalid 4:38"]),
            (acme("networks: { web: { subnets: [{ cidr: 10.0.0.0/24, dhcp: on }] } }"), ["invalid 4:57"]),
            (
                acme("networks: { web: { subnets: [{ cidr: 10.0.0.0/24, dhcp: { pool: x } }] } }"),
                ["invalid 4:65", "not-supported 4:57"]
            ),
            (acme("networks: { web: { vni: 5000, subnets: [{ cidr: 10.0.0.0/24 }] } }"), ["not-granted 4:20"]),
            (admin("networks: { web: { vni: 5000, subnets: [{ cidr: 10.0.0.0/24 }] } }"), []),
            (admin("networks: { web: { vni: 05000, subnets: [{ cidr: 10.0.0.0/24 }] } }"), ["invalid 4:25"]),
            (admin("networks: { web: { vni: 16777216, subnets: [{ cidr: 10.0.0.0/24 }] } }"), ["invalid 4:25"]),
            (admin("networks: { web: { vni: 16000000, subnets: [{ cidr: 10.0.0.0/24 }] } }"), ["reserved 4:25"]),
            (
                acme("networks: { web: { vlan: 010, subnets: [{ cidr: 10.0.0.0/24 }] } }"),
                ["not-supported 4:20", "invalid 4:26"]
            ),
            (
                acme("networks: { web: { host-access: true, subnets: [{ cidr: 10.0.0.0/24 }] } }"),
                ["not-supported 4:33"]
            ),
            (acme("networks: { web: { host-access: no, subnets: [{ cidr: 10.0.0.0/24 }] } }"), ["invalid 4:33"]),
            // NICs
            (acme("nics: [{ vm: a }]"), ["missing 4:8"]),
            (acme("nics: [{ vm: '', network: web }]"), ["invalid 4:14"]),
            (acme("nics: [{ vm: a, index: -1, network: web }]"), ["invalid 4:24"]),
            (acme("nics: [{ vm: a, network: web, mac: 01:00:5e:00:00:01 }]"), ["invalid 4:36"]),
            (acme("nics: [{ vm: a, network: web, mac: 52:54:00:12:34 }]"), ["invalid 4:36"]),
            (
                acme("nics: [{ vm: a, network: web, addresses: [10.0.0.300, 224.0.0.1, '::'] }]"),
                ["invalid 4:43", "invalid 4:55", "invalid 4:66"]
            ),
            (acme("nics: [{ vm: a, network: a/b/c }]"), ["invalid 4:26"]),
            (acme("nics: [{ vm: a, network: web, labels: { 'a b': c } }]"), ["invalid 4:41"]),
            // Fabric
            (acme("hosts: { kvm1: { ovsdb: listen, system-id: x } }"), ["not-granted 4:1"]),
            (acme("vni-pool: 1-2"), ["not-granted 4:1"]),
            (admin("vni-pool: 20-10"), ["invalid 4:11"]),
            (admin("vni-pool: 10-16000000"), ["reserved 4:11"]),
            (admin("underlay: { mtu: 100 }"), ["invalid 4:18"]),
            (admin("hosts: { kvm1: {} }"), ["missing 4:16"]),
            (admin("hosts: { kvm1: { ovsdb: listen } }"), ["missing 4:10"]),
            (admin("hosts: { kvm1: { ovsdb: ssl:10.0.0.1:0 } }"), ["invalid 4:25"]),
            (admin("hosts: { kvm1: { ovsdb: tcp:kvm1:6640 } }"), ["invalid 4:25"]),
            (admin("hosts: { kvm1: { ovsdb: 'tcp:2001:db8::1' } }"), ["invalid 4:25"]),
            (admin("hosts: { kvm1: { ovsdb: 'unix:run' } }"), ["invalid 4:25"]),
            (admin("hosts: { kvm1: { ovsdb: 'tcp:[2001:db8::1]:6640', vtep: 127.0.0.1 } }"), ["invalid 4:57"]),
            (
                admin("hosts: { kvm1: { ovsdb: 'unix:/run/db.sock', vtep: 10.0.0.1, datapath: kernel } }"),
                ["invalid 4:72"]
            ),
            (admin("tenants: { acme: { quota: { nics: many } } }"), ["invalid 4:35"]),
            (
                acme("groups: { web: { members: {}, ingress: [{ allow: tcp/443, deny: any, from: any }] } }"),
                ["invalid 4:41"]
            ),
            (
                acme("groups: { web: { ingress: [{ from: any }] } }"),
                ["missing 4:16", "missing 4:28"]
            ),
            (
                acme(
                    "groups: { web: { members: {}, ingress: [{ allow: [tcp/0, tcp/1-70000, icmp/echo, gre], from: nett:x }] } }"
                ), ["invalid 4:51", "invalid 4:58", "invalid 4:82", "invalid 4:94"]
            ),
            // Not built, but still checked
            (
                acme("qos: { a: { to-vm: { limit: 10MBit, burst: 1.5MiB } } }"),
                ["not-supported 4:1", "invalid 4:29", "invalid 4:44"]
            ),
            (acme("tier: guard"), ["not-granted 4:1"]),
        ])
    func faultsAtTheirPlaces(text: String, expected: [String]) {
        #expect(faults(text).sorted() == expected.sorted())
    }

    @Test("All faults of a document are reported at once, by place, with what was meant")
    func message() throws {
        let text = acme(
            """
            networks:
              web:
                subnets:
                  - { cidr: 10.10.1.0/33, gatway: 10.10.1.1 }
            """)
        let document = try #require(read(text).documents.first)
        #expect(
            document.diagnostics.map(\.description) == [
                "t.yaml:7:17: error: networks.web.subnets[0].cidr: expected a subnet's prefix (10.10.1.0/24), found "
                    + "`10.10.1.0/33` (`33` is not a prefix length)",
                "t.yaml:7:31: error: networks.web.subnets[0].gatway: unknown key\nhint: did you mean `gateway`?",
            ])
        #expect(
            document.diagnostics.map(\.pointer) == ["/networks/web/subnets/0/cidr", "/networks/web/subnets/0/gatway"])
    }

    @Test("A document with a thousand faults and more is answered with a bounded list")
    func bounded() throws {
        let nics = String(repeating: "  - { vm: a }\n", count: 1500)
        let document = try #require(read(acme("nics:\n" + nics)).documents.first)
        #expect(document.diagnostics.count == 1001)
        #expect(document.diagnostics.last?.message == "there are more errors than the 1000 shown")
    }

    @Test("A message shows a foreign text short and without control characters")
    func excerpts() throws {
        let long = String(repeating: "x", count: 5000)
        let found = read(acme("nics: [{ vm: a, network: \"\\e[31m\(long)\" }]")).documents.flatMap(\.diagnostics)
        let message = try #require(found.first?.message)
        #expect(message.utf8.count < 300)
        #expect(!message.unicodeScalars.contains("\u{1b}"))
    }

    @Test("An unknown key far from every known one is answered with those known")
    func unknownKey() {
        let found = read(acme("nics: [{ vm: a, network: b, colour: red }]")).documents.flatMap(\.diagnostics)
        #expect(
            found.map(\.message) == [
                "nics[0].colour: unknown key; known are vm, index, iface-id, mac, network, addresses, labels"
            ])
    }
}
