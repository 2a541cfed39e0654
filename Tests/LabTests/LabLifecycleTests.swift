import Foundation
import Lab
import Testing

@Suite("A lab comes and goes", .needsLab)
struct LabLifecycleTests {
    @Test("Up makes what was asked for, twice changes nothing, and a larger lab is added to")
    func idempotent() throws {
        try withLab { lab in
            let start = ContinuousClock.now
            try lab.up(.generated(hosts: 3, vms: 12))
            print("up with 3 hosts and 12 VMs: \(ContinuousClock.now - start)")
            let first = try lab.status()
            #expect(first.hosts.map(\.management) == ["172.30.0.11", "172.30.0.12", "172.30.0.13"])
            #expect(first.hosts.allSatisfy { $0.database != nil && $0.switch != nil && $0.vms.count == 4 })
            #expect(first.isComplete)

            try lab.up(.generated(hosts: 3, vms: 12))
            #expect(try lab.status() == first)

            try lab.up(.generated(hosts: 4, vms: 14))
            let larger = try lab.status()
            #expect(Array(larger.hosts.prefix(3).map(\.switch)) == first.hosts.map(\.switch))
            #expect(larger.hosts.last?.name == "kvm4")
            #expect(larger.interfaces.count == 14)
            #expect(throws: LabError.self) { try lab.up(.generated(hosts: 3, datapath: .dummy)) }
        }
    }

    @Test("A host looks as a user's host does: identity, bridges, manager, addresses, and ports as libvirt writes them")
    func hostState() throws {
        try withLab(.generated(hosts: 1, vms: 1)) { lab in
            let host = LabNode.host("kvm1")
            #expect(try lab.output(host, "ovs-vsctl get Open_vSwitch . external_ids:system-id") == "kvm1\n")
            #expect(try lab.output(host, "ovs-vsctl get Open_vSwitch . datapath_types") == "[netdev]\n")
            #expect(try lab.output(host, "ovs-vsctl get-manager") == "tcp:172.30.0.1:6640\n")
            #expect(try lab.output(host, "ovs-vsctl get-fail-mode br-int") == "secure\n")
            #expect(try lab.output(host, "ip -br addr show br-phy").contains("172.31.0.11/16"))
            let nic = try lab.nics()[0]
            let ids = try lab.output(host, "ovs-vsctl get Interface \(nic.port) external_ids")
            for expected in [
                "attached-mac=\"\(nic.mac)\"", "iface-id=\"\(lab.interfaceID(of: nic))\"", "iface-status=active",
                "vm-id=\"\(lab.machineID(of: "acme1"))\"", "vm-name=acme1",
            ] {
                #expect(ids.contains(expected), "\(ids)")
            }
            #expect(try lab.canPing(host, "172.30.0.1"))
            #expect(try lab.output(.vm("acme1"), "ip link show eth0").contains("mtu 1400"))
        }
    }

    @Test("A host that is to be dialled listens")
    func dial() throws {
        try withLab(.generated(hosts: 1, join: .dial)) { lab in
            let databases = try lab.output(.controller, "ovsdb-client list-dbs tcp:172.30.0.11:6640")
            #expect(databases.contains("Open_vSwitch"))
        }
    }

    @Test("Down leaves no namespace, process or file, even with other people's processes inside and the state lost")
    func nothingRemains() throws {
        try withLab { lab in
            let devicesBefore = try String(contentsOfFile: "/proc/net/dev", encoding: .utf8).split(separator: "\n")
                .count
            try lab.up(.generated(hosts: 2, vms: 4))
            let process = try lab.spawn(.vm("acme1"), ["sleep", "600"])
            #expect(!remains(of: lab).isEmpty)
            #expect(Lab.all().contains(lab.name))
            try FileManager.default.removeItem(atPath: "/run/weft-lab/\(lab.name)")
            #expect(!lab.isUp)
            try lab.down()
            #expect(remains(of: lab) == [])
            #expect(process.wait(timeout: .seconds(5))?.status == 128 + SIGKILL)
            let devicesAfter = try String(contentsOfFile: "/proc/net/dev", encoding: .utf8).split(separator: "\n").count
            #expect(devicesAfter == devicesBefore, "nothing ever appears in the machine's own namespace")
            try lab.down()
            #expect(remains(of: lab) == [])
        }
    }

    @Test(
        "After a kill -9 in the middle of up, down leaves nothing and up completes",
        .enabled(if: weftLab != nil, "the program weft-lab is not built"), arguments: [15, 60, 120, 200, 280, 350])
    func killedUp(milliseconds: UInt32) throws {
        try withLab { lab in
            for finish in ["down", "up"] {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: try #require(weftLab))
                process.arguments = ["--lab", lab.name, "up", "--hosts", "3", "--vms", "12"]
                try process.run()
                usleep(milliseconds * 1000)
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                if finish == "up" {
                    try lab.up(.generated(hosts: 3, vms: 12))
                    let status = try lab.status()
                    #expect(status.isComplete && status.interfaces.count == 12)
                    #expect(status.hosts.allSatisfy { $0.database != nil && $0.switch != nil })
                }
                try lab.down()
                #expect(remains(of: lab) == [])
            }
        }
    }

    @Test("A lab without packets has ports for scale, and says what it cannot do")
    func dummy() throws {
        try withLab(.generated(hosts: 2, vms: 20, datapath: .dummy)) { lab in
            #expect(try lab.output(.host("kvm1"), "ovs-vsctl get Interface acme1.0 type ofport").hasPrefix("dummy"))
            try lab.moveVM("acme1", to: "kvm2")
            #expect(try lab.output(.host("kvm2"), "ovs-vsctl list-ports br-int").contains("acme1.0"))
            #expect(try !lab.output(.host("kvm1"), "ovs-vsctl list-ports br-int").contains("acme1.0"))
            try lab.restart(.switch, on: "kvm1")
            let error = #expect(throws: LabError.self) { try lab.pingMatrix() }
            #expect(error?.code == .notSupported)
        }
    }
}

/// The program of that name beside the test bundle.
private let weftLab: String? = {
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") || $0.contains(".xctest/") }
    guard let directory = bundle?.components(separatedBy: "/").dropLast().joined(separator: "/") else { return nil }
    let path = "\(directory)/weft-lab"
    return access(path, X_OK) == 0 ? path : nil
}()
