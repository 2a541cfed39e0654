public import JSON

/// A column of a table (RFC 7047 section 3.2 `<column-schema>`).
public struct ColumnSchema: Hashable, Sendable {
    public var type: ColumnType
    /// Whether the server forgets the column when it restarts.
    public var isEphemeral: Bool
    /// Whether the column can be changed after the row was inserted.
    public var isMutable: Bool

    public init(type: ColumnType, isEphemeral: Bool = false, isMutable: Bool = true) {
        self.type = type
        self.isEphemeral = isEphemeral
        self.isMutable = isMutable
    }

    public init(json: JSONValue) throws(OVSDBError) {
        guard let object = json.object, let type = object["type"] else {
            throw OVSDBError(.syntaxError, "a column is an object with a type")
        }
        self.init(
            type: try ColumnType(json: type),
            isEphemeral: try SchemaReader.boolean(object, "ephemeral", default: false),
            isMutable: try SchemaReader.boolean(object, "mutable", default: true))
    }
}

/// A table of a database (RFC 7047 section 3.2 `<table-schema>`).
public struct TableSchema: Hashable, Sendable {
    public var name: String
    public var columns: [String: ColumnSchema]
    /// Whether rows live without being referred to.
    public var isRoot: Bool
    /// How many rows there can be; nil when unlimited.
    public var maximumRows: Int64?
    /// Sets of columns whose values are unique.
    public var indexes: [[String]]

    public init(
        name: String, columns: [String: ColumnSchema], isRoot: Bool = false, maximumRows: Int64? = nil,
        indexes: [[String]] = []
    ) {
        self.name = name
        self.columns = columns
        self.isRoot = isRoot
        self.maximumRows = maximumRows
        self.indexes = indexes
    }

    /// Reads a `<table-schema>`. Its members beyond RFC 7047 are ignored.
    public init(name: String, json: JSONValue) throws(OVSDBError) {
        guard let object = json.object else { throw OVSDBError(.syntaxError, "a table is an object") }
        var columns: [String: ColumnSchema] = [:]
        for (column, json) in try SchemaReader.named(object, "columns") {
            do throws(OVSDBError) {
                columns[column] = try ColumnSchema(json: json)
            } catch {
                throw error.within("column \(column)")
            }
        }
        guard !columns.isEmpty else { throw OVSDBError(.syntaxError, "table must have at least one column") }
        let maximumRows = try SchemaReader.integer(object, "maxRows")
        if let maximumRows, maximumRows <= 0 { throw OVSDBError(.syntaxError, "maxRows must be at least 1") }
        self.init(
            name: name, columns: columns, isRoot: try SchemaReader.boolean(object, "isRoot", default: false),
            maximumRows: maximumRows, indexes: try Self.indexes(object["indexes"], columns: columns))
    }

    private static func indexes(
        _ json: JSONValue?, columns: [String: ColumnSchema]
    ) throws(OVSDBError) -> [[String]] {
        guard let json else { return [] }
        guard let list = json.array else { throw SchemaReader.mismatch("indexes") }
        var indexes: [[String]] = []
        for element in list {
            guard let names = element.array?.compactMap(\.string), names.count == element.array?.count, !names.isEmpty,
                Set(names).count == names.count, names.allSatisfy({ columns[$0]?.isEphemeral == false })
            else { throw OVSDBError(.syntaxError, "an index is a list of distinct columns that are not ephemeral") }
            indexes.append(names)
        }
        return indexes
    }
}
