import NetworkTypes
import Policy
import PolicyMeaning
import Testing

@Suite("Whom groups and endpoints mean")
struct ResolutionTests {
    private static let groups = """
        groups:
          each: { members: { labels: {} } }
          nobody: { members: {} }
          web: { members: { labels: { role: web } } }
          prod: { members: { labels: { role: web, env: prod } } }
          named: { members: { nics: [db1, web2:0] } }
          wired: { members: { networks: [db, twin] } }
          mixed: { members: { labels: { role: db }, nics: [twin1], networks: [web] } }
        address-sets: { offices: [198.51.100.0/24, 203.0.113.5, '2001:db8:f::/48'], empty: [] }
        """

    private static let guardTier = """
        tier: guard
        groups:
          every: { members: { labels: {} } }
          webs: { members: { labels: { role: web } } }
        """

    private func fixture() throws -> Fixture { try Fixture(Self.groups, admin: ["guard": Self.guardTier]) }

    @Test(
        "A NIC belongs to the groups that name it, its labels or its network",
        arguments: [
            ("web1", ["each", "mixed", "prod", "web"], ["every", "webs"]),
            ("web2", ["each", "mixed", "named", "web"], ["every", "webs"]),
            ("db1", ["each", "mixed", "named", "wired"], ["every"]),
            ("twin1", ["each", "mixed", "web", "wired"], ["every", "webs"]),
            // No entry: it has no labels, and its network counts.
            ("found", ["each", "mixed"], ["every"]),
            // Groups are those of the own tenant, tiers are for all.
            ("lan1", [], ["every", "webs"]),
        ])
    func groups(nic: String, own: [String], guardTier: [String]) throws {
        let fixture = try fixture()
        let nic = try #require(fixture.nics[nic])
        #expect(fixture.resolution.groups(of: nic).map(\.declaration.name) == own)
        #expect(fixture.resolution.groups(of: nic, tier: .guard).map(\.declaration.name) == guardTier)
        #expect(fixture.resolution.groups(of: nic, tier: .baseline).isEmpty)
    }

    @Test(
        "An endpoint means the known addresses of NICs, on the network itself where traffic is switched",
        arguments: [
            // Switched in `web`: only NICs there.
            ("net:web", "web", true, ["10.0.1.11", "10.0.1.12", "10.0.1.99"]),
            ("net:db", "web", true, []),
            ("group:each", "web", true, ["10.0.1.11", "10.0.1.12", "10.0.1.99"]),
            ("group:web", "web", true, ["10.0.1.11", "10.0.1.12"]),
            ("label:env=prod,role=web", "web", true, ["10.0.1.11"]),
            ("label:role=db", "web", true, []),
            ("nic:web2", "web", true, ["10.0.1.12"]),
            ("nic:db1", "web", true, []),
            // In `twin` the address of web1 is that of twin1.
            ("group:web", "twin", true, ["10.0.1.11"]),
            ("nic:web1", "twin", true, []),
            ("nic:twin1", "twin", true, ["10.0.1.11"]),
            ("nic:twin1", "web", true, []),
            // Routed: all that the router joins, and not `twin`.
            ("net:db", "web", false, ["10.0.2.21"]),
            ("group:each", "db", false, ["10.0.1.11", "10.0.1.12", "10.0.1.99", "10.0.2.21"]),
            ("group:wired", "web", false, ["10.0.2.21"]),
            ("group:nobody", "web", false, []),
            ("nic:twin1", "web", false, []),
            ("group:web", "twin", false, ["10.0.1.11"]),
        ])
    func addresses(endpoint: String, network: String, isSwitched: Bool, expected: [String]) throws {
        let meant = try meant(
            endpoint, from: Standpoint(in: .init(tenant: "acme", name: network), isSwitched: isSwitched))
        #expect(!meant.isComplement)
        #expect(meant.prefixes.filter(\.address.isV4).sorted().map { "\($0.address)" } == expected)
        #expect(meant.prefixes.allSatisfy { $0.length == ($0.address.isV4 ? 32 : 128) })
    }

    private func meant(_ endpoint: String, from standpoint: Standpoint) throws -> AddressClass {
        let text = Self.groups.replacing(
            "groups:\n", with: "groups:\n  asking: { members: {}, ingress: [{ allow: any, from: '\(endpoint)' }] }\n")
        let fixture = try Fixture(text, admin: ["guard": Self.guardTier])
        let group = try #require(fixture.resolution.group("asking", ofTenant: "acme"))
        let rule = try #require(group.declaration.ingress.first)
        return fixture.resolution.addresses(of: rule.endpoint, in: group, from: standpoint)
    }

    private static let web = Standpoint(in: .init(tenant: "acme", name: "web"), isSwitched: false)
    private static let switchedWeb = Standpoint(in: .init(tenant: "acme", name: "web"), isSwitched: true)

    @Test("Link-local addresses are known ones")
    func linkLocal() throws {
        let meant = try meant("nic:web1", from: Self.switchedWeb)
        #expect(meant.prefixes.count == 3)
        #expect(meant.contains(try IPAddress("fe80::5054:ff:fe00:11")))
        #expect(meant.contains(try IPAddress("2001:db8:1::11")))
        #expect(!meant.contains(try IPAddress("2001:db8:1::12")))
    }

