import NetworkTypes
import Policy
import Testing

private let base = acme(
    """
    networks:
      web: { subnets: [{ cidr: 10.0.0.0/24, gateway: 10.0.0.1 }] }
      db: { subnets: [{ cidr: 10.0.1.0/24 }] }
    nics:
      - { vm: web1, network: web, mac: 52:54:00:00:00:01, addresses: [10.0.0.5], iface-id: a }
    """)

@Suite("Documents together")
struct PolicySetTests {
    @Test("A good document is accepted and its objects are found by name")
    func accepted() throws {
        let set = try PolicySet().applying(base)
        #expect(set.keys == [DocumentKey(tenant: "acme", document: "base")])
        #expect(set.tenants == ["acme"])
        #expect(set.network("web", ofTenant: "acme")?.declaration.position.description == "t.yaml:5:3")
        #expect(set.nic(.init(vm: "web1", index: 0), ofTenant: "acme")?.document.document == "base")
        #expect(set.network("web", ofTenant: "other") == nil)
        #expect(set.usage(ofTenant: "acme") == .init(networks: 2, nics: 1, rules: 0))
    }

    @Test(
        "What is wrong within one document is found at its place",
        arguments: [
            ("nics:\n  - { vm: a, network: wbe }", ["not-found 8:5"]),
            ("nics:\n  - { vm: a, network: acme/web }", []),
            ("nics:\n  - { vm: a, network: other/web }", ["not-granted 8:5"]),
            ("nics:\n  - { vm: a, network: web }\n  - { vm: a, index: 0, network: web }", ["duplicate 9:5"]),
            ("nics:\n  - { vm: a, network: web }\n  - { vm: a, index: 1, network: web }", []),
            (
                "nics:\n  - { vm: a, network: web, mac: 52:54:00:00:00:01 }\n"
                    + "  - { vm: b, network: web, mac: 52-54-00-00-00-01 }\n"
                    + "  - { vm: c, network: db, mac: 52:54:00:00:00:01 }", ["duplicate 9:5"]
            ),
            (
                "nics:\n  - { vm: a, network: web, addresses: [10.0.0.5] }\n"
                    + "  - { vm: b, network: web, addresses: [10.0.0.5] }", ["duplicate 9:5"]
            ),
            ("nics:\n  - { vm: a, network: web, addresses: [10.0.0.5, 10.0.0.5] }", ["duplicate 8:5"]),
            ("nics:\n  - { vm: a, network: web, addresses: [10.0.0.1] }", ["invalid 8:5"]),
            ("nics:\n  - { vm: a, network: web, addresses: [10.0.0.0] }", ["invalid 8:5"]),
            ("nics:\n  - { vm: a, network: web, addresses: [10.0.0.255] }", ["invalid 8:5"]),
            ("nics:\n  - { vm: a, network: web, addresses: [10.0.1.5] }", ["invalid 8:5"]),
            ("nics:\n  - { vm: a, network: web, addresses: ['2001:db8::5'] }", ["invalid 8:5"]),
            ("nics:\n  - { vm: a, network: web, addresses: ['fe80::5'] }", []),
            (
                "nics:\n  - { vm: a, network: web, iface-id: x }\n  - { vm: b, network: db, iface-id: x }",
                ["duplicate 9:5"]
            ),
        ])
    func oneDocument(body: String, expected: [String]) {
        let networks =
            "networks:\n  web: { subnets: [{ cidr: 10.0.0.0/24, gateway: 10.0.0.1 }] }\n"
            + "  db: { subnets: [{ cidr: 10.0.1.0/24 }] }\n"
        #expect(PolicySet().refusals(acme(networks + body)).map(brief) == expected)
    }

    @Test(
        "Subnets of a network lie apart and hold their gateways",
        arguments: [
            ("[{ cidr: 10.0.0.0/16 }, { cidr: 10.0.1.0/24 }, { cidr: 10.0.1.128/25 }, { cidr: 10.1.0.0/24 }]", 2),
            ("[{ cidr: 10.0.1.0/24 }, { cidr: 10.0.1.0/24 }]", 1),
            ("[{ cidr: 10.0.1.0/24 }, { cidr: 10.0.0.0/24 }, { cidr: '2001:db8::/64' }]", 0),
            ("[{ cidr: 10.0.1.0/24, gateway: 10.0.2.1 }]", 1),
            ("[{ cidr: 10.0.1.0/24, gateway: 10.0.1.255 }]", 1),
            ("[{ cidr: 10.0.1.0/31, gateway: 10.0.1.1 }]", 0),
            ("[{ cidr: 10.0.1.0/24, gateway: 'fe80::1' }]", 1),
        ])
    func subnets(text: String, faults: Int) {
        let found = PolicySet().refusals(acme("networks: { a: { subnets: \(text) } }"))
        #expect(found.map(\.code) == Array(repeating: .invalid, count: faults))
    }

