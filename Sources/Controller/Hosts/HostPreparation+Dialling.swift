import OVSDB

// How soon a host is back after it or the controller was away.

extension HostPreparation {
    /// How long ovsdb-server waits at most between two dials, in milliseconds: the least that the schema allows, and that
    /// `reconnect_set_backoff` takes. Without it the waits are 1, 2, 4 and 8 s.
    static let managerBackoff: Int64 = 1000

    /// Gives the manager that dials Weft a `max_backoff` where nobody has chosen one.
    ///
    /// The row is the operator's: nothing else of it is written, and neither is a value of his own replaced.
    mutating func prepareManagers() {
        let target = ControllerTarget(wish.controllerTarget)
        for row in replica.rows(in: OpenVSwitch.manager).sorted(by: { $0.uuid < $1.uuid }) {
            guard let text = row["target"].string, target.isDialled(by: text), row["max_backoff"].integer == nil else {
                continue
            }
            repairs.append("Manager \(text): it had no max_backoff")
            transaction.wait(
                OpenVSwitch.manager, where: [.uuid(row.uuid)], columns: ["max_backoff"],
                rows: [["max_backoff": row["max_backoff"]]])
            transaction.update(
                OpenVSwitch.manager, where: [.uuid(row.uuid)], row: ["max_backoff": .integer(Self.managerBackoff)])
        }
    }

    /// What makes ovs-vswitchd dial its controller now; nil when the bridge's only controller is not the wished one.
    ///
    /// It waits up to eight seconds between two dials, whatever the row's `max_backoff` says (OVS 2.12 to 3.x,
    /// `ofservice_create` in ofproto/connmgr.c). A target that is spelled otherwise is dialled at once.
    static func redial(_ replica: Replica, _ target: ControllerTarget) -> Transaction? {
        let bridge = replica.first(
            in: OpenVSwitch.bridge, where: { $0["name"].string == OpenVSwitch.integrationBridge })
        guard let rows = bridge?["controller"].uuids, rows.count == 1,
            let row = replica.row(OpenVSwitch.controller, rows[0]), let old = row["target"].string,
            target.isSpelled(old), let new = target.respelled(old)
        else { return nil }
        var transaction = Transaction()
        transaction.wait(
            OpenVSwitch.controller, where: [.uuid(row.uuid)], columns: ["target"], rows: [["target": .string(old)]])
        transaction.update(OpenVSwitch.controller, where: [.uuid(row.uuid)], row: ["target": .string(new)])
        transaction.comment("weft: dial now")
        return transaction
    }
}
