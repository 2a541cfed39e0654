public import OVSDB

extension HostAgent {
    /// Somebody on the host sets a key of a bridge's `other_config`, as `ovs-vsctl set bridge br-int other-config:KEY=VALUE` does.
    ///
    /// - Throws: `constraintViolation` when the host has no such bridge.
    public mutating func setOtherConfig(
        _ key: String, to value: String, of bridge: String = "br-int"
    ) throws(OVSDBError) {
        let row = try bridgeRow(bridge)
        let model = model
        try commit { run in
            run.change(model.bridge.number, row.uuid) { row in
                let place = model.bridge.place("other_config")
                row.columns[place] = .stringMap(row.columns[place].stringMap.merging([key: value]) { $1 })
            }
        }
    }
}