    @Test("Names are unique over all documents of a tenant, and an error names both places")
    func duplicateNames() throws {
        let set = try PolicySet().applying([("a.yaml", base)])
        let more = acme(
            "networks: { web: { subnets: [{ cidr: 10.9.0.0/24 }] } }\nnics: [{ vm: web1, network: db }]",
            document: "more")
        let found = set.refusals([("b.yaml", more)])
        #expect(found.map(brief) == ["duplicate b.yaml:4:13", "duplicate b.yaml:5:8"])
        #expect(found.map { $0.related.map(\.description) } == [["a.yaml:5:3"], ["a.yaml:8:5"]])
        #expect(found.first?.message == "acme: network web is declared twice")
        let other = more.replacing("tenant: acme", with: "tenant: other").replacing("network: db", with: "network: web")
        #expect(set.refusals([("b.yaml", other)]).isEmpty, "another tenant has its own names")
    }

    @Test("References are resolved after the whole apply, in any order of documents")
    func references() throws {
        let nics = acme("nics: [{ vm: a, network: web }]", document: "nics")
        let networks = acme("networks: { web: { subnets: [{ cidr: 10.0.0.0/24 }] } }", document: "networks")
        _ = try PolicySet().applying([("a.yaml", nics), ("b.yaml", networks)])
        let found = PolicySet().refusals([("a.yaml", nics)])
        #expect(found.map(\.code) == [.notFound])
        let near = PolicySet().refusals([("a.yaml", nics.replacing("web", with: "wbe")), ("b.yaml", networks)])
        #expect(near.map(\.hint) == ["did you mean `web`?"])
    }

    @Test("References into a text that cannot be read are not reported")
    func unreadable() {
        let nics = acme("nics: [{ vm: a, network: web }]", document: "nics")
        let found = PolicySet().refusals([("a.yaml", nics), ("b.yaml", "networks: [")])
        #expect(found.map(\.code) == [.syntax])
    }

    @Test("A network with a fault is known by name and not judged further")
    func faultyNetwork() {
        let text = acme(
            "networks: { web: { type: vlan, subnets: [{ cidr: 10.0.0.0/24 }] } }\nnics: [{ vm: a, network: web, addresses: [10.9.9.9] }]"
        )
        #expect(PolicySet().refusals(text).map(brief) == ["not-supported 4:26"])
    }

    @Test("What others refer to cannot be removed; together with them it can")
    func inUse() throws {
        let networks = acme("networks: { web: { subnets: [{ cidr: 10.0.0.0/24 }] } }", document: "networks")
        let nics = acme("nics:\n- { vm: a, network: web }\n- { vm: b, network: web }", document: "nics")
        let set = try PolicySet().applying([("n.yaml", networks), ("v.yaml", nics)])
        let keys = set.keys
        let found = set.refusals([], deleting: [keys[0]])
        #expect(found.map(brief) == ["in-use n.yaml:4:13"])
        #expect(found.first?.related.map(\.description) == ["v.yaml:5:3", "v.yaml:6:3"])
        #expect(found.first?.code.exitCode == 4)
        #expect(set.refusals([("n2.yaml", acme("networks: {}", document: "networks"))]).map(\.code) == [.inUse])
        #expect(try set.applying([], deleting: keys).keys.isEmpty)
        let moved = acme("networks: { web: { subnets: [{ cidr: 10.0.0.0/24 }] } }", document: "moved")
        #expect(try set.applying(moved, deleting: [keys[0]]).keys.map(\.document) == ["moved", "nics"])
    }

    @Test("An identity stands once in an apply, is not also deleted, and is there when deleted")
    func identities() throws {
        let empty = acme("")
        let found = PolicySet().refusals([("a.yaml", empty), ("b.yaml", empty)])
        #expect(found.map(brief) == ["duplicate b.yaml:3:11"])
        #expect(found.first?.related.map(\.description) == ["a.yaml:3:11"])
        let set = try PolicySet().applying(empty)
        #expect(set.refusals(empty, deleting: set.keys).map(\.code) == [.conflict])
        let absent = DocumentKey(tenant: "acme", document: "absent")
        #expect(set.refusals([], deleting: [absent]).map(brief) == ["not-found"])
    }

