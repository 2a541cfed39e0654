public import OVSDB

// A VM starts, and libvirt adds its port; a VM stops, and it takes the port away.

extension HostAgent {
    /// Adds a VM's port to a bridge, or writes anew what is said of it when it is there, as
    /// `ovs-vsctl --may-exist add-port` with `set Interface` does. It has no number before the next `reconcile`.
    ///
    /// - Throws: `constraintViolation` when the host has no such bridge, or the name is taken in another one.
    public mutating func addPort(_ port: HostPort, to bridge: String = "br-int") throws(OVSDBError) {
        let row = try bridgeRow(bridge)
        let identifiers = Datum.stringMap(port.externalIDs)
        let model = model
        if let interface = interface(port.name, of: row) {
            return try commit { run in
                run.change(model.interface.number, interface) { row in
                    let place = model.interface.place("external_ids")
                    let kept = row.columns[place].stringMap
                    row.columns[place] = .stringMap(kept.merging(identifiers.stringMap) { $1 })
                }
            }
        }
        try commit { run in
            let uuid = InitialDatabase.insertPort(port.name, ["external_ids": identifiers], model, &run)
            run.change(model.bridge.number, row.uuid) { row in
                let place = model.bridge.place("ports")
                row.columns[place] = Datum(set: row.columns[place].atoms + [.uuid(uuid)])
            }
        }
    }

    /// Takes a port out of a bridge; its rows go with it.
    ///
    /// - Throws: `constraintViolation` when the host has no such bridge, or the bridge no such port.
    public mutating func removePort(_ name: String, from bridge: String = "br-int") throws(OVSDBError) {
        let row = try bridgeRow(bridge)
        guard let port = self.port(name, of: row) else {
            throw OVSDBError(.constraintViolation, "no port named \(name) in bridge \(bridge)")
        }
        let model = model
        try commit { run in
            run.change(model.bridge.number, row.uuid) { row in
                let place = model.bridge.place("ports")
                row.columns[place] = Datum(set: row.columns[place].atoms.filter { $0 != .uuid(port.uuid) })
            }
        }
    }

    func bridgeRow(_ name: String) throws(OVSDBError) -> StoredRow {
        guard let row = bridgeRows.first(where: { text($0, model.bridge, "name") == name }) else {
            throw OVSDBError(.constraintViolation, "no bridge named \(name)")
        }
        return row
    }

    private func port(_ name: String, of bridge: StoredRow) -> StoredRow? {
        rows(model.port, bridge.columns[model.bridge.place("ports")])
            .first { text($0, model.port, "name") == name }
    }

    private func interface(_ name: String, of bridge: StoredRow) -> OVSDBUUID? {
        port(name, of: bridge)?.columns[model.port.place("interfaces")].uuids.first
    }

    /// A transaction as `ovs-vsctl` makes it: it counts `next_cfg` up, to hear when ovs-vswitchd took note.
    mutating func commit(_ body: (inout TransactionRun) -> Void) throws(OVSDBError) {
        let (table, root) = (model.root, root)
        let isDone = server.transaction { run in
            body(&run)
            guard let root else { return }
            run.change(table.number, root.uuid) { row in
                let place = table.place("next_cfg")
                row.columns[place] = .integer((row.columns[place].integer ?? 0) &+ 1)
            }
        }
        if !isDone { throw OVSDBError(.constraintViolation, "another bridge has a port of this name") }
    }
}
