import NetworkTypes
import Testing

@testable import Lab

@Suite("Lab files and names")
struct LabSpecTests {
    @Test("A lab file gives hosts, VMs, addresses and the way to join")
    func file() throws {
        let text = """
            { "hosts": [{"name": "kvm1"}, {"name": "kvm2"}], "join": "dial", "datapath": "dummy",
              "vms": [
                {"name": "web1", "host": "kvm1", "mac": "52:54:00:00:00:01", "addresses": ["10.0.0.11/24", "2001:db8::11/64"],
                 "gateway": "10.0.0.1", "tenant": "acme", "interfaceID": "abc"},
                {"name": "web1", "host": "kvm1", "index": 1, "gateway": ["10.1.0.1", "2001:db8::1"]}] }
            """
        let spec = try LabSpec(json: Array(text.utf8))
        #expect(spec.hosts == ["kvm1", "kvm2"])
        #expect(spec.datapath == .dummy)
        #expect(spec.managerTarget == "ptcp:6640:0.0.0.0")
        #expect(
            spec.nics[0]
                == LabNIC(
                    vm: "web1", host: "kvm1", mac: try MACAddress("52:54:00:00:00:01"),
                    addresses: [try InterfaceAddress("10.0.0.11/24"), try InterfaceAddress("2001:db8::11/64")],
                    gateways: [try IPAddress("10.0.0.1")], tenant: "acme", interfaceID: "abc"))
        #expect(spec.nics[1].index == 1)
        #expect(spec.nics[1].gateways.map(\.description) == ["10.1.0.1", "2001:db8::1"])
        #expect(spec.nics[1].mac.description.hasPrefix("52:54:00:"))
    }

    @Test(
        "A wrong lab file is refused with the place and the reason",
        arguments: [
            (#"{"hosts":["#, "not valid JSON"),
            (#"{"vms":[]}"#, "hosts"),
            (#"{"hosts":[{"name":"a"}],"vmss":[]}"#, "unknown key `vmss`"),
            (#"{"hosts":[{"name":"a","cpu":1}]}"#, "/hosts[0]: unknown key `cpu`"),
            (#"{"hosts":[{"name":"a"}],"vms":[{"name":"v","host":"a","mac":"1:2"}]}"#, "/vms[0]/mac: 1:2 is not a MAC"),
            (#"{"hosts":[{"name":"a"}],"vms":[{"name":"v","host":"a","addresses":["10.0.0.1"]}]}"#, "address/length"),
            (#"{"hosts":[{"name":"a"}],"vms":[{"name":"v","host":"b"}]}"#, "there is no host b"),
            (#"{"hosts":[{"name":"a"},{"name":"a"}]}"#, "declared twice"),
            (#"{"hosts":[{"name":"ctl"}]}"#, "reserved"),
            (#"{"hosts":[{"name":"a"}],"vms":[{"name":"a","host":"a"}]}"#, "taken by a host"),
            (#"{"hosts":[{"name":"a/b"}]}"#, "not a name for a host"),
            (#"{"hosts":[{"name":"a"}],"vms":[{"name":"v","host":"a"},{"name":"v","host":"a"}]}"#, "declared twice"),
            (
                #"{"hosts":[{"name":"a"}],"vms":[{"name":"v","host":"a","interfaceID":"x\" -- del-br b"}]}"#,
                "interface id"
            ),
            (#"{"hosts":[{"name":"a"}],"join":"wait"}"#, "neither listen nor dial"),
            (#"{"hosts":[{"name":"a"}],"join":"dial","manager":"tcp:1.2.3.4:1"}"#, "no manager"),
        ])
    func refused(_ text: String, _ reason: String) throws {
        let error = #expect(throws: LabError.self) { try LabSpec(json: Array(text.utf8), name: "lab.json") }
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "none")")
    }

    @Test("A NIC survives being written as JSON and read again")
    func codable() throws {
        let original = LabNIC(
            vm: "web1", index: 2, host: "kvm1", addresses: [try InterfaceAddress("10.0.0.11/24")],
            gateways: [try IPAddress("10.0.0.1")], tenant: "acme", interfaceID: "x")
        var state = LabState(datapath: .userspace, manager: "tcp:172.30.0.1:6640")
        state.nics = [original]
        let data = try JSONEncoding.encode(state)
        #expect(try JSONEncoding.decode(LabState.self, data).nics == [original])
    }

    @Test("Generated VMs alternate between two tenants that use the same addresses, on all hosts")
    func generated() throws {
        let spec = try LabSpec.generated(hosts: 3, vms: 12)
        try spec.check()
        #expect(spec.hosts == ["kvm1", "kvm2", "kvm3"])
        #expect(spec.nics.prefix(2).map(\.vm) == ["acme1", "globex1"])
        #expect(spec.nics[0].addresses.map(\.description) == ["10.0.0.11/24", "2001:db8:0:1::11/64"])
        #expect(spec.nics[0].addresses == spec.nics[1].addresses)
        #expect(Set(spec.nics.map(\.mac)).count == 12)
        for tenant in ["acme", "globex"] {
            let own = spec.nics.filter { $0.tenant == tenant }
            #expect(own.count == 6)
            #expect(Set(own.map(\.host)) == ["kvm1", "kvm2", "kvm3"])
        }
        #expect(throws: LabError.self) { try LabSpec.generated(hosts: 0) }
        try LabSpec.generated(hosts: 100, vms: 2000).check()
    }

    @Test("Port names fit Linux and differ for VMs and indices")
    func ports() {
        #expect(LabNames.port(vm: "web1", index: 0) == "web1.0")
        let long = ["front-end-server-a", "front-end-server-b"].flatMap { vm in
            [0, 1, 99].map { LabNames.port(vm: vm, index: $0) }
        }
        #expect(Set(long).count == 6)
        #expect(long.allSatisfy { $0.utf8.count <= 15 })
    }

    @Test("Derived identities are UUIDs and the same in every run")
    func identities() throws {
        let lab = try Lab(name: "a")
        let uuid = lab.machineID(of: "web1")
        #expect(uuid == derivedUUID("a/web1"))
        #expect(uuid.wholeMatch(of: #/[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}/#) != nil)
        #expect(stableHash("") == 0xcbf2_9ce4_8422_2325)
        #expect(stableHash("a") == 0xaf63_dc4c_8601_ec8c, "the published FNV-1a value")
        let other = try Lab(name: "b")
        #expect(other.machineID(of: "web1") != uuid)
    }

    @Test(
        "Labs with a dot, a slash or a capital in their names do not exist", arguments: ["", "a.b", "a/b", "Lab", "-a"])
    func labNames(_ name: String) {
        #expect(throws: LabError.self) { try Lab(name: name) }
    }
}
