public import OVSDB

/// Where the tables and columns stand that a host's agent reads and writes; a fleet holds one of these.
public final class HostModel: Sendable {
    /// The model of the database `Open_vSwitch`.
    public let database: DatabaseModel

    let root: HostTable
    let bridge: HostTable
    let port: HostTable
    let interface: HostTable
    let controller: HostTable
    let manager: HostTable

    /// - Throws: `incompatibleSchema` when the schema lacks a table or column of a host (ovs-vswitchd.conf.db(5)).
    public init(_ database: DatabaseModel) throws(OVSDBError) {
        self.database = database
        root = try HostTable(
            "Open_vSwitch",
            [
                "bridges", "manager_options", "external_ids", "other_config", "next_cfg", "cur_cfg", "ovs_version",
                "db_version", "system_type", "system_version", "datapath_types", "iface_types",
            ], database)
        bridge = try HostTable(
            "Bridge", ["name", "ports", "controller", "other_config", "datapath_id", "fail_mode"], database)
        port = try HostTable("Port", ["name", "interfaces"], database)
        interface = try HostTable(
            "Interface",
            [
                "name", "type", "options", "external_ids", "mac", "ofport", "ofport_request", "error", "mac_in_use",
                "admin_state", "link_state",
            ], database)
        controller = try HostTable(
            "Controller", ["target", "max_backoff", "inactivity_probe", "is_connected", "status", "role"], database)
        manager = try HostTable(
            "Manager", ["target", "max_backoff", "inactivity_probe", "is_connected", "status"], database)
    }
}

/// A table of a host's database, with the places of the columns that are used.
struct HostTable: Sendable {
    let number: Int
    private let places: [String: Int]
    private let defaults: [Datum]

    init(_ name: String, _ columns: [String], _ model: DatabaseModel) throws(OVSDBError) {
        guard let number = model.tableNumbers[name] else {
            throw OVSDBError(.incompatibleSchema, "database \(model.schema.name) has no table \(name)")
        }
        var places: [String: Int] = [:]
        for column in columns {
            guard case .position(let position)? = model.tables[number].column(column) else {
                throw OVSDBError(.incompatibleSchema, "table \(name) has no column \(column)")
            }
            places[column] = position
        }
        self.number = number
        self.places = places
        defaults = model.tables[number].defaults
    }

    /// The place of a column; traps on one that the table was not made with.
    func place(_ column: String) -> Int {
        guard let place = places[column] else { preconditionFailure("a host's model names the columns it uses") }
        return place
    }

    /// A whole row from the columns that are not at their defaults.
    func row(_ values: [String: Datum]) -> [Datum] {
        var row = defaults
        for (column, value) in values { row[place(column)] = value }
        return row
    }
}
