import FoundationXML
import JSON
import Northbound
import Policy
import Testing

import struct Foundation.Data

@Suite struct TopologyTests {
    @Test("The tree shows networks with their members, hosts with their ports, and tunnels")
    func tree() throws {
        let expected = """
            Networks (3)
            ├─ acme/db  isolated, vni 10001, 10.10.2.0/24
            │  ├─ nics: db1:0, gone:0
            │  └─ hosts: kvm1
            ├─ acme/web  overlay, vni 10000, 10.10.1.0/24
            │  ├─ nics: db1:1, web1:0, web2:0
            │  └─ hosts: kvm1, kvm2
            └─ globex/web  overlay, vni 10002, 10.10.1.0/24
               ├─ nics: web1:0
               └─ hosts: kvm2
            Hosts (4)
            ├─ kvm1  Ready, vtep 172.31.0.1, Open vSwitch 3.1.0
            │  ├─ br-int
            │  │  ├─ vnet0 (1)  acme/web1:0  acme/web  52:54:00:00:00:01  10.10.1.5
            │  │  ├─ vnet1 (2)  acme/db1:0  acme/db  52:54:00:00:00:11  10.10.2.5
            │  │  ├─ vnet2 (3)  acme/db1:1  acme/web  52:54:00:00:00:12  -
            │  │  └─ vnet9 (9)  quarantined: no entry matches it
            │  └─ tunnels to kvm2
            ├─ kvm2  Ready, vtep 172.31.0.2, Open vSwitch 3.1.0
            │  ├─ br-int
            │  │  ├─ vnet0 (1)  acme/web2:0  acme/web  52:54:00:00:00:02  10.10.1.6
            │  │  └─ vnet1 (2)  globex/web1:0  globex/web  52:54:00:00:01:01  10.10.1.5
            │  └─ tunnels to kvm1
            ├─ kvm3  Away, vtep 172.31.0.3
            │  └─ br-int
            └─ stranger  Pending, dialled in from 172.30.0.99:40000; no document names it
            Tunnels (1)
            └─ kvm1 ═ kvm2  acme/web
            Not served (1)
            └─ acme/gone:0  acme/db  NotSeen

            """
        #expect(try ServedFabric.populated().get("/v1/topology?format=table").text == expected)
    }

    @Test("The graph's edges join nodes that are there")
    func graph() throws {
        let graph = try ServedFabric.populated().json("/v1/topology")
        let nodes = Set((graph["nodes"]?.array ?? []).compactMap { $0["id"]?.string })
        let edges = graph["edges"]?.array ?? []
        #expect(nodes.isSuperset(of: ["host:kvm1", "vtep:172.31.0.1", "nic:acme/web1:0", "network:acme/web"]))
        #expect(edges.allSatisfy { nodes.contains($0["from"]?.string ?? "") && nodes.contains($0["to"]?.string ?? "") })
        #expect(edges.contains { $0["kind"] == "tunnel" && $0["attributes"]?["networks"] == "acme/web" })
    }

    @Test("A tenant sees its networks and VMs, nothing of the fabric", arguments: ["json", "dot", "svg", "table"])
    func tenant(_ format: String) throws {
        let alice = APIRequest.Asker(name: "alice", role: .tenant("acme"))
        let text = try ServedFabric.populated().get("/v1/topology?format=\(format)", as: alice).text
        #expect(text.contains("web1"))
        for hidden in ["globex", "kvm1", "172.31.0.1", "vnet", "stranger"] { #expect(!text.contains(hidden)) }
    }

    @Test("The same topology gives the same bytes", arguments: ["json", "dot", "svg", "table"])
    func deterministic(_ format: String) throws {
        let first = try ServedFabric.populated().get("/v1/topology?format=\(format)")
        let second = try ServedFabric.populated().get("/v1/topology?format=\(format)")
        #expect(first == second)
        #expect(first.status == 200)
    }

    @Test("Names that are markup stay text, in the picture and in the graph")
    func hostileNames() throws {
        let fabric = try ServedFabric.populated()
        let text = """
            version: 1
            tenant: globex
            document: base
            networks: { web: { subnets: [{ cidr: 10.10.1.0/24 }] } }
            nics:
              - { vm: '</text><script>&"x" \\ é', mac: 52:54:00:00:01:01, network: web, addresses: [10.10.1.5] }
              - { vm: 'b"];x', mac: 52:54:00:00:01:02, network: web }

            """
        #expect(fabric.post(["files": [["name": "other.yaml", "text": .string(text)]]]).status == 200)
        let svg = fabric.get("/v1/topology?format=svg")
        #expect(svg.headers["content-type"] == "image/svg+xml")
        #expect(isWellFormed(svg.body))
        #expect(!svg.text.contains("<script"))
        #expect(svg.text.contains("globex/&lt;/text&gt;&lt;script&gt;"))
        let dot = fabric.get("/v1/topology?format=dot").text
        #expect(dot.contains(#""vm:globex/b\"];x" [shape=box, label="globex/b\"];x"];"#))
    }

    @Test("A large fabric is drawn within bounds, and the rest is counted")
    func bounds() throws {
        let fabric = try ServedFabric()
        let hosts = (1...60).map { "  h\($0): { ovsdb: listen, system-id: h\($0), vtep: 172.31.0.\($0) }\n" }.joined()
        let networks = (1...40).map { "  n\($0): { subnets: [{ cidr: 10.0.\($0).0/24 }] }\n" }.joined()
        let admin = "version: 1\ntenant: admin\ndocument: fabric\ntenants: { acme: {} }\nhosts:\n" + hosts
        let acme = "version: 1\ntenant: acme\ndocument: base\nnetworks:\n" + networks
        let files: JSONValue = [
            ["name": "a.yaml", "text": .string(admin)], ["name": "b.yaml", "text": .string(acme)],
        ]
        #expect(fabric.post(["files": files]).status == 200)
        let svg = fabric.get("/v1/topology?format=svg")
        #expect(isWellFormed(svg.body))
        #expect(svg.text.contains("36 more hosts") && svg.text.contains("16 more networks"))
        #expect(svg.body.count < 200_000)
    }

    @Test("Unknown forms and tenants are refused", arguments: [("format=png", 400), ("tenant=none", 404)])
    func refused(_ query: String, _ status: Int) throws {
        #expect(try ServedFabric.populated().get("/v1/topology?\(query)").status == status)
    }

    private func isWellFormed(_ bytes: [UInt8]) -> Bool { XMLParser(data: Data(bytes)).parse() }
}
