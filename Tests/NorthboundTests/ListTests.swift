import JSON
import NetworkTypes
import Northbound
import OpenFlow
import Policy
import Testing

@Suite struct ListTests {
    private static let tables: [(target: String, table: String)] = [
        (
            "/v1/hosts?view=table",
            """
            NAME | STATUS | VTEP | OVSDB | OPENFLOW | OVS | NICS | NETWORKS | FLOWS
            kvm1 | Ready | 172.31.0.1 | Connected | 1.5 | 3.1.0 | 3 | 2 | 110
            kvm2 | Ready | 172.31.0.2 | Connected | 1.5 | 3.1.0 | 2 | 2 | 97
            kvm3 | Away | 172.31.0.3 | Away | - | - | 0 | 0 | 45
            stranger | Pending | - | Connected | - | 3.1.0 | - | - | -
            """
        ),
        (
            "/v1/networks?view=table&wide=1",
            """
            NAME | TENANT | TYPE | VNI | SUBNETS | NICS | HOSTS | STATUS | PROFILE | DOCUMENT
            db | acme | isolated | 10001 | 10.10.2.0/24 | 2 | 1 | Ready | n-2 | acme/base
            web | acme | overlay | 10000 | 10.10.1.0/24 | 3 | 2 | Ready | n-1 | acme/base
            web | globex | overlay | 10002 | 10.10.1.0/24 | 1 | 1 | Ready | n-3 | globex/base
            """
        ),
        (
            "/v1/tenants/acme/nics?view=table",
            """
            NAME | TENANT | NETWORK | MAC | ADDRESSES | HOST | PORT | STATUS
            db1:0 | acme | db | 52:54:00:00:00:11 | 10.10.2.5 | kvm1 | vnet1 | Bound
            db1:1 | acme | web | 52:54:00:00:00:12 | - | kvm1 | vnet2 | NoAddress
            gone:0 | acme | db | 52:54:00:00:00:09 | - | - | - | NotSeen
            web1:0 | acme | web | 52:54:00:00:00:01 | 10.10.1.5 | kvm1 | vnet0 | Bound
            web2:0 | acme | web | 52:54:00:00:00:02 | 10.10.1.6 | kvm2 | vnet0 | Bound
            """
        ),
        (
            "/v1/nics?view=table&unbound=1",
            """
            NAME | HOST | PORT | MAC | VM | STATUS | REASON
            kvm1/vnet9 | kvm1 | vnet9 | 52:54:00:00:00:99 | - | Quarantined | no entry matches it
            """
        ),
        (
            "/v1/vms?view=table",
            """
            NAME | TENANT | HOST | NICS | NETWORKS | STATUS
            db1 | acme | kvm1 | db1:0,db1:1 | db,web | Bound
            gone | acme | - | gone:0 | db | NotSeen
            web1 | acme | kvm1 | web1:0 | web | Bound
            web2 | acme | kvm2 | web2:0 | web | Bound
            web1 | globex | kvm2 | web1:0 | web | Bound
            """
        ),
        (
            "/v1/tunnels?view=table",
            """
            FROM | TO | VTEPS | NETWORKS | STATUS
            kvm1 | kvm2 | 172.31.0.1,172.31.0.2 | acme/web | Ready
            """
        ),
        (
            "/v1/vnis?view=table",
            """
            VNI | TENANT | NETWORK | HOSTS
            10000 | acme | web | kvm1,kvm2
            10001 | acme | db | kvm1
            10002 | globex | web | kvm2
            """
        ),
        (
            "/v1/documents?view=table",
            """
            NAME | TENANT | REVISION | NETWORKS | NICS | HOSTS
            base | acme | 2 | 2 | 5 | 0
            fabric | admin | 1 | 0 | 0 | 3
            base | globex | 3 | 1 | 1 | 0
            """
        ),
        (
            "/v1/tenants?view=table&wide=1",
            """
            NAME | DOCUMENTS | NETWORKS | NICS | QUOTA
            acme | 1 | 2 | 5 | networks=5,nics=10
            admin | 1 | 0 | 0 | -
            globex | 1 | 1 | 1 | -
            """
        ),
        (
            "/v1/revisions?view=table",
            """
            REVISION | TIME | ACTOR | SUMMARY
            3 | 2023-11-14T22:13:20.000Z | root | 2 added
            2 | 2023-11-14T22:13:20.000Z | root | 7 added
            1 | 2023-11-14T22:13:20.000Z | root | 5 added
            """
        ),
        (
            "/v1/tenants/acme/nics/web1:0?view=table",
            """
            NAME | TENANT | NETWORK | MAC | ADDRESSES | HOST | PORT | STATUS
            web1:0 | acme | web | 52:54:00:00:00:01 | 10.10.1.5 | kvm1 | vnet0 | Bound
            """
        ),
    ]

