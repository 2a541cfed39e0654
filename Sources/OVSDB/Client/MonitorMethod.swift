import JSON

/// The three generations of monitors, best first.
enum MonitorMethod: String {
    /// Open vSwitch 2.12: resumes where a connection ended.
    case conditionalSince = "monitor_cond_since"
    /// Open vSwitch 2.6: sends differences.
    case conditional = "monitor_cond"
    /// RFC 7047 section 4.1.5: sends whole rows.
    case plain = "monitor"

    /// What to try when a server does not know this one.
    var fallback: Self? {
        switch self {
        case .conditionalSince: .conditional
        case .conditional: .plain
        case .plain: nil
        }
    }

    var form: TableUpdates.Form { self == .plain ? .updates : .updates2 }

    /// The notification with its updates.
    var notification: String {
        switch self {
        case .conditionalSince: "update3"
        case .conditional: "update2"
        case .plain: "update"
        }
    }

    /// `<monitor-requests>` for every table and column of a schema.
    func requests(for schema: DatabaseSchema, filters: [String: RowFilter]) -> JSONValue {
        .object(
            JSONObject(
                schema.tables.sorted { $0.key < $1.key }.map { name, table in
                    var request: JSONObject = ["columns": .array(table.columns.keys.sorted().map { .string($0) })]
                    if self != .plain, let filter = filters[name], filter != .all { request["where"] = filter.json }
                    return (name, [.object(request)])
                }))
    }
}
