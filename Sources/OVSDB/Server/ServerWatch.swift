internal import JSON

/// A replica of the server's own database `_Server`, as far as it concerns one database.
struct ServerWatch {
    static let database = "_Server"
    static let monitorName: JSONValue = "weft-server"
    static let method = MonitorMethod.conditional

    private static let table = OVSDBClient.MonitoredTable(
        "Database", columns: ["name", "model", "connected", "leader", "schema", "cid", "sid", "index"])

    /// The database that is looked after.
    let name: String
    private var replica: Replica
    private(set) var status: DatabaseStatus?
    /// The schema of the database as text; another one means that it was converted.
    private var schemaText: String?

    /// - Parameter schema: that of `_Server`, as the server sends it.
    init(name: String, schema json: JSONValue) throws(OVSDBError) {
        self.name = name
        let configuration = OVSDBClient.Configuration(monitored: [Self.table])
        do throws(OVSDBError) {
            replica = Replica(
                schema: try DatabaseSchema(json: json).restricted(to: configuration),
                limits: .init(maximumRows: 1000, maximumBytes: 64 << 20))
        } catch {
            throw .malformed("the schema of \(Self.database): \(error)")
        }
    }

    var request: [JSONValue] {
        [.string(Self.database), Self.monitorName, Self.method.requests(for: replica.schema, filters: [:])]
    }

    /// What `<table-updates2>` change.
    struct Change {
        var isStatusChanged: Bool
        var isConverted: Bool
    }

    /// Applies `<table-updates2>` and answers what of the database changed.
    mutating func apply(_ json: JSONValue) throws(OVSDBError) -> Change {
        let updates = try TableUpdates(json: json, form: Self.method.form, schema: replica.schema)
        do throws(ReplicaError) {
            _ = try replica.apply(updates)
        } catch {
            throw .malformed("\(Self.database): \(error)")
        }
        let row = replica.first(in: Self.table.table) { $0["name"].string == name }
        let (newStatus, newText) = (row.map { DatabaseStatus(row: $0) }, row?["schema"].string)
        defer { (status, schemaText) = (newStatus, newText) }
        return Change(
            isStatusChanged: newStatus != status,
            isConverted: schemaText != nil && newText != nil && newText != schemaText)
    }
}
