import NetworkTypes
import OVSDB
import Pipeline

// The tunnel port: its rows, and what ovs-vswitchd wrote of it.

extension HostPreparation {
    mutating func insertTunnelPort() -> Atom {
        transaction.insert(OpenVSwitch.interface, row: tunnelRow, namedUUID: "tunnelInterface")
        transaction.insert(
            OpenVSwitch.port,
            row: [
                "name": .string(OpenVSwitch.tunnelPort), "interfaces": .namedUUID("tunnelInterface"),
                "external_ids": .stringMap([OpenVSwitch.ownerKey: "tunnel"]),
            ],
            namedUUID: "tunnelPort")
        return .namedUUID("tunnelPort")
    }

    private var tunnelRow: [String: Datum] {
        [
            "name": .string(OpenVSwitch.tunnelPort),
            "type": "vxlan",
            "options": .stringMap(tunnelOptions),
            "ofport_request": .integer(Int64(Pipeline.tunnelPort.rawValue)),
            "external_ids": .stringMap([OpenVSwitch.ownerKey: "tunnel"]),
        ]
    }

    /// One flow-based port for all networks and peers; frames leave with the VTEP that the others expect.
    private var tunnelOptions: [String: String] {
        var options = ["key": "flow", "remote_ip": "flow"]
        if let vtep = wish.vtep { options["local_ip"] = vtep.description }
        return options
    }

    mutating func prepareTunnelPort(_ bridge: Row) {
        let ports = bridge["ports"].uuids.compactMap { replica.row(OpenVSwitch.port, $0) }
        guard let port = ports.first(where: { $0["name"].string == OpenVSwitch.tunnelPort }) else {
            guard wish.vtep != nil else { return }
            repairs.append("Port \(OpenVSwitch.tunnelPort) was missing")
            let atom = insertTunnelPort()
            transaction.mutate(
                OpenVSwitch.bridge, where: [.uuid(bridge.uuid)], mutations: [.insert("ports", Datum(set: [atom]))])
            return
        }
        guard let interface = port["interfaces"].uuids.first.flatMap({ replica.row(OpenVSwitch.interface, $0) }) else {
            return
        }
        // The requested port number is pinned: changing it on a live port moves the port under its flows.
        let wanted = tunnelRow.filter { $0.key != "ofport_request" && interface[$0.key] != $0.value }
        if !wanted.isEmpty {
            tellRepairs(of: "Interface \(OpenVSwitch.tunnelPort)", interface, wanted)
            transaction.update(OpenVSwitch.interface, where: [.uuid(interface.uuid)], row: wanted)
        }
        judge(interface)
    }

    /// Tells what ovs-vswitchd wrote of the port.
    ///
    /// That it refused may be out of date (measured with 3.1). When the row is put right while ovs-vswitchd is still writing
    /// that it was wrong, it makes the port, and leaves "no error" and the port's number out of its next transaction: its
    /// copy of the database has those values still. Then its earlier words arrive there, and stand until it configures again.
    private mutating func judge(_ interface: Row) {
        isTunnelRefused = interface["error"].string != nil || (interface["ofport"].integer ?? 0) < 0
        if let error = interface["error"].string {
            findings.append(Finding(.error, "tunnel-port", "\(OpenVSwitch.tunnelPort): \(error)"))
        } else if let number = interface["ofport"].integer, number > 0, number != Int64(Pipeline.tunnelPort.rawValue) {
            findings.append(
                Finding(
                    .error, "tunnel-port-number",
                    "\(OpenVSwitch.tunnelPort) has OpenFlow port \(number), expected \(Pipeline.tunnelPort): another port holds that number"
                ))
        }
    }

    /// Has ovs-vswitchd configure again and write what is so: it does whenever `next_cfg` was increased
    /// (ovs-vswitchd.conf.db(5)).
    static func reconsideration(_ replica: Replica) -> Transaction? {
        guard let root = replica.rows(in: OpenVSwitch.root).first else { return nil }
        var transaction = Transaction()
        transaction.mutate(
            OpenVSwitch.root, where: [.uuid(root.uuid)], mutations: [.add("next_cfg", .integer(1))])
        transaction.comment("weft: configure again")
        return transaction
    }
}
