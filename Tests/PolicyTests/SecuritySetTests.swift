import NetworkTypes
import Policy
import Testing

/// Two networks, two NICs, and what rules name.
private let base = acme(
    """
    networks:
      web: { subnets: [{ cidr: 10.0.0.0/24 }] }
      db: { subnets: [{ cidr: 10.0.1.0/24 }] }
    nics:
      - { vm: web1, network: web, labels: { role: web } }
      - { vm: db1, network: db }
    address-sets: { offices: [198.51.100.0/24] }
    """)

private func group(_ name: String = "g", members: String = "{ labels: {} }", egress: String) -> String {
    "groups:\n  \(name):\n    members: \(members)\n    egress:\n      - \(egress)\n"
}

@Suite("Groups, rules, address sets and defaults of all documents")
struct SecuritySetTests {
    private func applying(_ texts: [(file: String, text: String)]) throws -> PolicySet {
        try PolicySet().applying(texts, accepting: Kind.security)
    }

    private func refusals(_ set: PolicySet, _ text: String, file: String = "s.yaml") -> [Diagnostic] {
        set.refusals([(file, text)], accepting: Kind.security)
    }

    @Test("They are found by name, and rules are counted")
    func found() throws {
        let security = acme(
            group(egress: "{ allow: any, to: set:offices }") + "default: { egress: deny }", document: "security")
        let set = try applying([("b.yaml", base), ("s.yaml", security)])
        #expect(set.group("g", ofTenant: "acme")?.declaration.egress.count == 1)
        #expect(set.group("g", ofTenant: "acme")?.document.document == "security")
        #expect(set.groups(ofTenant: "acme").map(\.declaration.name) == ["g"])
        #expect(set.addressSet("offices", ofTenant: "acme")?.declaration.prefixes == [try IPPrefix("198.51.100.0/24")])
        #expect(set.defaults(ofTenant: "acme")?.declaration.egress == .deny)
        #expect(set.usage(ofTenant: "acme") == .init(networks: 2, nics: 2, rules: 1))
        let key = DocumentKey(tenant: "acme", document: "security")
        let less = try set.applying([], deleting: [key])
        #expect(less.group("g", ofTenant: "acme") == nil)
        #expect(less.defaults(ofTenant: "acme") == nil)
        #expect(less.usage(ofTenant: "acme").rules == 0)
        #expect(less.addressSet("offices", ofTenant: "acme") != nil)
    }

    struct Unknown: Sendable, CustomTestStringConvertible {
        let text: String
        let message: String
        let code: Diagnostic.Code
        let place: String
        let hint: String?
        var testDescription: String { message }

        init(
            _ text: String, _ message: String, _ code: Diagnostic.Code = .notFound, at place: String = "s.yaml:8:9",
            hint: String? = nil
        ) {
            self.text = text
            self.message = message
            self.code = code
            self.place = place
            self.hint = hint
        }
    }

    @Test(
        "A name that nobody declares is refused at its line, with the nearest that somebody does",
        arguments: [
            Unknown(
                group(egress: "{ allow: any, to: net:wbe }"), "there is no network wbe", hint: "did you mean `web`?"),
            Unknown(group(egress: "{ allow: any, to: net:far }"), "there is no network far"),
            Unknown(group(egress: "{ allow: any, to: group:x }"), "there is no group x", hint: "did you mean `g`?"),
            Unknown(
                group(egress: "{ allow: any, to: set:office }"), "there is no address set office",
                hint: "did you mean `offices`?"),
            Unknown(
                group(egress: "{ allow: any, to: nic:web1:1 }"), "there is no NIC web1:1",
                hint: "did you mean `web1:0`?"),
            Unknown(
                group(members: "{ nics: [web2] }", egress: "{ allow: any, to: any }"), "there is no NIC web2:0",
                at: "s.yaml:6:23", hint: "did you mean `web1:0`?"),
            Unknown(
                group(members: "{ networks: [wbe] }", egress: "{ allow: any, to: any }"), "there is no network wbe",
                at: "s.yaml:6:27", hint: "did you mean `web`?"),
            Unknown(
                group(egress: "{ allow: any, to: net:globex/web }"), "network globex/web is not shared with us",
                .notGranted),
            Unknown(
                group(egress: "{ allow: any, to: group:globex/all }"),
                "group globex/all is that of tenant globex; only networks can be shared", .notGranted),
            Unknown(
                group(egress: "{ allow: any, to: set:globex/all }"),
                "address set globex/all is that of tenant globex; only networks can be shared", .notGranted),
        ])
    func unknown(unknown: Unknown) throws {
        let other = base.replacing("tenant: acme", with: "tenant: globex")
        let set = try applying([("b.yaml", base), ("o.yaml", other)])
        let found = refusals(set, acme(unknown.text, document: "security"))
        #expect(found.map(\.message) == ["acme: group g: " + unknown.message])
        #expect(found.map(\.code) == [unknown.code])
        #expect(found.map { "\($0.position.map(\.description) ?? "")" } == [unknown.place])
        #expect(found.map(\.hint) == [unknown.hint])
    }

