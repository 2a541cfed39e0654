import OVSDB

/// The rows that `ovs-ctl` and `ovs-vsctl` leave in a host's database before any controller was there.
enum InitialDatabase {
    static func insert(_ identity: HostIdentity, _ model: HostModel, _ run: inout TransactionRun) {
        var bridges: [Atom] = []
        for (number, name) in identity.bridges.enumerated() {
            let local = insertPort(name, ["type": "internal"], model, &run)
            let ports =
                number > 0
                ? []
                : identity.ports.map {
                    insertPort($0.name, ["external_ids": .stringMap($0.externalIDs)], model, &run)
                }
            let row: [String: Datum] = ["name": .string(name), "ports": .uuids([local] + ports)]
            bridges.append(.uuid(insert(model.bridge, row, &run)))
        }
        let managers = identity.managers.map { Atom.uuid(insert(model.manager, ["target": .string($0)], &run)) }
        let version = model.database.schema.version.map { Datum.string($0.description) } ?? .empty
        let root: [String: Datum] = [
            "bridges": Datum(set: bridges), "manager_options": Datum(set: managers),
            "external_ids": .stringMap([
                "system-id": identity.systemID, "hostname": identity.hostName, "rundir": "/var/run/openvswitch",
            ]),
            "ovs_version": .string(identity.version), "db_version": version, "system_type": "debian",
            "system_version": "12", "datapath_types": .strings(identity.datapathTypes),
            "iface_types": .strings(["geneve", "gre", "internal", "patch", "system", "tap", "vxlan"]), "next_cfg": 1,
        ]
        _ = insert(model.root, root, &run)
    }

    /// Inserts a port with its interface of the same name, and answers the port.
    static func insertPort(
        _ name: String, _ interface: [String: Datum], _ model: HostModel, _ run: inout TransactionRun
    ) -> OVSDBUUID {
        let row = interface.merging(["name": .string(name)]) { $1 }
        let uuid = insert(model.interface, row, &run)
        return insert(model.port, ["name": .string(name), "interfaces": .uuid(uuid)], &run)
    }

    private static func insert(
        _ table: HostTable, _ row: [String: Datum], _ run: inout TransactionRun
    ) -> OVSDBUUID {
        let uuid = run.names.source.next()
        run.insert(table.number, uuid, table.row(row))
        return uuid
    }
}
