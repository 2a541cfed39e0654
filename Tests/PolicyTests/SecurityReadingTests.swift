import NetworkTypes
import Policy
import Testing

/// A group with one ingress rule, which stands on line 7.
private func ingress(_ rule: String) -> String {
    acme("groups:\n  web:\n    members: { labels: {} }\n    ingress: [\(rule)]")
}

@Suite("Groups, rules, address sets and defaults of a document")
struct SecurityReadingTests {
    private func document(_ text: String) throws -> PolicyDocument {
        let document = try #require(read(text, accepting: Kind.security).documents.first)
        #expect(document.diagnostics == [])
        return document
    }

    private func rule(_ text: String) throws -> RuleDeclaration {
        try #require(try document(ingress(text)).security.groups.first?.ingress.first)
    }

    @Test("The contract's example has its meaning")
    func example() throws {
        let security = try document(ContractExample.security.text).security
        let defaults = try #require(security.defaults)
        #expect([defaults.ingress, defaults.egress, defaults.sameNetwork] == [.deny, .allow, .allow])
        #expect(security.tier == nil)
        #expect(security.groups.map(\.name) == ["web", "db"])
        let web = security.groups[0]
        #expect(web.members == .init(labels: ["role": "web"]))
        #expect(web.position.description == "t.yaml:6:3")
        #expect(web.ingress.map(\.verdict) == [.allow, .allow])
        #expect(web.ingress.map(\.protocols.description) == ["tcp/443", "icmp/echo"])
        #expect(web.ingress.map(\.endpoint) == [.any, .network(ObjectReference(name: "web"))])
        #expect(web.ingress.map(\.note) == ["public site", nil])
        #expect(web.ingress.map(\.position.description) == ["t.yaml:9:9", "t.yaml:10:9"])
        #expect(
            web.egress.map(\.endpoint) == [.group(ObjectReference(name: "db")), .prefix(try IPPrefix("10.99.0.0/16"))])
        #expect(web.egress.map(\.log) == [.off, .all])
        let reject = security.groups[1].ingress[1]
        #expect(reject.verdict == .reject)
        #expect(reject.log == .sampled)
        #expect(!reject.persists)
        #expect(security.addressSets.map(\.name) == ["offices"])
        #expect(security.addressSets[0].prefixes == [try IPPrefix("198.51.100.0/24"), try IPPrefix("203.0.113.64/26")])
    }

    @Test("What is not written has the schema's defaults")
    func unwritten() throws {
        let security = try document(acme("default: { ingress: deny }\ngroups: { a: { members: {} } }")).security
        #expect(security.defaults?.ingress == .deny)
        #expect(security.defaults?.egress == .allow)
        #expect(security.defaults?.sameNetwork == .allow)
        #expect(security.groups.first?.members == .init(labels: nil))
        #expect(security.groups.first?.ingress == [])
        let empty = try document(acme("default: {}")).security.defaults
        #expect([empty?.ingress, empty?.egress, empty?.sameNetwork] == [.tenant, .allow, .allow])
    }

    @Test("Members are labels, NICs and networks, each with its place; an own reference has no tenant")
    func members() throws {
        let text = acme(
            "groups:\n  a:\n    members:\n      nics: [web1, 'a:b:2']\n      networks: [acme/web, other/lan]\n      labels: { a: x, b: y }"
        )
        let members = try #require(try document(text).security.groups.first?.members)
        #expect(members.labels == ["a": "x", "b": "y"])
        #expect(members.nics.map(\.name) == [.init(vm: "web1", index: 0), .init(vm: "a:b", index: 2)])
        #expect(members.nics.map(\.position.description) == ["t.yaml:7:14", "t.yaml:7:20"])
        #expect(members.networks.map(\.name.description) == ["web", "other/lan"])
    }

    @Test(
        "A protocol is read as it is printed",
        arguments: [
            ("any", RuleProtocol.any),
            ("tcp", .tcp(0...65535)),
            ("tcp/443", .tcp(443...443)),
            ("udp/53-54", .udp(53...54)),
            ("udp/1-65535", .udp(1...65535)),
            ("icmp", .icmp(type: nil)),
            ("icmp/echo", .icmp(type: 8)),
            ("icmp/0", .icmp(type: 0)),
            ("icmp6", .icmp6(type: nil)),
            ("icmp6/echo", .icmp6(type: 128)),
            ("icmp6/255", .icmp6(type: 255)),
            ("ip/0", .ip(0)),
            ("ip/89", .ip(89)),
        ])
    func protocols(text: String, expected: RuleProtocol) throws {
        let protocols = try rule("{ allow: \(text), from: any }").protocols
        #expect(protocols.protocols == [expected])
        #expect("\(expected)" == text)
    }

    @Test(
        "An endpoint is read as it is printed",
        arguments: [
            ("any", RuleEndpoint.any),
            ("external", .external),
            ("net:web", .network(ObjectReference(name: "web"))),
            ("net:admin/finance", .network(ObjectReference(tenant: "admin", name: "finance"))),
            ("group:db", .group(ObjectReference(name: "db"))),
            ("set:offices", .addressSet(ObjectReference(name: "offices"))),
            ("nic:web1:0", .nic(.init(vm: "web1", index: 0))),
            ("nic:a b:c:12", .nic(.init(vm: "a b:c", index: 12))),
            ("label:role=web", .labels(["role": "web"])),
            ("label:env=prod,role=web", .labels(["role": "web", "env": "prod"])),
        ])
    func endpoints(text: String, expected: RuleEndpoint) throws {
        #expect(try rule("{ allow: any, from: '\(text)' }").endpoint == expected)
        #expect("\(expected)" == text)
    }

    @Test("A prefix, an address and a NIC without its index are endpoints too")
    func otherEndpoints() throws {
        let cases: [(String, RuleEndpoint)] = [
            ("10.0.0.0/8", .prefix(try IPPrefix("10.0.0.0/8"))), ("10.0.0.5", .prefix(try IPPrefix("10.0.0.5/32"))),
            ("'::/0'", .prefix(try IPPrefix("::/0"))), ("'2001:db8::5'", .prefix(try IPPrefix("2001:db8::5/128"))),
            ("nic:web1", .nic(.init(vm: "web1", index: 0))), ("net:acme/web", .network(ObjectReference(name: "web"))),
        ]
        for (text, expected) in cases { #expect(try rule("{ allow: any, from: \(text) }").endpoint == expected) }
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let rule: String
        let reason: String?
        let hint: String?
        var testDescription: String { rule }

        init(_ rule: String, _ reason: String?, hint: String? = nil) {
            self.rule = rule
            self.reason = reason
            self.hint = hint
        }
    }

    @Test(
        "A wrong protocol or endpoint has one message at its place, with a reason or what was probably meant",
        arguments: [
            Fault("{ allow: tcp/0, from: any }", "ports are 1 to 65535"),
            Fault("{ allow: tcp/1-70000, from: any }", "ports are 1 to 65535"),
            Fault("{ allow: tcp/20-10, from: any }", "a port, or LOW-HIGH with the lower one first, follows the slash"),
            Fault("{ allow: tcp/080, from: any }", "a port, or LOW-HIGH with the lower one first, follows the slash"),
            Fault("{ allow: tpc/443, from: any }", "`tpc` is no protocol", hint: "did you mean `tcp/443`?"),
            Fault("{ allow: https, from: any }", "`https` is no protocol"),
            Fault("{ allow: any/80, from: any }", "`any` is every protocol and every port"),
            Fault("{ allow: ip, from: any }", "its number is missing; every protocol is `any`"),
            Fault("{ allow: ip/256, from: any }", "a protocol's number, 0 to 255, follows the slash"),
            Fault("{ allow: icmp/ping, from: any }", "`echo` or a type, 0 to 255, follows the slash"),
            Fault("{ allow: icmp6/256, from: any }", "`echo` or a type, 0 to 255, follows the slash"),
            Fault("{ allow: any, from: exernal }", nil, hint: "did you mean `external`?"),
            Fault("{ allow: any, from: nett:web }", nil, hint: "did you mean `net:web`?"),
            Fault(
                "{ allow: any, from: web }", "a name needs its kind",
                hint: "write `net:web` for a network, `group:web` for a group"),
            Fault("{ allow: any, from: 10.0.0.1/24 }", "the network is 10.0.0.0/24"),
            Fault("{ allow: any, from: 10.0.0.0/33 }", "`33` is not a prefix length"),
            Fault("{ allow: any, from: 10.0.0.300 }", "`300` is not a number from 0 to 255"),
            Fault("{ allow: any, from: 'net:' }", "NAME or TENANT/NAME follows `net:`"),
            Fault("{ allow: any, from: 'group:a/b/c' }", "NAME or TENANT/NAME follows `group:`"),
            Fault("{ allow: any, from: 'nic:' }", "a VM's name, of 1 to 255 bytes, follows `nic:`"),
            Fault(
                "{ allow: any, from: 'label:role' }",
                "KEY=VALUE follows `label:`, each 1 to 63 letters, digits and - _ . /"),
            Fault("{ allow: any, from: 'label:a=b,a=c' }", "the label `a` stands twice"),
        ])
    func wrong(fault: Fault) throws {
        let found = read(ingress(fault.rule), accepting: Kind.security).documents.flatMap(\.diagnostics)
        #expect(found.map(\.code) == [.invalid])
        let message = try #require(found.first?.message)
        if let reason = fault.reason {
            #expect(message.hasSuffix("(\(reason))"), "\(message)")
        } else {
            #expect(message.hasSuffix("`"), "\(message)")
        }
        #expect(found.first?.hint == fault.hint)
        #expect(found.first?.position?.line == 7)
    }

    @Test(
        "What rules, tiers and defaults cannot say together is refused at its place",
        arguments: [
            (ingress("{ allow: [], from: any }"), ["invalid 7:24"]),
            (ingress("{ allow: any }"), ["missing 7:15"]),
            (ingress("{ from: any }"), ["missing 7:15"]),
            (ingress("{ allow: any, deny: any, from: any }"), ["invalid 7:15"]),
            (ingress("{ allow: any, to: any }"), ["missing 7:15", "unknown-key 7:29"]),
            (ingress("{ allow: any, from: any, log: yes }"), ["invalid 7:45"]),
            (ingress("{ deny: any, from: any, persist: true }"), ["invalid 7:48"]),
            (ingress("{ allow: any, from: any, persist: true }"), []),
            (ingress("{ deny: any, from: any, persist: false }"), []),
            (ingress("{ pass: any, from: any }"), ["not-granted 7:17"]),
            (acme("tier: guard"), ["not-granted 4:1"]),
            (acme("default: { ingress: reject }"), ["invalid 4:21"]),
            (acme("groups: { a: {} }"), ["missing 4:14"]),
            (acme("groups: { any: { members: {} } }"), ["reserved 4:11"]),
            (acme("address-sets: { a: [10.0.0.1/8] }"), ["invalid 4:21"]),
            (admin("tier: guard\ndefault: {}"), ["invalid 5:10"]),
            (
                admin("tier: guard\ngroups: { a: { members: {}, ingress: [{ reject: any, from: any }] } }"),
                ["invalid 5:39"]
            ),
            (admin("tier: guard\ngroups: { a: { members: {}, ingress: [{ pass: any, from: any }] } }"), []),
            (
                admin("tier: baseline\ngroups: { a: { members: {}, ingress: [{ pass: any, from: any }] } }"),
                ["invalid 5:39"]
            ),
            (admin("tier: baseline\ngroups: { a: { members: {}, ingress: [{ reject: any, from: any }] } }"), []),
            (admin("groups: { a: { members: {}, ingress: [{ pass: any, from: any }] } }"), ["invalid 4:39"]),
            (admin("tier: top"), ["invalid 4:7"]),
        ])
    func together(text: String, expected: [String]) {
        #expect(faults(text, accepting: Kind.security).sorted() == expected.sorted())
    }

    @Test("A section that the caller does not accept is refused although another one is accepted")
    func onlyAccepted() throws {
        let text = acme("routers: {}\nchains: {}")
        #expect(faults(text) == ["not-supported 4:1", "not-supported 5:1"])
        #expect(faults(text, accepting: [try #require(Schema.kind("routers"))]) == ["not-supported 5:1"])
    }
}
