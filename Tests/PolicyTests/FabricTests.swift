import NetworkTypes
import Policy
import Testing

@Suite("The fabric and its tenants")
struct FabricTests {
    private func hosts(_ lines: String...) -> String { admin("hosts:\n" + lines.map { "  \($0)\n" }.joined()) }

    @Test("Hosts are found by name, and settings with them")
    func hosts() throws {
        let set = try PolicySet().applying(
            hosts(
                "b: { ovsdb: 'unix:/run/b.sock', vtep: 10.0.0.2 }",
                "a: { ovsdb: tcp:10.0.0.1, vtep: 10.0.0.1, binding: api }")
                + "vni-pool: 5-9\nunderlay: { mtu: 9000 }\n")
        #expect(set.hosts.map(\.declaration.name) == ["a", "b"])
        #expect(set.hosts.map(\.declaration.management.description) == ["tcp:10.0.0.1:6640", "unix:/run/b.sock"])
        #expect(set.host("a")?.declaration.bindingMode == .api)
        #expect(set.vniPool?.value == VNI(5)...VNI(9))
        #expect(set.underlayMTU?.value == 9000)
    }

    @Test("Two hosts share neither VTEP nor system-id nor the address of their OVSDB")
    func sameHosts() {
        let text = hosts(
            "a: { ovsdb: tcp:10.0.0.1:6640, vtep: 10.0.0.1, system-id: x }",
            "b: { ovsdb: tcp:10.0.0.2:6640, vtep: 10.0.0.1 }",
            "c: { ovsdb: listen, system-id: x }",
            "d: { ovsdb: tcp:10.0.0.1 }",
            "e: { ovsdb: listen, system-id: y }")
        let found = PolicySet().refusals(text)
        #expect(found.map(brief) == ["duplicate 6:3", "duplicate 7:3", "duplicate 8:3"])
        #expect(found.allSatisfy { $0.related.map(\.line) == [5] })
    }

    @Test("The fabric may lie in several documents, each setting and object in one")
    func severalDocuments() throws {
        let first = admin(
            "vni-pool: 10-20\nunderlay: { mtu: 1500 }\ntenants: { acme: {} }\nhosts: { a: { ovsdb: tcp:10.0.0.1 } }")
        let second = admin("hosts: { b: { ovsdb: tcp:10.0.0.2 } }", document: "more")
        let set = try PolicySet().applying([("a.yaml", first), ("b.yaml", second)])
        #expect(set.hosts.map(\.document.document) == ["fabric", "more"])
        let third = first.replacing("document: fabric", with: "document: third")
        let found = set.refusals([("c.yaml", third)])
        #expect(
            found.map(brief) == [
                "duplicate c.yaml:4:11", "duplicate c.yaml:5:18", "duplicate c.yaml:6:12", "duplicate c.yaml:7:10",
            ])
        #expect(found.map { $0.related.first?.file } == ["a.yaml", "a.yaml", "a.yaml", "a.yaml"])
    }

    @Test("VNIs asked for are given once")
    func requestedVNIs() throws {
        let networks = { (vni: Int, name: String) in
            admin("networks: { \(name): { vni: \(vni), subnets: [{ cidr: 10.0.0.0/24 }] } }", document: name)
        }
        let set = try PolicySet().applying([("a.yaml", networks(5, "a")), ("b.yaml", networks(6, "b"))])
        #expect(set.network("a", ofTenant: "admin")?.declaration.requestedVNI == VNI(5))
        let found = set.refusals([("c.yaml", networks(6, "c"))])
        #expect(found.map(brief) == ["duplicate c.yaml:4:13"])
        #expect(found.first?.related.map(\.file) == ["b.yaml"])
    }

    @Test("A tenant is declared by an admin, or comes with the first document that an admin applies")
    func existence() throws {
        let document = acme("")
        let acmeUser = Actor.tenant("acme")
        #expect(PolicySet().refusals(document, by: acmeUser).map(brief) == ["not-found 3:11"])
        let declared = try PolicySet().applying(admin("tenants: { acme: {} }"))
        #expect(declared.tenants == ["acme", "admin"])
        #expect(declared.refusals(document, by: acmeUser).isEmpty)
        let implied = try PolicySet().applying(document)
        #expect(implied.refusals(acme("", document: "second"), by: acmeUser).isEmpty)
    }

    @Test("A tenant writes its own documents alone")
    func rights() throws {
        let set = try PolicySet().applying([("a.yaml", acme("")), ("f.yaml", admin(""))])
        let found = set.refusals(
            admin(""), deleting: [DocumentKey(tenant: "acme", document: "base")], by: .tenant("other"))
        #expect(found.map(\.code) == [.denied, .denied])
        #expect(PolicyRejection(found).exitCode == 8)
    }

    @Test("A declared tenant with documents cannot be removed; with its documents it can")
    func removed() throws {
        let fabric = admin("tenants: { acme: {} }")
        let set = try PolicySet().applying([("f.yaml", fabric), ("a.yaml", acme(""))])
        let found = set.refusals([("g.yaml", admin("tenants: {}"))])
        #expect(found.map(brief) == ["in-use f.yaml:4:12"])
        #expect(found.first?.related.map(\.description) == ["a.yaml:3:11"])
        #expect(set.refusals([], deleting: [DocumentKey(tenant: "admin", document: "fabric")]).map(\.code) == [.inUse])
        #expect(set.refusals([], deleting: set.keys).isEmpty)
    }

    @Test("A quota is held at the first object beyond it, and lowered no further than what is in use")
    func quotas() throws {
        let set = try PolicySet().applying(admin("tenants: { acme: { quota: { networks: 2, nics: 2 } } }"))
        let text = acme(
            """
            networks:
              a: { subnets: [{ cidr: 10.0.0.0/24 }] }
              b: { subnets: [{ cidr: 10.0.0.0/24 }] }
            nics:
              - { vm: a, network: a }
              - { vm: b, network: b }
            """)
        let full = try set.applying(text)
        let more = acme(
            "networks: { c: { subnets: [{ cidr: 10.0.0.0/24 }] } }\nnics: [{ vm: c, network: c }, { vm: d, network: c }]",
            document: "a-more")
        #expect(full.refusals(more).map(brief) == ["quota 4:13", "quota 5:8"])
        let found = full.refusals(admin("tenants: { acme: { quota: { networks: 1, nics: 2 } } }"))
        #expect(found.map(brief) == ["quota 4:12"])
        #expect(full.refusals(admin("tenants: { acme: { quota: { networks: 2, nics: 2, rules: 0 } } }")).isEmpty)
    }
}
