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
            #expect((flow["flow"] == nil) != (flow["group"] == nil))
        }
    }

    @Test("The flow that takes a NIC's frames in says so")
    func classified() throws {
        let expected: JSONValue = [
            "host": "kvm1",
            "flow":
                "cookie=0x600000000000010, table=0, priority=100,in_port=1 actions=set_field:0x2710->metadata,set_field:0x10->reg0,goto_table:10",
            "owner": "nic/acme/web1:0", "position": "base.yaml:8:5", "document": "acme/base", "stage": "classify",
        ]
        #expect(try items("?host=kvm1&nic=web1:0&stage=classify") == [expected])
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
