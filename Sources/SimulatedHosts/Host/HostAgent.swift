import NetworkTypes
import OVSDB

/// A host's database, and what ovs-vswitchd does with it as far as a controller can see it.
///
/// ```swift
/// var agent = try HostAgent(identity, HostModel(model), seed: 7)
/// for target in agent.managers { dial(target) }
/// let connection = agent.server.connect()             // when a manager took the call
/// _ = agent.server.receive(bytes, on: connection)     // then:
/// if agent.reconcile() { … }                          // the switch's ports and agent.controllers may have changed
/// send(agent.server.takeOutput(connection))
/// ```
///
/// `reconcile` is ovs-vswitchd taking note, in a transaction of its own: the caller says when, at once or later, as a
/// real one is not immediate either. It makes every device that is wanted, but for a second tunnel of the same kind.
public struct HostAgent: Sendable {
    /// The host's ovsdb-server; its connections are the caller's.
    public var server: DatabaseServer
    let model: HostModel
    private var states: [OVSDBUUID: BridgeState] = [:]
    private var macs: SplitMix64
    /// The commits up to which everything is as the switch wants it.
    private var reconciledCommit: UInt64?

    /// A host after its start: its rows are there, and its ports have numbers.
    ///
    /// Traps when two bridges, ports or managers of the identity have one name.
    ///
    /// - Parameter seed: for uuids and addresses that nobody chose: the same seed gives the same host.
    public init(_ identity: HostIdentity, _ model: HostModel, seed: UInt64) {
        self.model = model
        var seeds = SplitMix64(seed: seed)
        server = DatabaseServer(SimulatedDatabase(model.database, seed: seeds.next()), seed: seeds.next())
        macs = SplitMix64(seed: seeds.next())
        let isDone = server.transaction { run in InitialDatabase.insert(identity, model, &run) }
        precondition(isDone, "a host's bridges, ports and managers have names of their own")
        reconcile()
    }

    // MARK: What the switch makes of the rows

    /// Brings the switch to the rows, and what ovs-vswitchd writes of it to the database: ports' numbers, errors and
    /// states, datapath ids, and `cur_cfg`. Answers whether anything was looked at: not when nothing was committed.
    @discardableResult
    public mutating func reconcile() -> Bool {
        guard reconciledCommit != server.commitCount else { return false }
        var writes = RowWrites()
        let bridges = bridgeRows
        let present = Set(bridges.map(\.uuid))
        states = states.filter { present.contains($0.key) }
        for bridge in bridges { reconcile(bridge, &writes) }
        if let root {
            writes.set(model.root, root, "cur_cfg", root.columns[model.root.place("next_cfg")])
        }
        if !writes.isEmpty { server.transaction { run in writes.apply(to: &run) } }
        reconciledCommit = server.commitCount
        return true
    }

    private mutating func reconcile(_ bridge: StoredRow, _ writes: inout RowWrites) {
        let name = text(bridge, model.bridge, "name")
        let interfaces = interfaces(of: bridge)
        var state = states[bridge.uuid] ?? BridgeState()
        var generator = macs
        state.configure(interfaces.map(wanted), bridge: name) { Self.localMAC(&generator) }
        macs = generator
        states[bridge.uuid] = state
        for row in interfaces {
            if let port = state.ports[text(row, model.interface, "name")] { write(port, of: row, &writes) }
        }
        writes.set(model.bridge, bridge, "datapath_id", .string(datapathID(bridge, state).description))
    }

    private func write(_ port: BridgeState.Port, of row: StoredRow, _ writes: inout RowWrites) {
        let isUp = port.number != nil
        let up: Datum = isUp ? "up" : .empty
        let values: [(String, Datum)] = [
            ("ofport", .integer(port.number ?? -1)), ("error", port.error.map { .string($0) } ?? .empty),
            ("mac_in_use", isUp ? .string(port.mac.description) : .empty), ("admin_state", up), ("link_state", up),
        ]
        for (column, value) in values { writes.set(model.interface, row, column, value) }
    }

    private func wanted(_ row: StoredRow) -> BridgeState.Wanted {
        let table = model.interface
        return BridgeState.Wanted(
            name: text(row, table, "name"), type: text(row, table, "type"),
            options: row.columns[table.place("options")].stringMap,
            request: row.columns[table.place("ofport_request")].integer, mac: deviceMAC(row))
    }

    /// libvirt gives a tap device the guest's address with `fe` in front.
    private func deviceMAC(_ row: StoredRow) -> MACAddress? {
        let chosen = row.columns[model.interface.place("mac")].string
        if let mac = chosen.flatMap({ try? MACAddress($0) }) { return mac }
        let attached = row.columns[model.interface.place("external_ids")]["attached-mac"]
        guard let mac = attached.flatMap({ try? MACAddress($0) }) else { return nil }
        return MACAddress(rawValue: mac.rawValue & 0xff_ffff_ffff | 0xfe << 40)
    }

    private static func localMAC(_ generator: inout SplitMix64) -> MACAddress {
        // Locally administered, of one station.
        MACAddress(rawValue: generator.next() & 0xfcff_ffff_ffff | 0x0200_0000_0000)
    }

    /// What `other_config:datapath-id` says, or the address of the bridge's own port.
    private func datapathID(_ bridge: StoredRow, _ state: BridgeState) -> DatapathID {
        let text = bridge.columns[model.bridge.place("other_config")]["datapath-id"] ?? ""
        let digits = text.hasPrefix("0x") ? text.dropFirst(2) : text.utf8.count == 16 ? text[...] : ""
        if let value = UInt64(digits, radix: 16), value != 0 { return DatapathID(value) }
        return DatapathID(state.ports[self.text(bridge, model.bridge, "name")]?.mac.rawValue ?? 0)
    }

    /// The bridges as the switch has them, in the order of their names, as of the last `reconcile`.
    public var bridges: [HostBridge] {
        bridgeRows.compactMap { row in states[row.uuid].map { bridge(row, $0) } }.sorted { $0.name < $1.name }
    }

    private func bridge(_ row: StoredRow, _ state: BridgeState) -> HostBridge {
        let ports = interfaces(of: row).compactMap { interface -> HostBridge.Port? in
            let wanted = wanted(interface)
            guard let port = state.ports[wanted.name], let number = port.number.flatMap({ UInt32(exactly: $0) })
            else { return nil }
            return HostBridge.Port(
                name: wanted.name, number: number == 65534 ? PortNumber(0xffff_fffe) : PortNumber(number),
                mac: port.mac, type: wanted.type, options: wanted.options)
        }
        return HostBridge(
            name: text(row, model.bridge, "name"), datapathID: datapathID(row, state),
            failMode: row.columns[model.bridge.place("fail_mode")].string, ports: ports)
    }
}

extension HostAgent {
    var root: StoredRow? { server.database.contents.rows[model.root.number].values.first }

    var bridgeRows: [StoredRow] { root.map { rows(model.bridge, $0.columns[model.root.place("bridges")]) } ?? [] }

    /// In the order of their names.
    private func interfaces(of bridge: StoredRow) -> [StoredRow] {
        rows(model.port, bridge.columns[model.bridge.place("ports")])
            .flatMap { rows(model.interface, $0.columns[model.port.place("interfaces")]) }
            .sorted { text($0, model.interface, "name") < text($1, model.interface, "name") }
    }

    func rows(_ table: HostTable, _ references: Datum) -> [StoredRow] {
        references.uuids.compactMap { server.database.contents.rows[table.number][$0] }
    }

    func text(_ row: StoredRow, _ table: HostTable, _ column: String) -> String {
        row.columns[table.place(column)].string ?? ""
    }
}
