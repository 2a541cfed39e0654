import Glibc
import Testing

@testable import Lab

@Suite("Faults in a lab", .needsLab)
struct LabFaultTests {
    @Test("A switch that is killed is dead until restarted; then br-phy carries the underlay again")
    func switchRestart() throws {
        try withLab(.generated(hosts: 2)) { lab in
            #expect(try lab.canPing(.host("kvm1"), "172.31.0.12", count: 3))
            let before = lab.pid(of: .switch, on: "kvm2")
            try lab.kill(.switch, on: "kvm2")
            try lab.kill(.switch, on: "kvm2")
            #expect(lab.pid(of: .switch, on: "kvm2") == nil)
            #expect(try !lab.canPing(.host("kvm1"), "172.31.0.12"))

            try lab.restart(.switch, on: "kvm2")
            #expect(lab.pid(of: .switch, on: "kvm2") != nil)
            #expect(lab.pid(of: .switch, on: "kvm2") != before)
            let addresses = try lab.output(.host("kvm2"), "ip -br addr show br-phy")
            #expect(addresses.contains("172.31.0.12/16") && addresses.contains("fd00:172:31::12/64"), "\(addresses)")
            #expect(try lab.canPing(.host("kvm1"), "172.31.0.12", count: 3))
        }
    }

    @Test("A database that is killed and restarted has its rows, and up revives what is dead")
    func databaseRestart() throws {
        try withLab(.generated(hosts: 1, vms: 1)) { lab in
            let before = lab.pid(of: .database, on: "kvm1")
            try lab.restart(.database, on: "kvm1")
            #expect(lab.pid(of: .database, on: "kvm1") != before)
            #expect(try lab.output(.host("kvm1"), "ovs-vsctl list-ports br-int") == "acme1.0\n")
            try lab.kill(.database, on: "kvm1")
            try lab.kill(.switch, on: "kvm1")
            let dead = try lab.status().hosts[0]
            #expect(dead.database == nil && dead.switch == nil)
            try lab.up(.generated(hosts: 1, vms: 1))
            let revived = try lab.status().hosts[0]
            #expect(revived.database != nil && revived.switch != nil)
        }
    }

    @Test("A partition is silent, cuts only the controller's link, and ends")
    func partition() throws {
        try withLab(.generated(hosts: 2)) { lab in
            #expect(try lab.canPing(.controller, "172.30.0.11"))
            try lab.partition("kvm1", true)
            try lab.partition("kvm1", true)
            #expect(try lab.status().hosts.map(\.isPartitioned) == [true, false])
            #expect(try !lab.canPing(.controller, "172.30.0.11"))
            #expect(try lab.canPing(.controller, "172.30.0.12"))
            #expect(try lab.canPing(.host("kvm1"), "172.31.0.12", count: 3), "the underlay is another network")
            #expect(try lab.output(.host("kvm1"), "ip -br link show eth0").contains("LOWER_UP"), "no link goes down")
            try lab.partition("kvm1", false)
            #expect(try lab.canPing(.controller, "172.30.0.11", count: 3))
        }
    }

    @Test("Hosts come and go with their VMs, and a new one takes the free number")
    func hosts() throws {
        try withLab(.generated(hosts: 2, vms: 4)) { lab in
            try lab.addHost("spare")
            try lab.addHost("spare")
            #expect(try lab.status().hosts.last?.management == "172.30.0.13")
            try lab.deleteHost("kvm1")
            try lab.deleteHost("kvm1")
            let left = try lab.status()
            #expect(left.hosts.map(\.name) == ["kvm2", "spare"])
            #expect(Set(left.interfaces.map(\.host)) == ["kvm2"])
            #expect(
                !listing("/run/netns").contains { $0 == "wl.\(lab.name).host.kvm1" || $0 == "wl.\(lab.name).vm.acme1" })
            try lab.addHost("kvm1")
            #expect(try lab.status().hosts.last?.management == "172.30.0.11")
            #expect(try lab.canPing(.controller, "172.30.0.11"))
            let error = #expect(throws: LabError.self) { try lab.kill(.switch, on: "kvm9") }
            #expect(error?.code == .notFound)
        }
    }

    @Test("What a killed change left is removed by the next one, and a VM in the midst of it is made anew")
    func recovery() throws {
        try withLab(.generated(hosts: 2, vms: 2)) { lab in
            // As if `move-vm acme1 kvm2` and `add-vm kvm1 half` had been killed after their first steps.
            var state = try lab.loadedState()
            state.pending.ports = [
                .init(vm: "acme1", index: 0, host: "kvm1"), .init(vm: "acme1", index: 0, host: "kvm2"),
                .init(vm: "half", index: 0, host: "kvm1"),
            ]
            try state.save(lab.names)
            _ = try lab.output(.vm("acme1"), "ip link del eth0")
            _ = try lab.output(
                .host("kvm2"), "ovs-vsctl --may-exist add-br br-int -- --may-exist add-port br-int acme1.0")
            _ = try lab.output(.host("kvm1"), "ip netns add wl.\(lab.name).vm.half")

            try lab.partition("kvm1", false)

            #expect(try lab.output(.vm("acme1"), "ip -br addr show eth0").contains("10.0.0.11/24"))
            #expect(try !lab.output(.host("kvm2"), "ovs-vsctl list-ports br-int").contains("acme1.0"))
            #expect(!listing("/run/netns").contains("wl.\(lab.name).vm.half"))
            try lab.installNormalFlow("kvm1")
            #expect(try lab.pingMatrix(among: ["acme1"]).isEmpty)
            #expect(try lab.nics().map(\.vm).sorted() == ["acme1", "globex1"])
        }
    }

    @Test("Commands run inside their node, with its daemons, and their status and output come back")
    func exec() throws {
        try withLab(.generated(hosts: 1, vms: 1)) { lab in
            let result = try lab.exec(
                "acme1", ["sh", "-c", "ip -br addr show eth0; cat >&2; exit 3"], input: "to stderr")
            #expect(result.status == 3)
            #expect(result.stdout.contains("10.0.0.11/24"))
            #expect(result.stderr == "to stderr")
            #expect(try lab.output(.host("kvm1"), "ovs-appctl version").contains("Open vSwitch"))
            let late = #expect(throws: LabError.self) {
                try lab.exec(.controller, ["sleep", "60"], timeout: .milliseconds(50))
            }
            #expect(late?.code == .timedOut)

            let process = try lab.spawn("ctl", ["ping", "-i", "0.01", "172.30.0.11"])
            while !process.stdout.contains("icmp_seq=3") { usleep(5_000) }
            #expect(process.isRunning)
            process.signal(SIGINT)
            #expect(process.wait(timeout: .seconds(5))?.status == 0)
            let stubborn = try lab.spawn(
                .controller, ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"])
            while stubborn.stdout.isEmpty { usleep(5_000) }
            #expect(stubborn.terminate(grace: .milliseconds(100)).status == 128 + SIGKILL)
        }
    }
}