    @Test("Document `api` is written only by calls for single objects, which meet other documents as conflicts")
    func objectDocument() throws {
        let set = try PolicySet().applying(base)
        let object = acme("networks: { api-net: { subnets: [{ cidr: 10.9.0.0/24 }] } }", document: "api")
        #expect(set.refusals(object).map(\.code) == [.reserved])
        _ = try set.applying(object, writesObjects: true)
        let taken = object.replacing("api-net", with: "web")
        let found = set.refusals(taken, writesObjects: true)
        #expect(found.map(\.code) == [.conflict])
        #expect(found.first?.message == "acme: network web is declared by document acme/base")
    }

    @Test("A refused change leaves the set as it was, and a replaced document's objects are gone")
    func replaced() throws {
        let set = try PolicySet().applying(base)
        let smaller = try set.applying(acme("networks: { db: { subnets: [{ cidr: 10.0.1.0/24 }] } }"))
        #expect(smaller.network("web", ofTenant: "acme") == nil)
        #expect(smaller.nic(.init(vm: "web1", index: 0), ofTenant: "acme") == nil)
        #expect(set.network("web", ofTenant: "acme") != nil)
        #expect(try smaller.applying([], deleting: smaller.keys).tenants.isEmpty)
    }

    @Test("A document that a program makes is judged like one that was read")
    func made() throws {
        let place = SourcePosition(file: "made", line: 1, column: 1)
        let prefix = try IPPrefix("10.0.0.0/24")
        let nic = { (vm: String, address: String) throws in
            NICDeclaration(
                name: .init(vm: vm, index: 0), network: ObjectReference(name: "web"),
                addresses: [try IPAddress(address)],
                position: place)
        }
        let network = NetworkDeclaration(
            name: "web", subnets: [.init(prefix: prefix, position: place)], position: place)
        let key = DocumentKey(tenant: "acme", document: "made")
        let good = PolicyDocument(key: key, position: place, networks: [network], nics: [try nic("a", "10.0.0.5")])
        let set = try PolicySet().applying([good], by: .admin)
        #expect(set.nic(.init(vm: "a", index: 0), ofTenant: "acme")?.document == key)
        let bad = PolicyDocument(key: key, position: place, networks: [network], nics: [try nic("a", "10.0.1.5")])
        #expect(throws: PolicyRejection.self) { try set.applying([bad], by: .admin) }
    }

    @Test("A network without subnets is learned, unless it says otherwise")
    func addressMode() throws {
        let set = try PolicySet().applying(
            acme(
                """
                networks:
                  a: {}
                  b: { address-mode: declared }
                  c: { address-mode: learned, subnets: [{ cidr: 10.0.0.0/24 }] }
                  d: { subnets: [{ cidr: 10.0.0.0/24 }] }
                nics: [{ vm: x, network: a, addresses: [192.0.2.1] }]
                """))
        let modes = ["a", "b", "c", "d"].map { set.network($0, ofTenant: "acme")?.declaration.addressMode }
        #expect(modes == [.learned, .declared, .learned, .declared])
    }

    private static let exception =
        "port-security: { exceptions: [{ nic: web1, allow-addresses: [10.0.0.250, 10.1.0.0/16] }] }"

    @Test("An exception names a NIC of the tenant, in whatever document, once")
    func exceptions() throws {
        let before = try PolicySet().applying([
            ("a.yaml", base), ("b.yaml", acme(Self.exception, document: "security")),
        ])
        let name = NICDeclaration.Name(vm: "web1", index: 0)
        let found = before.exception(for: name, ofTenant: "acme")
        #expect(found?.document.document == "security")
        #expect(found?.declaration.addresses == [try IPPrefix("10.0.0.250/32"), try IPPrefix("10.1.0.0/16")])
        func refused(_ text: String) -> [String] { before.refusals([("t.yaml", text)]).map(brief) }
        #expect(refused(acme(Self.exception, document: "more")) == ["duplicate 4:31"])
        let other = Self.exception.replacing("web1", with: "web1:7")
        #expect(refused(acme(other, document: "more")) == ["not-found 4:31"])
        for address in ["224.0.0.18", "0.0.0.0", "127.0.0.1", "255.255.255.255", "'::'", "'::1'", "'ff02::1'"] {
            let noSource = Self.exception.replacing("10.0.0.250", with: address).replacing("web1", with: "web2")
            #expect(refused(acme(noSource, document: "more")).contains { $0.hasPrefix("invalid") }, "\(address)")
        }
        #expect(before.refusals([("t.yaml", acme("networks: { web: {} }"))]).map(\.code).contains(.inUse))
        let after = try before.applying([], deleting: [DocumentKey(tenant: "acme", document: "security")])
        #expect(after.exception(for: name, ofTenant: "acme") == nil)
        let changes = PolicySet.changes(from: before, to: after)
        #expect(changes.map(\.summary) == ["exception web1:0 (10.0.0.250/32, 10.1.0.0/16)"])
    }
}
