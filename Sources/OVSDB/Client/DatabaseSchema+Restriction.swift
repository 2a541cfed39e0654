extension DatabaseSchema {
    /// The schema with only the tables and columns asked for; columns that are not there are left out.
    func restricted(to configuration: OVSDBClient.Configuration) throws(OVSDBError) -> DatabaseSchema {
        if let minimum = configuration.minimumSchemaVersion {
            guard let version, version >= minimum else {
                let found = version?.description ?? "none"
                throw OVSDBError(
                    .incompatibleSchema, "database \(name): schema version \(found), at least \(minimum) needed")
            }
        }
        var result = DatabaseSchema(name: name, version: version, tables: [:])
        for wanted in configuration.monitored {
            guard var table = tables[wanted.table] else {
                let found = version.map { " \($0)" } ?? ""
                throw OVSDBError(.incompatibleSchema, "database \(name)\(found) has no table \(wanted.table)")
            }
            if let columns = wanted.columns { table.columns = table.columns.filter { columns.contains($0.key) } }
            // The indexes may speak of columns that were left out.
            table.indexes = []
            result.tables[wanted.table] = table
        }
        return result
    }
}
