public import NetworkTypes
public import OVSDB

/// Brings a host's `Open_vSwitch` database to the rows that Weft needs (DESIGN.md 5.2), and says what stands in the way.
///
/// Pure: the replica and the wish go in, at most one guarded transaction comes out, and none when nothing differs.
public struct HostPreparation: Sendable {
    /// What the host should look like.
    public struct Wish: Hashable, Sendable {
        public var datapathID: DatapathID
        /// Where ovs-vswitchd is to connect to, such as `tcp:172.30.0.1:6653`.
        public var controllerTarget: String
        public var vtep: IPAddress?
        /// `system` or `netdev`; none leaves it to the host.
        public var datapathType: String?

        public init(datapathID: DatapathID, controllerTarget: String, vtep: IPAddress?, datapathType: String?) {
            self.datapathID = datapathID
            self.controllerTarget = controllerTarget
            self.vtep = vtep
            self.datapathType = datapathType
        }
    }

    public internal(set) var transaction = Transaction()
    public internal(set) var findings: [Finding] = []
    /// What the transaction changes, for people, an entry for each thing that was not as wished.
    public internal(set) var repairs: [String] = []
    /// ovs-vswitchd wrote into the tunnel's row that it could not make the port; that may be out of date.
    var isTunnelRefused = false

    let replica: Replica
    let wish: Wish

    public init(replica: Replica, wish: Wish) {
        self.replica = replica
        self.wish = wish
        guard let root = replica.rows(in: OpenVSwitch.root).first else {
            findings.append(Finding(.error, "no-root-row", "the database has no Open_vSwitch row"))
            return
        }
        refuseRestoreWait(root)
        checkSSL(root)
        prepareManagers()
        if let bridge = replica.first(
            in: OpenVSwitch.bridge, where: { $0["name"].string == OpenVSwitch.integrationBridge })
        {
            prepare(bridge)
        } else {
            createBridge(root)
            repairs.append("Bridge \(OpenVSwitch.integrationBridge) was missing")
        }
        if !transaction.isEmpty { transaction.comment("weft: host preparation") }
    }
}

// MARK: - From nothing

extension HostPreparation {
    /// Bridge, controller and tunnel port come in one transaction: a bridge that gets its first controller later would
    /// lose its flows.
    private mutating func createBridge(_ root: Row) {
        transaction.wait(
            OpenVSwitch.root, where: [.uuid(root.uuid)], columns: ["bridges"], rows: [["bridges": root["bridges"]]])
        transaction.insert(
            OpenVSwitch.interface, row: ["name": .string(OpenVSwitch.integrationBridge), "type": "internal"],
            namedUUID: "localInterface")
        transaction.insert(
            OpenVSwitch.port,
            row: ["name": .string(OpenVSwitch.integrationBridge), "interfaces": .namedUUID("localInterface")],
            namedUUID: "localPort")
        var ports: [Atom] = [.namedUUID("localPort")]
        if wish.vtep != nil { ports.append(insertTunnelPort()) }
        insertController()
        let row: [String: Datum] = [
            "name": .string(OpenVSwitch.integrationBridge),
            "ports": Datum(set: ports),
            "controller": .namedUUID("controller"),
            "fail_mode": "secure",
            "datapath_type": .string(datapathType(root)),
            "other_config": .stringMap(bridgeConfiguration),
            "external_ids": .stringMap([OpenVSwitch.ownerKey: OpenVSwitch.integrationBridge]),
        ]
        transaction.insert(OpenVSwitch.bridge, row: row, namedUUID: "bridge")
        transaction.mutate(
            OpenVSwitch.root, where: [.uuid(root.uuid)], mutations: [.insert("bridges", .namedUUID("bridge"))])
    }

    /// What the document says, else the kernel's where the host has it, else userspace.
    private func datapathType(_ root: Row) -> String {
        wish.datapathType ?? (root["datapath_types"].strings.contains("system") ? "system" : "netdev")
    }

    private var bridgeConfiguration: [String: String] {
        ["datapath-id": wish.datapathID.description, "disable-in-band": "true"]
    }

    private mutating func insertController() {
        transaction.insert(OpenVSwitch.controller, row: controllerRow, namedUUID: "controller")
    }

    private var controllerRow: [String: Datum] {
        [
            "target": .string(wish.controllerTarget),
            "connection_mode": "out-of-band",
            "max_backoff": 1000,
            "inactivity_probe": 5000,
            "external_ids": .stringMap([OpenVSwitch.ownerKey: "controller"]),
        ]
    }
}

// MARK: - Repair

extension HostPreparation {
    private mutating func prepare(_ bridge: Row) {
        var changes: [String: Datum] = [:]
        // Without an active controller a change of fail_mode flushes every flow, so both go in one transaction.
        if bridge["fail_mode"].string != "secure" { changes["fail_mode"] = "secure" }
        if let type = wish.datapathType, bridge["datapath_type"].string ?? "" != type {
            changes["datapath_type"] = .string(type)
        }
        merge(bridgeConfiguration, into: "other_config", of: bridge, &changes)
        merge([OpenVSwitch.ownerKey: OpenVSwitch.integrationBridge], into: "external_ids", of: bridge, &changes)
        prepareController(bridge, &changes)
        prepareTunnelPort(bridge)
        checkProtocols(bridge)
        guard !changes.isEmpty else { return }
        for (column, _) in changes.sorted(by: { $0.key < $1.key }) where column != "controller" {
            repairs.append("Bridge \(OpenVSwitch.integrationBridge): \(column) was \(bridge[column].text)")
        }
        transaction.wait(
            OpenVSwitch.bridge, where: [.uuid(bridge.uuid)], columns: changes.keys.sorted(),
            rows: [changes.keys.reduce(into: [:]) { $0[$1] = bridge[$1] }])
        transaction.update(OpenVSwitch.bridge, where: [.uuid(bridge.uuid)], row: changes)
    }

