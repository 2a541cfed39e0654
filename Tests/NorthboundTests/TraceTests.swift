import JSON
import Northbound
import Policy
import Testing

@Suite struct TraceTests {
    private let alice = APIRequest.Asker(name: "alice", role: .tenant("acme"))

    private func trace(_ query: String, as asker: APIRequest.Asker = ServedFabric.admin) throws -> JSONValue {
        try ServedFabric.populated().json("/v1/trace?\(query)", as: asker)
    }

    @Test("The whole answer, as the API documents it")
    func whole() throws {
        let answer = try trace("from=web1&to=web2&proto=tcp/22&tenant=acme")
        #expect(
            answer == [
                "revision": 3, "verdict": "allowed",
                "reason": "delivered to acme/web2:0 on host kvm2, and the reply comes back", "protocol": "tcp/22",
                "from": [
                    "end": "web1", "nic": "acme/web1:0", "network": "acme/web", "host": "kvm1", "port": "vnet0",
                    "mac": "52:54:00:00:00:01", "address": "10.10.1.5",
                ],
                "to": [
                    "end": "web2", "nic": "acme/web2:0", "network": "acme/web", "host": "kvm2", "port": "vnet0",
                    "mac": "52:54:00:00:00:02", "address": "10.10.1.6",
                ],
                "packets": answer["packets"] ?? nil,
                "decisions": [
                    [
                        "direction": "egress", "nic": "acme/web1:0", "verdict": "allow", "by": "default",
                        "text": "default of acme: egress: allow, which is not stated", "document": nil,
                        "position": nil,
                    ],
                    [
                        "direction": "ingress", "nic": "acme/web2:0", "verdict": "allow", "by": "default",
                        "text": "default of acme: same-network: allow, which is not stated", "document": nil,
                        "position": nil,
                    ],
                ],
                "suggestions": [], "notes": [], "faults": [],
            ])
        let packets = try #require(answer["packets"]?.array)
        #expect(packets.map { $0["packet"] } == ["request", "reply"])
        #expect(packets.map { $0["delivered"] } == [true, true])
        #expect(packets[0]["text"] == "TCP SYN 10.10.1.5:49152 → 10.10.1.6:22")
        #expect(packets[0]["reason"] == "delivered to acme/web2:0 by port vnet0 on host kvm2")
        let hosts = try #require(packets[0]["hosts"]?.array)
        #expect(hosts.map { $0["host"] } == ["kvm1", "kvm2"])
        #expect(
            hosts[0]["stages"]?.array?.first == [
                "stage": "classify", "table": 0, "meaning": "from acme/web1:0, in network acme/web",
                "owner": "nic/acme/web1:0", "document": "acme/base", "position": "base.yaml:8:5",
                "flow":
                    "cookie=0x600000000000010, table=0, priority=100,in_port=1 actions=set_field:0x2710->metadata,set_field:0x10->reg0,goto_table:10",
            ])
    }

    @Test("A packet that is dropped names stage, host and owner")
    func dropped() throws {
        let answer = try trace("from=acme/web1&to=acme/web2&proto=udp/3784")
        #expect(answer["verdict"] == "denied")
        let packets = try #require(answer["packets"]?.array)
        #expect(packets.count == 1)
        #expect(packets[0]["dropped"] == ["stage": "guard", "host": "kvm1", "owner": "host/kvm1"])
        #expect(packets[0]["delivered"] == false)
    }

    private static let security = """
        version: 1
        tenant: acme
        document: security
        groups:
          web:
            members: { labels: { role: web } }
            ingress: [{ deny: tcp/22, from: net:web }]

        """

    private static let guards = """
        version: 1
        tenant: admin
        document: guards
        tier: guard
        groups: { base: { members: { labels: {} }, egress: [{ deny: tcp/25, to: any }] } }

        """

    private func guarded() throws -> ServedFabric {
        let fabric = try ServedFabric.populated()
        for (name, text) in [("security.yaml", Self.security), ("guards.yaml", Self.guards)] {
            try #require(fabric.post(["files": [["name": .string(name), "text": .string(text)]]]).status == 200)
        }
        return fabric
    }

    @Test("A packet that a policy refuses names the rule, its line, and the rule that would allow it")
    func refused() throws {
        let answer = try guarded().json("/v1/trace?from=web1&to=web2&proto=tcp/22&tenant=acme")
        #expect(answer["verdict"] == "denied")
        #expect(
            answer["reason"]
                == "ingress of acme/web2:0: deny: tcp/22, net:web, in group acme/web at security.yaml:7")
        #expect(
            answer["decisions"]?.array?.last == [
                "direction": "ingress", "nic": "acme/web2:0", "verdict": "deny", "by": "rule",
                "text": "deny: tcp/22, net:web, in group acme/web", "document": "acme/security",
                "position": "security.yaml:7:15",
            ])
        #expect(
            answer["suggestions"] == [
                [
                    "direction": "ingress", "nic": "acme/web2:0", "rule": "allow: tcp/22, from: nic:web1:0",
                    "group": "acme/web",
                    "text": "`allow: tcp/22, from: nic:web1:0` in group acme/web, ingress, before security.yaml:7",
                    "document": "acme/security", "position": "security.yaml:7:15",
                ]
            ])
        #expect(answer["packets"]?.array?.first?["dropped"]?["stage"] == "ingress-verdict")
        #expect(answer["faults"] == [])
    }

    @Test("A tenant is told that a guard refuses it, and not on which line")
    func guardedTenant() throws {
        let fabric = try guarded()
        let target = "/v1/trace?from=web1&to=web2&proto=tcp/25"
        let answer = try fabric.json(target, as: alice)
        #expect(answer["verdict"] == "denied")
        #expect(
            answer["reason"] == "egress of acme/web1:0: deny: tcp/25, any, in group admin/base (guard tier)")
        #expect(answer["suggestions"] == [])
        #expect(!answer.serialized().contains("guards.yaml"))
        #expect(try fabric.json(target + "&tenant=acme")["suggestions"]?.array?.count == 1)
    }

    @Test(
        "NICs that no host serves are told with their condition",
        arguments: [
            ("gone", "db1", "no host serves acme/gone:0: no port of any host matches the entry"),
            ("db1", "gone", "no host serves acme/gone:0: no port of any host matches the entry"),
        ])
    func unserved(_ from: String, _ to: String, _ reason: String) throws {
        let answer = try trace("from=\(from)&to=\(to)&proto=tcp/22&tenant=acme")
        #expect(answer["verdict"] == "denied")
        #expect(answer["reason"] == .string(reason))
        #expect(answer["packets"] == [])
    }

    @Test("A host that is away is noted")
    func away() throws {
        let fabric = try ServedFabric.populated()
        fabric.disconnect(number: 2)
        let answer = try fabric.json("/v1/trace?from=web1&to=web2&proto=tcp/22&tenant=acme")
        #expect(answer["verdict"] == "allowed")
        #expect(answer["notes"] == ["host kvm2 is away: what it has last been told stands"])
    }

    @Test("A tenant traces its own NICs, and sees neither flows nor lines of others' documents")
    func tenant() throws {
        let answer = try trace("from=web1&to=web2&proto=tcp/22", as: alice)
        #expect(answer["verdict"] == "allowed")
        for packet in answer["packets"]?.array ?? [] {
            for stage in (packet["hosts"]?.array ?? []).flatMap({ $0["stages"]?.array ?? [] }) {
                #expect(stage["flow"] == nil)
                let isOwn = stage["owner"]?.string?.contains("acme/") == true
                #expect((stage["position"] == .null) == !isOwn, "\(stage)")
            }
        }
        #expect(!answer.serialized().contains("fabric.yaml"))
    }

    @Test(
        "What a tenant must not see does not exist",
        arguments: [
            "from=globex/web1&to=web1", "from=web1&to=globex/web1", "from=web1&to=web2&tenant=globex",
            "from=web1&to=nobody",
        ])
    func foreign(_ query: String) throws {
        let answer = try ServedFabric.populated().get("/v1/trace?\(query)&proto=icmp", as: alice)
        #expect(answer.status == 404)
        #expect(answer.json["exitCode"] == 5)
    }

    @Test(
        "Questions of the wrong form are told what they lack",
        arguments: [
            ("to=web1&proto=icmp", "from is missing"), ("from=web1&proto=icmp", "to is missing"),
            ("from=web1&to=web2", "proto is missing"),
            ("from=acme/web1&to=acme/web2&proto=tcp", "tcp needs a port"),
            ("from=web1&to=acme/web2&proto=icmp", "web1 may be any of acme/web1:0, globex/web1:0"),
        ])
    func malformed(_ query: String, _ detail: String) throws {
        let answer = try ServedFabric.populated().get("/v1/trace?\(query)")
        #expect(answer.status == 400)
        #expect(answer.json["detail"] == .string(detail))
        #expect(answer.json["exitCode"] == 2)
    }
}