    @Test("Every noun has a table with its declared columns", arguments: tables)
    func table(_ expected: (target: String, table: String)) throws {
        let fabric = try ServedFabric.populated()
        #expect(try fabric.json(expected.target).table == expected.table)
    }

    @Test("A NIC has the shape of the contract, with its place and its conditions")
    func nic() throws {
        let fabric = try ServedFabric.populated()
        let expected: JSONValue = [
            "name": "web1:0", "tenant": "acme", "labels": ["role": "web", "tier": "test"], "generation": 2,
            "document": "acme/base", "position": "base.yaml:8:5",
            "spec": [
                "vm": "web1", "index": 0, "network": "web", "mac": "52:54:00:00:00:01", "addresses": ["10.10.1.5"],
            ],
            "status": [
                "phase": "Bound", "mac": "52:54:00:00:00:01", "addresses": ["10.10.1.5"],
                "addressOrigins": [
                    ["address": "10.10.1.5", "origin": "declared"],
                    ["address": "fe80::5054:ff:fe00:1", "origin": "link-local"],
                ],
                "host": "kvm1",
                "port": "vnet0", "ofport": 1, "evidence": "attached-mac",
                "conditions": [
                    ["type": "Bound", "status": "True", "reason": "attached-mac", "message": "served on kvm1/vnet0"],
                    [
                        "type": "Ready", "status": "True", "reason": "HostReady",
                        "message": "host kvm1 has everything that it should have",
                    ],
                ],
                "observedGeneration": 2,
            ],
        ]
        #expect(try fabric.json("/v1/tenants/acme/nics/web1:0") == expected)
    }

    @Test("A network tells its VNI, its profile and its hosts")
    func network() throws {
        let fabric = try ServedFabric.populated()
        let expected: JSONValue = [
            "name": "web", "tenant": "acme", "labels": [:], "generation": 2, "document": "acme/base",
            "position": "base.yaml:5:3",
            "spec": [
                "type": "overlay", "address-mode": "declared",
                "subnets": [["cidr": "10.10.1.0/24", "gateway": "10.10.1.1"]],
            ],
            "status": [
                "phase": "Ready", "vni": 10000, "profile": "n-1", "nics": 3,
                "hosts": ["total": 2, "ready": 2, "pending": 0, "failed": []], "observedGeneration": 2,
            ],
        ]
        #expect(try fabric.json("/v1/tenants/acme/networks/web") == expected)
    }