    @Test(
        "Any, prefixes, sets and what is outside are addresses whoever has them",
        arguments: [
            ("any", ["10.0.1.11", "8.8.8.8", "::1", "224.0.0.1"], []),
            ("10.0.0.0/23", ["10.0.1.11"], ["10.0.2.21", "8.8.8.8", "::1"]),
            ("set:offices", ["198.51.100.7", "203.0.113.5", "2001:db8:f:1::1"], ["203.0.113.6", "10.0.1.11"]),
            ("set:empty", [], ["198.51.100.7", "0.0.0.0", "::"]),
            (
                "external", ["8.8.8.8", "10.0.3.1", "2001:db8:2::1", "10.0.9.9"],
                // The router's networks, and what no router forwards
                [
                    "10.0.1.11", "10.0.1.200", "10.0.2.21", "2001:db8:1::77", "fe80::1", "169.254.0.1", "224.0.0.251",
                    "255.255.255.255", "127.0.0.1", "ff02::fb", "::1", "0.0.0.0",
                ]
            ),
        ])
    func wide(endpoint: String, inside: [String], outside: [String]) throws {
        for standpoint in [Self.web, Self.switchedWeb] {
            let meant = try meant(endpoint, from: standpoint)
            for address in inside { #expect(meant.contains(try IPAddress(address)), "\(endpoint) \(address)") }
            for address in outside { #expect(!meant.contains(try IPAddress(address)), "\(endpoint) \(address)") }
        }
    }

    @Test("The known addresses of a network without subnets are not outside")
    func withoutSubnets() throws {
        let lab = NetworkName(tenant: "acme", name: "lab")
        let nic = BoundNIC(
            tenant: "acme", name: .init(vm: "lab1", index: 0), network: lab, addresses: [try IPAddress("192.0.2.7")])
        let rule = "{ members: {}, ingress: [{ allow: any, from: external }] }"
        let policy = try Fixture("networks: { lab: {} }\ngroups: { asking: \(rule) }").policy
        let resolution = Resolution(policy, nics: [nic])
        let group = try #require(resolution.group("asking", ofTenant: "acme"))
        let meant = resolution.addresses(of: .external, in: group, from: Standpoint(in: lab, isSwitched: false))
        #expect(!meant.contains(try IPAddress("192.0.2.7")))
        #expect(meant.contains(try IPAddress("192.0.2.8")))
    }

    @Test("A network without a router has everything else outside")
    func unrouted() throws {
        let meant = try meant("external", from: Standpoint(in: .init(tenant: "acme", name: "twin"), isSwitched: false))
        #expect(meant.contains(try IPAddress("10.0.2.21")))
        #expect(!meant.contains(try IPAddress("10.0.1.200")))
    }

    @Test("Labels in a tier's rule look at NICs of all tenants, within the network that is looked from")
    func tierLabels() throws {
        let fixture = try Fixture(
            admin: [
                "guard": "tier: guard\ngroups: { a: { members: {}, ingress: [{ deny: any, from: 'label:role=web' }] } }"
            ])
        let group = try #require(fixture.resolution.group("a", ofTenant: "admin"))
        let lan = Standpoint(in: .init(tenant: "globex", name: "lan"), isSwitched: true)
        let endpoint = RuleEndpoint.labels(["role": "web"])
        #expect(fixture.resolution.addresses(of: endpoint, in: group, from: lan).contains(try IPAddress("10.0.9.9")))
        #expect(
            fixture.resolution.addresses(of: endpoint, in: group, from: Self.web).contains(try IPAddress("10.0.1.11")))
        #expect(
            !fixture.resolution.addresses(of: endpoint, in: group, from: Self.web).contains(try IPAddress("10.0.9.9")))
    }

    @Test("A NIC is seen as its documents and its port have it")
    func attachments() throws {
        let hosts = "hosts: { kvm1: { ovsdb: listen, system-id: kvm1, vtep: 172.31.0.1 } }"
        let fixture = try Fixture(admin: ["fabric": hosts])
        let place = Place(host: "kvm1", port: PortNumber(1))
        let bound = try IPAddress("10.0.1.50")
        let name = NICDeclaration.Name(vm: "web1", index: 0)
        let mac = try MACAddress("52:54:00:00:00:77")
        let declared = BoundNIC(
            Attachment(.declared(tenant: "acme", name), at: place, mac: mac, bound: [bound]), fixture.policy)
        var expected = try #require(fixture.nics["web1"])
        expected = BoundNIC(
            tenant: "acme", name: name, network: expected.network, labels: expected.labels,
            addresses: expected.addresses.union([bound]))
        #expect(declared == expected)
        let network = NetworkName(tenant: "globex", name: "lan")
        let profiled = BoundNIC(Attachment(.profiled(network), at: place, mac: mac), fixture.policy)
        #expect(profiled?.tenant == "globex")
        #expect(profiled?.labels == [:])
        #expect(profiled?.addresses == [.v6(.linkLocal(from: mac))])
        let nowhere = Place(host: "kvm9", port: PortNumber(1))
        #expect(BoundNIC(Attachment(.profiled(network), at: nowhere, mac: mac), fixture.policy) == nil)
    }
}
