import Lab
import NetworkTypes
import Testing

@Suite("VMs in a lab", .needsLab)
struct LabTrafficTests {
    @Test("Without flows nothing passes; with a NORMAL flow every VM reaches every other, over IPv4 and IPv6")
    func wired() throws {
        let vms = try (1...3).map { try nic("vm\($0)", "kvm1", "10.0.0.\($0)/24", "2001:db8::\($0)/64") }
        try withLab(LabSpec(hosts: ["kvm1"], nics: vms)) { lab in
            let before = try lab.pingMatrix(timeout: .milliseconds(200))
            #expect(before.count == 12)
            #expect(before.allSatisfy { $0.verdict == .lost && $0.reached.isEmpty })
            try lab.installNormalFlow("kvm1")
            let after = try lab.pingMatrix(count: 3)
            #expect(after.allSatisfy { $0.verdict == .ok && $0.isExpected && $0.reached == [$0.to] })
            #expect(after.allSatisfy { $0.sent == 3 && ($0.roundTrip ?? 0) > 0 })
        }
    }

    @Test("An answer from another VM with the same address is not taken for success")
    func sameAddress() throws {
        let vms = try [
            nic("a1", "kvm1", "10.0.0.1/24", tenant: "a"), nic("a2", "kvm1", "10.0.0.2/24", tenant: "a"),
            nic("b2", "kvm2", "10.0.0.2/24", tenant: "b"),
        ]
        try withLab(LabSpec(hosts: ["kvm1", "kvm2"], nics: vms)) { lab in
            try lab.installNormalFlow("kvm1")
            let results = try lab.pingMatrix(among: ["a1", "a2", "b2"], count: 2)
            func result(_ from: String, _ to: String) -> PingResult? {
                results.first { $0.from == from && $0.to == to }
            }
            #expect(result("a1", "a2")?.verdict == .ok)
            #expect(result("a1", "b2")?.verdict == .wrong)
            #expect(result("a1", "b2")?.reached == ["a2"])
            #expect(result("a1", "b2")?.isExpected == true, "its own tenant's VM answered, nothing leaked")
            #expect(result("b2", "a1")?.verdict == .lost)
            #expect(results.count == 6, "no IPv6 where nobody has an address of it")
        }
    }

    @Test("A probe that a foreign tenant's VM sees is a leak")
    func leak() throws {
        let vms = try [nic("a1", "kvm1", "10.0.0.1/24", tenant: "a"), nic("b1", "kvm1", "10.0.0.2/24", tenant: "b")]
        try withLab(LabSpec(hosts: ["kvm1"], nics: vms)) { lab in
            try lab.installNormalFlow("kvm1")
            let results = try lab.pingMatrix(count: 2)
            #expect(results.allSatisfy { $0.leaked && !$0.isExpected && !$0.sameTenant })
        }
    }

    @Test("A moved VM keeps its identity, addresses, routes and processes, and goes on at the new host")
    func move() throws {
        var mover = try nic("mover", "kvm1", "10.0.0.1/24", "2001:db8::1/64")
        mover.gateways = [try IPAddress("10.0.0.254"), try IPAddress("2001:db8::254")]
        let vms = try [
            mover, nic("here", "kvm1", "10.0.0.2/24"), nic("there", "kvm2", "10.0.0.3/24", "2001:db8::3/64"),
        ]
        try withLab(LabSpec(hosts: ["kvm1", "kvm2"], nics: vms)) { lab in
            for host in ["kvm1", "kvm2"] { try lab.installNormalFlow(host) }
            let guest = LabNode.vm("mover")
            // An address that the guest got by itself moves too.
            _ = try lab.output(guest, "ip addr add 10.9.9.9/24 dev eth0")
            let process = try lab.spawn(guest, ["sleep", "60"])
            #expect(try lab.canPing(guest, "10.0.0.2"))
            #expect(try !lab.canPing(guest, "10.0.0.3"))
            let routes = try lab.output(guest, "ip route show")

            try lab.moveVM("mover", to: "kvm2")
            try lab.moveVM("mover", to: "kvm2")

            let addresses = try lab.output(guest, "ip -o addr show dev eth0")
            for address in ["10.0.0.1/24", "10.9.9.9/24", "2001:db8::1/64"] { #expect(addresses.contains(address)) }
            #expect(try lab.output(guest, "ip link show eth0").contains(mover.mac.description))
            #expect(try !lab.output(guest, "ip link").contains("old0"))
            #expect(
                try Set(lab.output(guest, "ip route show").split(separator: "\n")) == Set(routes.split(separator: "\n"))
            )
            #expect(try lab.output(guest, "ip -6 route show default").contains("2001:db8::254"))
            #expect(process.isRunning)
            #expect(try lab.canPing(guest, "10.0.0.3"))
            #expect(try lab.canPing(guest, "2001:db8::3"))
            #expect(try !lab.canPing(guest, "10.0.0.2"))
            #expect(try !lab.output(.host("kvm1"), "ovs-vsctl list-ports br-int").contains("mover"))
            let ids = try lab.output(.host("kvm2"), "ovs-vsctl get Interface mover.0 external_ids")
            #expect(ids.contains(lab.interfaceID(of: mover)))
            #expect(try lab.nics().first { $0.vm == "mover" }?.host == "kvm2")
        }
    }

    @Test("VMs are added with further interfaces, refused when they contradict, and removed")
    func addAndDelete() throws {
        try withLab(LabSpec(hosts: ["kvm1"])) { lab in
            #expect(try !lab.output(.host("kvm1"), "ovs-vsctl list-br").contains("br-int"), "that is the controller's")
            let first = try nic("vm1", "kvm1", "10.0.0.1/24")
            try lab.addVM(first)
            try lab.addVM(first)
            var second = first
            second.index = 1
            second.mac = try MACAddress("52:54:00:00:00:99")
            second.addresses = [try InterfaceAddress("10.1.0.1/24")]
            try lab.addVM(second)
            #expect(try lab.output(.vm("vm1"), "ip -br addr show eth1").contains("10.1.0.1/24"))
            #expect(try lab.output(.vm("vm1"), "ip -br addr show eth0").contains("10.0.0.1/24"))
            second.addresses = []
            let conflict = #expect(throws: LabError.self) { try lab.addVM(second) }
            #expect(conflict?.code == .conflict)
            let unknown = #expect(throws: LabError.self) { try lab.addVM(nic("vm2", "kvm9")) }
            #expect(unknown?.code == .notFound)

            try lab.deleteVM("vm1")
            try lab.deleteVM("vm1")
            #expect(try lab.output(.host("kvm1"), "ovs-vsctl list-ports br-int") == "")
            #expect(throws: LabError.self) { try lab.exec("vm1", ["true"]) }
            try lab.addVM(first)
            #expect(try lab.output(.vm("vm1"), "ip -br addr show eth0").contains("10.0.0.1/24"))
        }
    }

    @Test("An existing br-int is left as the controller made it")
    func existingBridge() throws {
        try withLab(LabSpec(hosts: ["kvm1"])) { lab in
            let make = "ovs-vsctl add-br br-int -- set Bridge br-int datapath_type=netdev fail_mode=standalone"
            _ = try lab.output(.host("kvm1"), make)
            try lab.addVM(nic("vm1", "kvm1", "10.0.0.1/24"))
            #expect(try lab.output(.host("kvm1"), "ovs-vsctl get-fail-mode br-int") == "standalone\n")
        }
    }
}
