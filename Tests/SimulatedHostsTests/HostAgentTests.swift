import JSON
import NetworkTypes
import OVSDB
import SimulatedHosts
import Testing

/// What a host's agent writes, whom it dials, and what a controller hears of it. The values are those that a real
/// ovs-vswitchd 3.1 writes.
@Suite(.enabled(if: RealDatabaseServer.isAvailable, Comment(rawValue: RealDatabaseServer.absence)))
struct HostAgentTests {
    private static let model: HostModel? = ServerComparison.model.flatMap { try? HostModel($0) }
    private static let mac = MACAddress(rawValue: 0x5254_0000_0001)

    private func host(_ change: (inout HostIdentity) -> Void = { _ in }) throws -> HostAgent {
        var identity = HostIdentity(systemID: "host-1", hostName: "kvm1", managers: ["tcp:192.0.2.1:6640"])
        identity.ports = [HostPort(name: "tap0", interfaceID: "if-0", mac: Self.mac, vmID: "vm-0")]
        change(&identity)
        return HostAgent(identity, try #require(Self.model), seed: 1)
    }

    private func interface(_ name: String, _ host: HostAgent) throws -> Row {
        try #require(host.server.database.rows(in: "Interface").first { $0["name"].string == name })
    }

    @Test func aHostAfterItsStart() throws {
        let host = try host()
        let root = try #require(host.server.database.rows(in: "Open_vSwitch").first)
        #expect(root["external_ids"]["system-id"] == "host-1")
        #expect(root["ovs_version"].string == "3.1.0")
        #expect(root["db_version"].string == "8.3.1")
        #expect(root["cur_cfg"] == root["next_cfg"])
        let tap = try interface("tap0", host)
        #expect(tap["ofport"].integer == 1)
        #expect(tap["external_ids"]["attached-mac"] == "52:54:00:00:00:01")
        #expect(tap["external_ids"]["vm-id"] == "vm-0")
        #expect(tap["mac_in_use"].string == "fe:54:00:00:00:01")
        #expect(tap["link_state"].string == "up")
        #expect(try interface("br-int", host)["ofport"].integer == 65534)
        let bridge = try #require(host.bridges.first)
        #expect(bridge.ports.map(\.name) == ["br-int", "tap0"])
        #expect(bridge.ports.map(\.number.rawValue) == [0xffff_fffe, 1])
        #expect(bridge.datapathID.rawValue == bridge.ports[0].mac.rawValue)
        #expect(host.managers.map(\.target) == ["tcp:192.0.2.1:6640"])
        #expect(host.managers[0].maximumBackoff == .seconds(8))
        #expect(host.controllers.isEmpty)
    }

    @Test func theSameSeedGivesTheSameHost() throws {
        let (one, two) = (try host(), try host())
        for table in one.server.database.model.schema.tables.keys {
            #expect(one.server.database.rows(in: table) == two.server.database.rows(in: table))
        }
    }

    /// The rows that Weft writes: a controller, a tunnel port with a number of its own, a datapath id.
    private func prepare(_ host: inout HostAgent) throws {
        var transaction = Transaction()
        let bridge = try #require(host.server.database.rows(in: "Bridge").first)
        let tunnel: [String: Datum] = [
            "name": "weft-vxlan", "type": "vxlan", "ofport_request": 1000,
            "options": .stringMap(["key": "flow", "remote_ip": "flow"]),
        ]
        let interface = transaction.insert("Interface", tunnel)
        let port = transaction.insert("Port", ["name": "weft-vxlan", "interfaces": interface.reference])
        let controller = transaction.insert(
            "Controller", ["target": "tcp:192.0.2.1:6653", "max_backoff": 1000, "inactivity_probe": 5000])
        transaction.mutate(
            "Bridge", where: [.uuid(bridge.uuid)], mutations: [.insert("ports", port.reference)])
        let row: [String: Datum] = [
            "controller": controller.reference, "fail_mode": "secure",
            "other_config": .stringMap(["datapath-id": "00000000000000ab"]),
        ]
        transaction.update("Bridge", where: [.uuid(bridge.uuid)], row: row)
        let results = host.server.transact(transaction.operations)
        try #require(results.allSatisfy { $0["error"] == nil }, "\(results)")
    }

    @Test func theSwitchFollowsTheRows() throws {
        var host = try host()
        try prepare(&host)
        let looked = [host.reconcile(), host.reconcile()]
        #expect(looked == [true, false], "the second time nothing was committed")
        #expect(try interface("weft-vxlan", host)["ofport"].integer == 1000)
        let bridge = try #require(host.bridges.first)
        #expect(bridge.datapathID.rawValue == 0xab)
        #expect(bridge.failMode == "secure")
        let row = host.server.database.rows(in: "Bridge").first
        #expect(row?["datapath_id"].string == "00000000000000ab")
        let controller = try #require(host.controllers.first)
        #expect(controller.target == "tcp:192.0.2.1:6653")
        #expect(controller.bridge == "br-int")
        #expect(controller.maximumBackoff == .seconds(1))
        host.setConnected(controller, true)
        let written = try #require(host.server.database.rows(in: "Controller").first)
        #expect(written["is_connected"].boolean == true)
        #expect(written["status"]["state"] == "ACTIVE")
        host.setConnected(controller, false)
        #expect(host.server.database.rows(in: "Controller").first?["is_connected"].boolean == false)
    }

    @Test func aSecondTunnelOfTheSameKindFails() throws {
        var host = try host()
        try prepare(&host)
        host.reconcile()
        var transaction = Transaction()
        let options = Datum.stringMap(["key": "flow", "remote_ip": "flow"])
        let interface = transaction.insert("Interface", ["name": "vx2", "type": "vxlan", "options": options])
        let port = transaction.insert("Port", ["name": "vx2", "interfaces": interface.reference])
        transaction.mutate("Bridge", where: [], mutations: [.insert("ports", port.reference)])
        host.server.transact(transaction.operations)
        host.reconcile()
        let failed = try self.interface("vx2", host)
        #expect(failed["ofport"].integer == -1)
        #expect(failed["error"].string == "could not add network device vx2 to ofproto (File exists)")
        #expect(failed["link_state"].isEmpty)
        #expect(try self.interface("weft-vxlan", host)["ofport"].integer == 1000)
        try host.removePort("weft-vxlan")
        host.reconcile()
        let mended = try self.interface("vx2", host)
        #expect(mended["ofport"].integer == 2)
        #expect(mended["error"].isEmpty)
    }

    @Test func portsComeAndGoAndAMonitorHears() throws {
        var host = try host()
        var session = MemorySession(&host.server, .init(monitored: [.init("Interface"), .init("Port")]))
        try session.pump(&host.server)
        let port = HostPort(name: "tap1", interfaceID: "if-1", mac: MACAddress(rawValue: 0x5254_0000_0002))
        try host.addPort(port)
        try session.pump(&host.server)
        let row = session.replica?.first(in: "Interface") { $0["name"].string == "tap1" }
        #expect(row?["external_ids"]["iface-id"] == "if-1")
        #expect(row?["ofport"].isEmpty == true, "ovs-vswitchd has not taken note yet")
        host.reconcile()
        try session.pump(&host.server)
        #expect(session.replica?.first(in: "Interface") { $0["ofport"].integer == 2 }?.uuid == row?.uuid)
        try host.removePort("tap0")
        host.reconcile()
        try session.pump(&host.server)
        #expect(session.replica?.rows(in: "Port").count == 2)
        #expect(session.replica?.rows(in: "Interface") == host.server.database.rows(in: "Interface"))
        var again = port
        again.name = "tap2"
        try host.addPort(again)
        host.reconcile()
        #expect(try interface("tap2", host)["ofport"].integer == 3, "a number that became free rests")
        #expect(throws: OVSDBError.self) { try host.removePort("tap0") }
        #expect(throws: OVSDBError.self) { try host.addPort(port, to: "nonesuch") }
    }

    @Test func flowRestoreWaitKeepsControllersOut() throws {
        var host = try host()
        try prepare(&host)
        host.reconcile()
        #expect(host.controllers.count == 1)
        let update: JSONValue = [
            "op": "update", "table": "Open_vSwitch", "where": [],
            "row": ["other_config": ["map", [["flow-restore-wait", "true"]]]],
        ]
        host.server.transact([update])
        #expect(host.controllers.isEmpty)
    }
}
