public import JSON

extension TableUpdates {
    /// Which payload: `<table-updates>` of RFC 7047 section 4.1.6, or `<table-updates2>` of ovsdb-server(7).
    public enum Form: Hashable, Sendable {
        case updates
        case updates2
    }

    /// Reads a payload about the tables and columns of `schema`.
    ///
    /// - Throws: `malformedMessage` for a table, column or row that is not as the schema says.
    public init(json: JSONValue, form: Form, schema: DatabaseSchema) throws(OVSDBError) {
        guard let object = json.object else { throw .malformed("table updates are \(json.kindDescription)") }
        self.init()
        for (name, rowsJSON) in object {
            guard let table = schema.tables[name] else {
                throw .malformed("an update for table \"\(name.cut(to: 64))\", which is not monitored")
            }
            guard let rows = rowsJSON.object else { throw .malformed("the update of table \(name) is not an object") }
            var updates: [RowUpdate] = []
            updates.reserveCapacity(rows.count)
            for (text, rowJSON) in rows {
                guard let uuid = OVSDBUUID(text) else {
                    throw .malformed("table \(name): \"\(text.cut(to: 64))\" is not a uuid")
                }
                let change = try Self.change(rowJSON, form: form, table: table, uuid: uuid)
                updates.append(RowUpdate(uuid, change))
            }
            tables.append(Table(name, updates.sorted { $0.uuid < $1.uuid }))
        }
        tables.sort { $0.name < $1.name }
    }

    private static func change(
        _ json: JSONValue, form: Form, table: TableSchema, uuid: OVSDBUUID
    ) throws(OVSDBError) -> Change {
        guard let object = json.object else { throw .malformed("table \(table.name), row \(uuid): not an object") }
        let reader = RowReader(table: table, uuid: uuid)
        switch form {
        case .updates:
            let old = object["old"].flatMap { $0.isNull ? nil : $0 }
            let new = object["new"].flatMap { $0.isNull ? nil : $0 }
            guard let new else {
                if old == nil { throw .malformed("table \(table.name), row \(uuid): neither old nor new") }
                return .delete
            }
            let columns = try reader.columns(new, checks: .shape)
            return old == nil ? .insert(columns) : .replace(columns)
        case .updates2:
            guard object.count == 1 else { throw .malformed("table \(table.name), row \(uuid): not one change") }
            let (kind, row) = object[0]
            switch kind {
            case "initial": return .initial(try reader.columns(row, checks: .shape))
            case "insert": return .insert(try reader.columns(row, checks: .shape))
            case "modify": return .modify(try reader.columns(row, checks: .elements))
            case "delete": return .delete
            default: throw .malformed("table \(table.name), row \(uuid): unknown change \"\(kind.cut(to: 64))\"")
            }
        }
    }
}

/// Reads the columns of one row.
private struct RowReader {
    let table: TableSchema
    let uuid: OVSDBUUID

    func columns(_ json: JSONValue, checks: Datum.Checks) throws(OVSDBError) -> [String: Datum] {
        guard let object = json.object else { throw .malformed("table \(table.name), row \(uuid): not an object") }
        var columns: [String: Datum] = [:]
        columns.reserveCapacity(object.count)
        for (name, value) in object {
            guard let column = table.columns[name] else {
                throw .malformed("table \(table.name): column \"\(name.cut(to: 64))\" is not monitored")
            }
            do throws(OVSDBError) {
                // A column of at most one element is sent whole, so its size can be checked in a difference too.
                let checks = column.type.isComposite ? checks : .shape
                columns[name] = try Datum(json: value, type: column.type, checks: checks)
            } catch {
                throw .malformed("table \(table.name), row \(uuid), column \(name): \(error)")
            }
        }
        return columns
    }
}