    private func merge(
        _ wanted: [String: String], into column: String, of bridge: Row, _ changes: inout [String: Datum]
    ) {
        let present = bridge[column].stringMap
        guard wanted.contains(where: { present[$0.key] != $0.value }) else { return }
        changes[column] = .stringMap(present.merging(wanted) { $1 })
    }

    /// Exactly one controller, ours; targets are replaced in one transaction, never emptied in between.
    private mutating func prepareController(_ bridge: Row, _ changes: inout [String: Datum]) {
        let rows = bridge["controller"].uuids.compactMap { replica.row(OpenVSwitch.controller, $0) }
        let target = ControllerTarget(wish.controllerTarget)
        guard let own = rows.first(where: { target.isSpelled($0["target"].string) }) else {
            reportForeign(rows)
            let targets = rows.map { $0["target"].text }.joined(separator: ", ")
            repairs.append(
                "Bridge \(OpenVSwitch.integrationBridge): \(rows.isEmpty ? "it had no controller" : "its controller was \(targets)")"
            )
            insertController()
            changes["controller"] = .namedUUID("controller")
            return
        }
        if rows.count > 1 {
            reportForeign(rows.filter { $0.uuid != own.uuid })
            changes["controller"] = .uuid(own.uuid)
            repairs.append("Bridge \(OpenVSwitch.integrationBridge): it had \(rows.count) controllers")
        }
        let wanted = controllerRow.filter { $0.key != "target" && own[$0.key] != $0.value }
        if !wanted.isEmpty {
            tellRepairs(of: "Controller \(wish.controllerTarget)", own, wanted)
            transaction.update(OpenVSwitch.controller, where: [.uuid(own.uuid)], row: wanted)
        }
    }

    private mutating func reportForeign(_ rows: [Row]) {
        for row in rows where row["external_ids"][OpenVSwitch.ownerKey] == nil {
            let target = row["target"].string ?? "-"
            findings.append(
                Finding(.warning, "foreign-controller", "br-int had the controller \(target), which Weft takes out"))
        }
    }

    mutating func tellRepairs(of name: String, _ row: Row, _ wanted: [String: Datum]) {
        for column in wanted.keys.sorted() { repairs.append("\(name): \(column) was \(row[column].text)") }
    }

    /// ovs-vswitchd shows its controller the certificate that the `SSL` row names, and asks for one of its authority.
    private mutating func checkSSL(_ root: Row) {
        guard wish.controllerTarget.hasPrefix("ssl:") else { return }
        let row = root["ssl"].uuids.first.flatMap { replica.row(OpenVSwitch.ssl, $0) }
        guard let row, !["private_key", "certificate", "ca_cert"].contains(where: { row[$0].string ?? "" == "" }) else {
            return findings.append(
                Finding(
                    .error, "no-ssl",
                    "the host has no key and certificate, so its switch cannot connect to \(wish.controllerTarget); `weft pki host` makes them, `ovs-vsctl set-ssl` on the host names them"
                ))
        }
        guard row["bootstrap_ca_cert"].boolean == true else { return }
        findings.append(
            Finding(
                .warning, "bootstrap-ca",
                "the host trusts whichever controller it meets first (`bootstrap_ca_cert`); copy ca-cert.pem to it and leave --bootstrap out of `ovs-vsctl set-ssl`"
            ))
    }

    private mutating func checkProtocols(_ bridge: Row) {
        let protocols = bridge["protocols"].strings
        let usable = ["OpenFlow13", "OpenFlow14", "OpenFlow15"]
        if !protocols.isEmpty, !protocols.contains(where: usable.contains) {
            findings.append(
                Finding(
                    .error, "protocols",
                    "br-int allows only \(protocols.joined(separator: ", ")); Weft needs one of \(usable.joined(separator: ", "))"
                ))
        }
    }

    /// While flow-restore-wait is true, ovs-vswitchd connects to no controller at all (measured).
    private mutating func refuseRestoreWait(_ root: Row) {
        guard root["other_config"]["flow-restore-wait"] == "true" else { return }
        findings.append(
            Finding(
                .warning, "flow-restore-wait",
                "flow-restore-wait was set, which keeps every controller out; Weft cleared it"))
        repairs.append("Open_vSwitch: other_config had flow-restore-wait=true")
        transaction.mutate(
            OpenVSwitch.root, where: [.uuid(root.uuid)],
            mutations: [.delete("other_config", .stringMap(["flow-restore-wait": "true"]))])
    }
}

extension Datum {
    /// As people read it: `none` without a value.
    fileprivate var text: String {
        let pairs = stringMap.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        if !pairs.isEmpty { return pairs.joined(separator: " ") }
        if !strings.isEmpty { return strings.joined(separator: " ") }
        return integer.map { "\($0)" } ?? "none"
    }
}
