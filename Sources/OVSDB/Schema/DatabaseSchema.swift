public import JSON

/// The tables of a database (RFC 7047 section 3.2 `<database-schema>`).
public struct DatabaseSchema: Hashable, Sendable {
    public var name: String
    public var version: SchemaVersion?
    public var tables: [String: TableSchema]

    public init(name: String, version: SchemaVersion?, tables: [String: TableSchema]) {
        self.name = name
        self.version = version
        self.tables = tables
    }

    /// Reads a `<database-schema>` as `get_schema` answers it.
    public init(json: JSONValue) throws(OVSDBError) {
        guard let object = json.object, let name = object["name"]?.string, Identifier.isValid(name) else {
            throw OVSDBError(.syntaxError, "a schema is an object with a name")
        }
        var version: SchemaVersion?
        if let text = object["version"] {
            guard let value = text.string.flatMap(SchemaVersion.init) else {
                throw OVSDBError(.syntaxError, "the schema's version is not in the form x.y.z")
            }
            version = value
        }
        var tables: [String: TableSchema] = [:]
        for (table, json) in try SchemaReader.named(object, "tables") {
            do throws(OVSDBError) {
                tables[table] = try TableSchema(name: table, json: json)
            } catch {
                throw error.within("table \(table)")
            }
        }
        self.init(name: name, version: version, tables: tables)
    }
}
