import OVSDB

// What ovs-vswitchd wrote of the tunnel port, and when that is not to be believed.

extension HostPreparation {
    /// ovs-vswitchd wrote into the tunnel's row that it could not make the port.
    ///
    /// That may be out of date (measured with 3.1). When the row is put right while ovs-vswitchd is still writing that it
    /// was wrong, it makes the port, and leaves "no error" and the port's number out of its next transaction: its copy of
    /// the database has those values still. Then its earlier words arrive there, and stand until it configures again.
    var isTunnelRefused: Bool {
        guard let interface = tunnelInterface else { return false }
        return interface["error"].string != nil || (interface["ofport"].integer ?? 0) < 0
    }

    /// The row of the tunnel port in `br-int`; nil where there is none.
    private var tunnelInterface: Row? {
        let bridge = replica.first(
            in: OpenVSwitch.bridge, where: { $0["name"].string == OpenVSwitch.integrationBridge })
        let ports = bridge?["ports"].uuids.compactMap { replica.row(OpenVSwitch.port, $0) }
        let port = ports?.first(where: { $0["name"].string == OpenVSwitch.tunnelPort })
        return port?["interfaces"].uuids.first.flatMap { replica.row(OpenVSwitch.interface, $0) }
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