    @Test("Another tenant's names are its own, and labels name nobody")
    func ownNames() throws {
        let set = try applying([("b.yaml", base)])
        let other = "version: 1\ntenant: globex\ndocument: d\n" + group(egress: "{ allow: any, to: net:web }")
        #expect(refusals(set, other).map(\.code) == [.notFound])
        let labels = "version: 1\ntenant: globex\ndocument: d\n" + group(egress: "{ allow: any, to: 'label:role=web' }")
        #expect(refusals(set, labels).isEmpty)
    }

    @Test("References are resolved after the whole apply, in both orders, and not into what cannot be read")
    func wholeApply() throws {
        let security = acme(group(egress: "{ allow: any, to: net:web }"), document: "security")
        _ = try applying([("s.yaml", security), ("b.yaml", base)])
        _ = try applying([("b.yaml", base), ("s.yaml", security)])
        let found = PolicySet().refusals([("s.yaml", security), ("b.yaml", "networks: [")], accepting: Kind.security)
        #expect(found.map(\.code) == [.syntax])
    }

    @Test("Names are unique per tenant and kind, the default stands once, and errors name both places")
    func duplicates() throws {
        let text = "address-sets: { a: [] }\ngroups: { a: { members: {} } }\ndefault: {}"
        let set = try applying([("a.yaml", acme(text))])
        let found = refusals(set, acme(text, document: "more"), file: "b.yaml")
        #expect(
            found.map { "\($0.message) \($0.position.map(\.description) ?? "") \($0.related)" } == [
                "acme: address set a is declared twice b.yaml:4:17 [a.yaml:4:17]",
                "acme: group a is declared twice b.yaml:5:11 [a.yaml:5:11]",
                "acme: `default` is declared twice b.yaml:6:10 [a.yaml:6:10]",
            ])
        #expect(found.map(\.code) == [.duplicate, .duplicate, .duplicate])
        #expect(refusals(set, acme(text)).isEmpty, "the same document again replaces itself")
        let other = text.replacing("a:", with: "b:")
        #expect(refusals(set, "version: 1\ntenant: globex\ndocument: base\n\(text)").isEmpty)
        #expect(refusals(set, acme(other, document: "more")).map(\.message) == ["acme: `default` is declared twice"])
        let object = set.refusals(
            [("t.yaml", acme("groups: { a: { members: {} } }", document: "api"))], writesObjects: true,
            accepting: Kind.security)
        #expect(object.map(\.message) == ["acme: group a is declared by document acme/base"])
    }

    @Test(
        "What groups of another document refer to cannot be removed before them",
        arguments: [
            ("{ allow: any, to: net:web }", "network web", "b.yaml:5:3"),
            ("{ allow: any, to: set:offices }", "address set offices", "b.yaml:10:17"),
            ("{ allow: any, to: nic:db1 }", "NIC db1:0", "b.yaml:9:5"),
            ("{ allow: any, to: group:other }", "group other", "b.yaml:11:11"),
        ])
    func inUse(rule: String, what: String, place: String) throws {
        let whole = base + "groups: { other: { members: {} } }"
        let security = acme(group(egress: rule + "\n      - " + rule), document: "security")
        let set = try applying([("b.yaml", whole), ("s.yaml", security)])
        let found = refusals(set, acme(""), file: "b.yaml")
        #expect(found.map(\.message) == ["acme: \(what) is removed, but groups refer to it in 2 places"])
        #expect(found.map(\.code) == [.inUse])
        #expect(found.map { $0.position.map(\.description) } == [place])
        #expect(found.first?.related.map(\.description) == ["s.yaml:8:9", "s.yaml:9:9"])
        #expect(found.first?.code.exitCode == 4)
        // Together with what refers to it, or moved to another document, it may go.
        #expect(set.refusals([], deleting: set.keys, accepting: Kind.security).isEmpty)
        let moved = whole.replacing("document: base", with: "document: moved")
        let key = DocumentKey(tenant: "acme", document: "base")
        #expect(set.refusals([("m.yaml", moved)], deleting: [key], accepting: Kind.security).isEmpty)
        let free = acme(group(egress: "{ allow: any, to: any }"), document: "security")
        #expect(set.refusals([("b.yaml", acme("")), ("s.yaml", free)], accepting: Kind.security).isEmpty)
    }

    @Test("A document given that still refers to what goes is told that it is not there, and nothing is told twice")
    func givenTogether() throws {
        let security = acme(group(egress: "{ allow: any, to: net:web }"), document: "security")
        let set = try applying([("b.yaml", base), ("s.yaml", security)])
        let found = set.refusals([("b.yaml", acme("")), ("s.yaml", security)], accepting: Kind.security)
        #expect(found.map(\.message) == ["acme: group g: there is no network web"])
    }

    @Test("Members hold NICs and networks as rules do")
    func membersInUse() throws {
        let text = acme(
            group(members: "{ nics: [web1], networks: [web] }", egress: "{ allow: any, to: any }"), document: "security"
        )
        let set = try applying([("b.yaml", base), ("s.yaml", text)])
        let found = refusals(set, acme(""), file: "b.yaml")
        #expect(
            found.map(\.message) == [
                "acme: network web is removed, but groups refer to it in 1 places",
                "acme: NIC web1:0 is removed, but groups refer to it in 1 places",
            ])
    }

    @Test("Rules count against the tenant's quota, whether rules come or the quota is lowered")
    func quota() throws {
        let fabric = { (rules: Int) in admin("tenants: { acme: { quota: { rules: \(rules) } } }") }
        let two = acme(group(egress: "{ allow: any, to: any }\n      - { deny: any, to: any }"), document: "s")
        let set = try applying([("f.yaml", fabric(2)), ("s.yaml", two)])
        let more = acme(group("h", egress: "{ allow: any, to: any }"), document: "more")
        #expect(refusals(set, more).map(\.message) == ["acme: group h: the tenant's quota is 2 rules"])
        let lowered = refusals(set, fabric(1), file: "f.yaml")
        #expect(lowered.map(\.message) == ["tenant acme: the quota is 1 rules, and it has 2"])
        let both = set.refusals([("f.yaml", fabric(0)), ("n.yaml", acme("networks: {}"))], accepting: Kind.security)
        #expect(both.map(\.message) == ["acme: the quota is 0 rules, and it has 2"])
    }

    @Test("What a change of groups is, told rule by rule")
    func changes() throws {
        let before = try applying([
            (
                "t.yaml",
                acme(
                    """
                    default: { ingress: deny }
                    address-sets: { s: [10.0.0.0/8, 192.0.2.1] }
                    groups:
                      web:
                        members: { labels: { role: web } }
                        ingress:
                          - { allow: tcp/443, from: any, note: site }
                          - { deny: any, from: 10.0.0.0/8, log: true }
                          - { allow: udp, from: external }
                      old: { members: {} }
                    """)
            )
        ])
        let after = try before.applying(
            acme(
                """
                default: { ingress: tenant }
                address-sets: { s: [10.0.0.0/8, 192.0.2.2] }
                groups:
                  web:
                    members: { labels: {}, nics: [], networks: [] }
                    ingress:
                      - { deny: any, from: 10.0.0.0/8, log: true }
                      - { allow: tcp/443, from: any, note: site }
                    egress: [{ allow: [tcp/1, udp/1], to: set:s, persist: true, log: sampled }]
                """), accepting: Kind.security)
        let changes = PolicySet.changes(from: before, to: after)
        #expect(
            changes.map { "\($0.operation) \($0.summary): \($0.details.map(\.text).joined(separator: "; "))" } == [
                "changed address-set s (2 prefixes): - 192.0.2.1/32; + 192.0.2.2/32",
                "changed default (ingress tenant, egress allow, same-network allow): ingress: deny → tenant",
                "removed group old (0 rules): ",
                "changed group web (3 rules): members.labels: role=web → every NIC; - allow udp from external; "
                    + "+ allow [tcp/1, udp/1] to set:s, log sampled, persist",
            ])
        // Of rules the place is told, of those that went where they stood.
        #expect(
            changes.flatMap { $0.details.map { $0.position?.description ?? "-" } } == [
                "-", "-", "-", "-", "t.yaml:12:9", "t.yaml:12:14",
            ])
        let reordered = try after.applying(
            acme(
                """
                default: { ingress: tenant }
                address-sets: { s: [10.0.0.0/8, 192.0.2.2] }
                groups:
                  web:
                    members: { labels: {} }
                    ingress:
                      - { allow: tcp/443, from: any, note: site }
                      - { deny: any, from: 10.0.0.0/8, log: true }
                    egress: [{ allow: [tcp/1, udp/1], to: set:s, persist: true, log: sampled }]
                """), accepting: Kind.security)
        #expect(
            PolicySet.changes(from: after, to: reordered).map { $0.details.map(\.text) } == [
                ["ingress: in another order"]
            ])
    }
}
