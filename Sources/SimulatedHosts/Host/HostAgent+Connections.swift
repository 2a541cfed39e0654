import OVSDB

// Whom the host wants to be connected with, and what its database says of it.

extension HostAgent {
    /// The managers that ovsdb-server dials or listens for, in the order of their targets.
    public var managers: [DialTarget] {
        guard let root else { return [] }
        return rows(model.manager, root.columns[model.root.place("manager_options")])
            .map { DialTarget($0, model.manager, bridge: nil) }.sorted { $0.target < $1.target }
    }

    /// The controllers that ovs-vswitchd dials, by bridge and target. None while `other_config:flow-restore-wait` is
    /// true: it keeps every controller out.
    public var controllers: [DialTarget] {
        guard let root, root.columns[model.root.place("other_config")]["flow-restore-wait"] != "true" else { return [] }
        return bridgeRows.flatMap { bridge in
            rows(model.controller, bridge.columns[model.bridge.place("controller")])
                .map { DialTarget($0, model.controller, bridge: text(bridge, model.bridge, "name")) }
        }.sorted { ($0.bridge ?? "", $0.target) < ($1.bridge ?? "", $1.target) }
    }

    /// Writes whether the connection stands into the row that asks for it, with `status` and, of a controller, `role`,
    /// and tells monitors. A row that is gone is left alone.
    public mutating func setConnected(_ target: DialTarget, _ isConnected: Bool) {
        let table = target.bridge == nil ? model.manager : model.controller
        guard let row = server.database.contents.rows[table.number][target.row] else { return }
        var writes = RowWrites()
        writes.set(table, row, "is_connected", .boolean(isConnected))
        let state = isConnected ? ["state": "ACTIVE", "sec_since_connect": "0"] : ["state": "BACKOFF"]
        writes.set(table, row, "status", .stringMap(state))
        if target.bridge != nil { writes.set(table, row, "role", "other") }
        if !writes.isEmpty { server.transaction { run in writes.apply(to: &run) } }
    }
}
