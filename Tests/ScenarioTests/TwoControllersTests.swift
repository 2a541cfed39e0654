import AttackTable
import Foundation
import JSON
import Lab
import NetworkTypes
import Testing

extension Scenarios {
    /// Two controllers on copies of one state. Hosts know a service address only, which moves from one to the other.
    @Suite("An old controller that wants its role back")
    struct TwoControllersTests {
        @Test(
            "Its claim is refused by the switches, it changes nothing there and says so; traffic and the newer one go on",
            .covers(.a10))
        func deposed() throws {
            try Fabric.with(.generated(hosts: 2, vms: 4), usesTLS: false, isStarted: false) { fabric in
                fabric.service = try IPv4Address("172.30.9.9")
                try fabric.output(.controller, "ip addr add 172.30.9.9/16 dev eth0")
                try fabric.start()
                try fabric.dialService()
                try fabric.applyAll()

                // The second one is started later on the same state, so it has the newer term; it takes over the address.
                let copy = "\(fabric.directory)/second"
                try fabric.output(.controller, "cp -r \(fabric.directory)/state \(copy)")
                let second = try SecondController(fabric, state: copy)
                defer { second.process.terminate() }
                try fabric.moveService(to: .network)
                try second.waitReady()
                let nics = try fabric.lab.nics()
                try second.apply(Documents.tenant("acme", nics.filter { $0.vm != "acme2" }))
                let hosts = try fabric.lab.status().hosts.map(\.name)
                let flows = try hosts.map { try fabric.flowTable($0).flows }

                // And back: the first one would undo the change, if it were let.
                let watch = try SwitchWatch(fabric)
                let outcomes = try fabric.streaming(tenant: "globex") {
                    let start = ContinuousClock.now
                    try fabric.moveService(to: .controller)
                    try fabric.eventually("the first one is refused by both switches") {
                        try fabric.eventsTold("RoleLost").count == 2
                    }
                    let refused = ContinuousClock.now - start
                    #expect(try fabric.weft("get", "findings").stdout.contains("another-controller"))
                    #expect(try fabric.eventsTold("RoleLost").allSatisfy { $0.contains("refuses Weft's claim") })
                    let futile = try fabric.weft("wait", "--for=ready", "--timeout", "3s", "host/kvm1")
                    #expect(futile.status != 0)
                    #expect(watch.changes() == watch.zero)
                    #expect(try hosts.map { try fabric.flowTable($0).flows } == flows)

                    try fabric.moveService(to: .network)
                    try second.waitReady()
                    measured(
                        "the claim of an old term refused by both switches and told after \(refused.text), 0 changes by the old controller; the newer one serves them again"
                    )
                }
                #expect(watch.changes() == watch.zero)
                try fabric.expectNoLoss(outcomes, "while the controllers took the hosts from each other")
            }
        }
    }
}

/// Another `weftd`, in the network's namespace.
private struct SecondController {
    let process: RunningProcess
    private let fabric: Fabric
    private let socket: String

    init(_ fabric: Fabric, state: String) throws {
        self.fabric = fabric
        let socket = "\(fabric.directory)/second.sock"
        self.socket = socket
        process = try fabric.lab.spawn(.network, fabric.command(state: state, socket: socket))
        let process = process
        try fabric.eventually("the second weftd answers") {
            guard process.isRunning else { throw ScenarioError("the second weftd ended: \(process.stderr)") }
            return try fabric.weft("--server", "unix:\(socket)", "get", "hosts").status == 0
        }
    }

    func waitReady() throws {
        let words = ["--server", "unix:\(socket)", "wait", "--for=ready", "--timeout", "30s", "host/kvm1", "host/kvm2"]
        let result = try fabric.weft(words)
        guard result.status == 0 else {
            throw ScenarioError("not ready: \(result.stderr)\n\(process.stderr.suffix(2000))")
        }
    }

    func apply(_ text: String) throws {
        let file = "\(fabric.directory)/second.yaml"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let result = try fabric.weft("--server", "unix:\(socket)", "apply", "--yes", "-f", file)
        #expect(result.status == 0, "\(result)")
    }
}

extension Fabric {
    /// Has all hosts dial the service address, from the beginning.
    fileprivate func dialService() throws {
        for host in try lab.status().hosts.map(\.name) {
            try output(.host(host), "ip neigh flush all")
            try output(.host(host), "ovs-vsctl del-manager")
            try output(.host(host), "ovs-vsctl set-manager tcp:172.30.9.9:6640")
            try output(.host(host), "ovs-appctl bridge/reconnect")
        }
        try quickenManagers()
    }

    /// Takes the service address from one controller and gives it to the other, as keepalived does.
    fileprivate func moveService(to node: LabNode) throws {
        let devices = [LabNode.controller: "eth0", .network: "br-mgmt"]
        for (other, device) in devices where other != node {
            try output(other, "ip addr del 172.30.9.9/16 dev \(device)")
        }
        try output(node, "ip addr add 172.30.9.9/16 dev \(devices[node] ?? "eth0")")
        try dialService()
    }
}