    @Test("A host tells what was found in it; one that no document names is pending")
    func host() throws {
        let fabric = try ServedFabric.populated()
        let host = try fabric.json("/v1/hosts/kvm1")
        #expect(host["labels"] == ["rack": "r1"])
        #expect(
            host["status"]?["findings"]?.array?.compactMap { $0["code"]?.string }.contains("flow-restore-wait") == true)
        let pending = try fabric.json("/v1/hosts/stranger")
        #expect(pending["status"]?["phase"] == "Pending")
        #expect(pending["status"]?["peer"] == "172.30.0.99:40000")
        #expect(pending["position"] == nil)
    }

    @Test(
        "What is not there is 404",
        arguments: [
            "/v1/hosts/kvm9", "/v1/tenants/acme/networks/none", "/v1/tenants/acme/nics/web1",
            "/v1/tenants/acme/nics/web1:7",
            "/v1/tenants/none", "/v1/vnis/7", "/v1/tunnels/kvm1:kvm3", "/v1/revisions/9", "/v1/revisions/x",
            "/v1/nothing",
            "/v1/documents/acme/none", "/v1/explain?path=networks.colour",
        ])
    func missing(_ target: String) throws {
        let answer = try ServedFabric.populated().get(target)
        #expect(answer.status == 404)
        #expect(answer.headers["content-type"] == "application/problem+json")
        #expect(answer.json["code"] == "not-found")
        #expect(answer.json["exitCode"] == 5)
    }

    @Test(
        "A description is a text with what belongs to the object",
        arguments: [
            ("/v1/tenants/acme/networks/web?view=describe", ["Name:               web", "10.10.1.0/24", "web2:0"]),
            ("/v1/hosts/kvm1?view=describe", ["Ready              True", "vnet9  Quarantined", "HostConnected"]),
            ("/v1/tenants/acme/vms/db1?view=describe", ["db1:1", "NoAddress"]),
            ("/v1/revisions/2?view=describe", ["Revision 2", "acme/base  written"]),
            ("/v1/documents/acme/base?view=describe", ["Position:           base.yaml:3:11"]),
        ])
    func describe(_ target: String, _ parts: [String]) throws {
        let text = try #require(try ServedFabric.populated().json(target)["text"]?.string)
        for part in parts { #expect(text.contains(part), "\(text)") }
    }

    @Test("A NIC that two tenants claim is ambiguous for both, and neither sees the other's entry")
    func ambiguous() throws {
        let fabric = try ServedFabric.populated()
        let twin = ServedFabric.other.replacing("52:54:00:00:01:01", with: "52:54:00:00:00:09")
        #expect(fabric.post(["files": [["name": "other.yaml", "text": .string(twin)]]]).status == 200)
        let port = FakeHost.Port(name: "vnet0", ofport: 1, ids: ["attached-mac": "52:54:00:00:00:09"])
        try fabric.connect(FakeHost(systemID: "kvm3", ports: [port]), number: 3)
        #expect(try fabric.json("/v1/tenants/acme/nics/gone:0")["status"]?["phase"] == "Ambiguous")
        let all = fabric.get("/v1/nics?unbound=1").text
        #expect(all.contains("acme/gone:0 (base.yaml:12:5), globex/web1:0 (other.yaml:6:5)"))
        let tenant = APIRequest.Asker(name: "alice", role: .tenant("acme"))
        let own = fabric.get("/v1/nics?unbound=1", as: tenant).text
        #expect(own.contains("acme/gone:0 (base.yaml:12:5), another tenant's"))
        #expect(!own.contains("globex") && !own.contains("vnet9"))
    }

    @Test("What a switch refuses is told with the line of the document that it comes from")
    func refused() throws {
        let fabric = try ServedFabric.populated()
        fabric.dislike = "10.10.1.66"
        let text = ServedFabric.base.replacing("addresses: [10.10.1.6]", with: "addresses: [10.10.1.66]")
        let body: JSONValue = [
            "files": [["name": "base.yaml", "text": .string(text)]], "wait": "hosts", "timeoutMilliseconds": 1000,
        ]
        #expect(fabric.post(body).json["hosts"]?["degraded"]?.array?.contains("kvm2") == true)
        let host = try fabric.json("/v1/hosts/kvm2")
        #expect(host["status"]?["phase"] == "Degraded")
        let refused = try #require(host["status"]?["findings"]?.array?.first { $0["code"] == "refused" })
        #expect(refused["position"] == "base.yaml:9:5" && refused["severity"] == "error")
        #expect(refused["message"]?.string?.contains("OFPBAC_BAD_TYPE") == true, "\(refused)")
        #expect(try fabric.json("/v1/findings?view=table").table.contains("kvm2 | error | refused | nic/acme/web2:0"))
        let network = try fabric.json("/v1/tenants/acme/networks/web")["status"]
        #expect(network?["phase"] == "Degraded")
        #expect(network?["observedGeneration"] == nil)
        let nic = try fabric.json("/v1/tenants/acme/nics/web2:0")["status"]
        #expect(nic?["conditions"]?.array?.last?["reason"] == "HostDegraded")
    }

    @Test("What somebody else changed on a switch is listed with what was done, and told in findings and of the host")
    func drift() throws {
        let fabric = try ServedFabric.populated()
        let flow = Flow(table: 0, priority: 9, cookie: 0xdead, match: Match(), actions: [.output(.inPort)])
        fabric.addForeignFlow(flow, number: 2)
        let table = try fabric.json("/v1/drift?view=table").table
        #expect(table.contains("kvm2 | FlowForeign | cookie=0xdead, table=0, priority=9 actions=IN_PORT | - | deleted"))
        #expect(try fabric.json("/v1/drift/kvm2:1")["status"]?["source"] == "flow monitor")
        #expect(fabric.get("/v1/drift/kvm2:2").status == 404)
        #expect(
            try fabric.json("/v1/findings?view=table").table.contains("kvm2 | warning | drift | 1 change by others"))
        #expect(try fabric.json("/v1/hosts/kvm2")["status"]?["drift"] == 1)
        let text = try fabric.json("/v1/hosts/kvm2?view=describe")["text"]?.string ?? ""
        #expect(text.contains("Changed by others:") && text.contains("foreign flow cookie=0xdead"))
    }
}
