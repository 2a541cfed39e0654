import JSON
import OVSDB

/// Reads what a client wants monitored: `<monitor-requests>` and their changes, with ovsdb-server's errors.
struct MonitorReader {
    let model: DatabaseModel
    let generation: Monitor.Generation

    /// Reads an object of requests by table.
    func tables(_ requests: JSONValue) throws(OVSDBError) -> [Monitor.Table] {
        guard let object = requests.object else {
            throw OVSDBError(.syntaxError, "monitor-requests must be object")
        }
        var tables: [Monitor.Table] = []
        for (name, request) in object {
            guard let number = model.tableNumbers[name] else {
                throw OVSDBError(.syntaxError, "no table named \(name)")
            }
            var table = Monitor.Table(number: number, key: Self.key(name))
            for one in request.array ?? [request] { try add(one, to: &table) }
            tables.append(table)
        }
        return tables.sorted { $0.number < $1.number }
    }

    /// Reads the `where` of a `<monitor-cond-update-request>`.
    func conditions(_ request: JSONValue, _ table: Int) throws(OVSDBError) -> [Clause]? {
        var reader = OperationReader(request, "table \(model.tables[table].name)")
        let conditions = reader.optional("where", .array)?.array
        if let error = reader.finish() { throw error }
        guard let conditions else { return nil }
        return try clauses(conditions, table)
    }

    private func add(_ request: JSONValue, to table: inout Monitor.Table) throws(OVSDBError) {
        var reader = OperationReader(request, "table \(model.tables[table.number].name)")
        // By its own name: what else a member could be is an error of syntax too.
        let columns = reader.optional("columns", .array)?.array
        let select = reader.optional("select", .object)
        let conditions = generation == .plain ? nil : reader.optional("where", .array)?.array
        if let error = reader.finish() { throw error }
        let selection = try Self.selection(select)
        for (name, place) in try places(columns, table.number) {
            guard !table.columns.contains(where: { $0.place == place }) else {
                throw OVSDBError(.syntaxError, "column \(name) mentioned more than once")
            }
            table.columns.append(column(name, place, table.number, selection))
        }
        table.selection.formUnion(selection)
        if let conditions { table.conditions += try clauses(conditions, table.number) }
    }

    private func column(
        _ name: String, _ place: ColumnPlace, _ table: Int, _ selection: Monitor.Selection
    ) -> Monitor.Column {
        var defaultValue: Datum?
        if case .position(let position) = place { defaultValue = model.tables[table].defaults[position] }
        return Monitor.Column(
            place: place, type: model.tables[table].type(of: place), defaultValue: defaultValue, selection: selection,
            key: Self.key(name))
    }

    private func clauses(_ list: [JSONValue], _ table: Int) throws(OVSDBError) -> [Clause] {
        var names = NamedRows.none
        var clauses: [Clause] = []
        for json in list { clauses.append(try Clause(json, model.tables[table], &names)) }
        return clauses
    }

    /// The columns asked for; without any being named, all but `_uuid`.
    private func places(_ json: [JSONValue]?, _ table: Int) throws(OVSDBError) -> [(String, ColumnPlace)] {
        let names = json?.map { $0.string ?? "" } ?? (["_version"] + model.tables[table].columns)
        var places: [(String, ColumnPlace)] = []
        for name in names {
            guard let place = model.tables[table].column(name) else {
                throw OVSDBError(.syntaxError, "\(name) is not a valid column name")
            }
            places.append((name, place))
        }
        return places
    }

    private static func selection(_ json: JSONValue?) throws(OVSDBError) -> Monitor.Selection {
        guard let json else { return .all }
        var reader = OperationReader(json, "select")
        var selection: Monitor.Selection = []
        let members: [(String, Monitor.Selection)] = [
            ("initial", .initial), ("insert", .insert), ("delete", .delete), ("modify", .modify),
        ]
        for (name, kind) in members where reader.optional(name, .boolean)?.bool ?? true { selection.insert(kind) }
        if let error = reader.finish() { throw error }
        return selection
    }

    private static func key(_ name: String) -> [UInt8] { Array("\"\(name)\":".utf8) }
}
