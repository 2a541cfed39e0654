import NetworkTypes
import Testing

@testable import Topology

@Suite("Groups of documents in the graph")
struct SecurityDeclarationTests {
    private let base = """
        version: 1
        tenant: acme
        document: base
        networks: { web: {}, db: {} }
        nics:
          - { vm: web1, network: web, labels: { role: web, env: prod } }
          - { vm: db1, network: db, labels: { role: db } }
        """

    private let security = """
        version: 1
        tenant: acme
        document: security
        groups:
          web:
            members: { labels: { role: web } }
            ingress:
              - { allow: [tcp/443, icmp/echo, ip/89], from: any, log: true }
              - { reject: any, from: net:db }
              - { allow: udp/53-54, from: nic:db1, persist: true }
          db:
            members: { nics: [db1, web1], networks: [db] }
            ingress: [{ allow: tcp, from: group:web }, { deny: icmp6/135, from: external }]
            egress:
              - { allow: any, to: set:offices }
              - { allow: any, to: 10.0.0.0/8 }
              - { allow: any, to: 'label:role=web,env=prod' }
        address-sets: { offices: [198.51.100.0/24, 203.0.113.7] }
        """

    private func terms(_ group: SecurityGroup?) -> [String] {
        ((group?.ingress ?? []) + (group?.egress ?? [])).compactMap {
            if case .term(let term) = $0.peer { term.text } else { nil }
        }
    }

    @Test("Every word of a group has its meaning in the graph")
    func words() throws {
        var fabric = DeclaredFabric()
        try fabric.apply(base, security)
        let web = try #require(fabric.group("web"))
        #expect(web.tier == .tenant && web.members == MemberSelector(labels: ["role": "web"]) && web.egress.isEmpty)
        #expect(web.ingress.map(\.verdict) == [.allow, .reject, .allow])
        #expect(web.ingress[0].protocols == [.icmp(type: 8), .tcp(443...443), .number(89)])
        #expect(web.ingress[0].peer == .any && web.ingress[0].log == .all && !web.ingress[0].persists)
        #expect(web.ingress[1].peer == .network(NetworkID(tenant: "acme", name: "db")))
        #expect(web.ingress[2].peer == .term(.nic(NICID(tenant: "acme", vm: "db1", index: 0))))
        #expect(web.ingress[2].protocols == [.udp(53...54)] && web.ingress[2].persists)
        let db = try #require(fabric.group("db"))
        #expect(db.members.nics.map(\.vm).sorted() == ["db1", "web1"] && db.members.labels == nil)
        #expect(db.members.networks == [NetworkID(tenant: "acme", name: "db")])
        #expect(db.ingress[0].protocols == [.tcp(0...65535)] && db.ingress[1].protocols == [.icmp6(type: 135)])
        #expect(db.ingress[1].peer == .external && db.ingress[1].verdict == .deny)
        let offices = AddressSetID(tenant: "acme", name: "offices")
        let wide = try IPPrefix("10.0.0.0/8")
        #expect(db.egress.prefix(2).map(\.peer) == [.addressSet(offices), .prefix(wide)])
        #expect(terms(db) == ["group:acme/web", "label:acme:env=prod,role=web"])
        let prefixes = [try IPPrefix("198.51.100.0/24"), try IPPrefix("203.0.113.7/32")]
        #expect(fabric.topology.addressSets[offices]?.prefixes == Set(prefixes))
    }

    @Test("NICs and groups of different documents find each other, whichever comes first or goes")
    func otherDocuments() throws {
        var fabric = DeclaredFabric()
        try fabric.apply(base)
        try fabric.apply(security)
        #expect(fabric.members("web") == ["web1"] && fabric.members("db") == ["db1", "web1"])
        let more = """
            version: 1
            tenant: acme
            document: more
            nics: [{ vm: db2, network: db }, { vm: web2, network: web, labels: { role: web } }]
            """
        try fabric.apply(more)
        #expect(fabric.members("web") == ["web1", "web2"] && fabric.members("db") == ["db1", "db2", "web1"])
        try fabric.apply(more.replacing("{ role: web }", with: "{ role: db }"))
        #expect(fabric.members("web") == ["web1"])
        let changed = security.replacing(
            "members: { labels: { role: web } }", with: "members: { labels: { role: db } }")
        let changes = try fabric.apply(changed)
        #expect(fabric.members("web") == ["db1", "web2"])
        #expect(changes.groups == [GroupID(tenant: "acme", name: "web")])
        #expect(changes.nics.map(\.vm).sorted() == ["db1", "web1", "web2"])
        try fabric.apply(deleting: ["more"])
        #expect(fabric.members("web") == ["db1"] && fabric.members("db") == ["db1", "web1"])
        try fabric.apply(deleting: ["security"])
        #expect(fabric.topology.groups.isEmpty && fabric.topology.addressSets.isEmpty)
        #expect(fabric.topology.nics.count == 2 && !fabric.topology.usesGroups("acme"))
    }

    @Test("Tiers are of the admin's documents and mean NICs of all tenants; a tenant's default ends its baseline")
    func tiers() throws {
        func tier(_ tier: String, _ name: String) -> String {
            """
            version: 1
            tenant: admin
            document: \(tier)
            tier: \(tier)
            groups:
              \(name):
                members: { labels: { role: web } }
                egress: [{ deny: tcp/25, to: 'label:role=db' }, { allow: any, to: group:\(name) }]
            """
        }
        var fabric = DeclaredFabric()
        let globex = base.replacing("acme", with: "globex").replacing("web1", with: "lan1")
        try fabric.apply(base, globex, tier("guard", "first"), tier("baseline", "last"))
        #expect(fabric.group("first", of: "admin")?.tier == .guard)
        #expect(fabric.group("last", of: "admin")?.tier == .baseline)
        #expect(terms(fabric.group("first", of: "admin")) == ["label::role=db", "group:admin/first"])
        #expect(fabric.members("first", of: "admin") == ["lan1", "web1"])
        #expect(fabric.members("last", of: "admin") == ["lan1", "web1"])

        let stated = "version: 1\ntenant: acme\ndocument: default\ndefault: { egress: deny, ingress: allow }\n"
        try fabric.apply(stated)
        let meant = SecurityDefault(ingress: .allow, egress: .deny, sameNetwork: .allow)
        #expect(fabric.topology.statedDefaults == ["acme": meant])
        #expect(fabric.members("last", of: "admin") == ["lan1"])
        #expect(fabric.topology.isPoliced(NICID(tenant: "acme", vm: "db1", index: 0)))
        try fabric.apply(deleting: ["default"])
        #expect(fabric.topology.statedDefaults.isEmpty && fabric.members("last", of: "admin") == ["lan1", "web1"])
    }
}
