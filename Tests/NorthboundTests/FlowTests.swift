import JSON
import Northbound
import Testing

@Suite struct FlowTests {
    private func items(_ query: String) throws -> [JSONValue] {
        try #require(try ServedFabric.populated().json("/v1/flows\(query)")["items"]?.array)
    }

    @Test("Every flow has an owner, a document and a line")
    func owners() throws {
        let flows = try items("")
        #expect(flows.count > 100)
        for flow in flows {
            #expect(flow["owner"]?.string != nil)
            #expect(flow["position"]?.string?.contains(".yaml:") == true, "\(flow)")
            #expect(["flow", "group", "meter"].count { flow[$0] != nil } == 1)
        }
    }

    @Test("The flow that takes a NIC's frames in says so")
    func classified() throws {
        let end = "set_field:0x2710->metadata,set_field:0x10->reg0,goto_table:10"
        let expected: [JSONValue] = [
            "priority=100,in_port=1 actions=",
            "priority=110,in_port=1,dl_dst=01:00:00:00:00:00/01:00:00:00:00:00 actions=meter:1,",
            "priority=120,arp,in_port=1 actions=meter:1,",
        ].map { text in
            [
                "host": "kvm1", "flow": .string("cookie=0x600000000000010, table=0, \(text)\(end)"),
                "owner": "nic/acme/web1:0", "position": "base.yaml:8:5", "document": "acme/base", "stage": "classify",
            ]
        }
        #expect(try items("?host=kvm1&nic=web1:0&stage=classify") == expected)
    }

    @Test("A NIC's meters are listed with its flows")
    func meters() throws {
        let meters = try items("?host=kvm1&nic=web1:0").compactMap { $0["meter"]?.string }
        #expect(
            meters == [
                "meter=1 pktps burst bands=type=drop rate=200 burst_size=200",
                "meter=65537 pktps burst bands=type=drop rate=10 burst_size=10",
            ])
    }

    @Test(
        "Filters hold together",
        arguments: [
            ("?host=kvm2", "host", "kvm2"), ("?nic=acme/db1:1", "owner", "nic/acme/db1:1"),
            ("?document=globex/base", "document", "globex/base"), ("?stage=services", "stage", "services"),
            ("?stage=marker", "stage", "marker"),
        ])
    func filters(_ query: String, _ key: String, _ value: String) throws {
        let flows = try items(query)
        #expect(!flows.isEmpty)
        #expect(flows.allSatisfy { $0[key]?.string == value })
    }

    @Test("A NIC without index means all NICs of the VM")
    func wholeVM() throws {
        let owners = Set(try items("?nic=acme/db1").compactMap { $0["owner"]?.string })
        #expect(owners == ["nic/acme/db1:0", "nic/acme/db1:1"])
    }

    @Test(
        "What does not exist has no flows",
        arguments: [
            ("host=kvm9", 404), ("nic=none", 404), ("document=acme/none", 404), ("stage=none", 400), ("limit=0", 400),
        ])
    func missing(_ query: String, _ status: Int) throws {
        #expect(try ServedFabric.populated().get("/v1/flows?\(query)").status == status)
    }
}
