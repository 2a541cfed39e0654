public import JSON
public import OVSDB

/// A database's schema, prepared for many databases that have it: a fleet holds one of these.
public final class DatabaseModel: Sendable {
    /// The schema as it was given.
    public let schema: DatabaseSchema
    /// `<database-schema>` as text, without white space, as `get_schema` answers it.
    public let schemaText: String
    /// Its bytes.
    let schemaBytes: [UInt8]
    /// In the order of their names.
    let tables: [TableModel]
    let tableNumbers: [String: Int]
    /// By table: the tables and columns that refer to it weakly.
    let weakReferrers: [[WeakReferrer]]

    /// A column with weak references to a table.
    struct WeakReferrer: Hashable, Sendable {
        let table: Int
        let column: TableModel.ReferenceColumn
    }

    /// Reads the text of a schema, such as that of `vswitch.ovsschema` (RFC 7047 section 3.2).
    ///
    /// - Throws: `syntaxError` when the text is no schema, or refers to a table that it does not have.
    public convenience init(schemaText text: String) throws(OVSDBError) {
        try self.init(json: try Self.parse(text))
    }

    private static func parse(_ text: String) throws(OVSDBError) -> JSONValue {
        do throws(JSONError) {
            return try JSONParser.parse(text)
        } catch {
            throw OVSDBError(.syntaxError, "the schema: \(error)")
        }
    }

    /// Reads a `<database-schema>`.
    public init(json: JSONValue) throws(OVSDBError) {
        schema = try DatabaseSchema(json: json)
        schemaText = json.serialized()
        schemaBytes = Array(schemaText.utf8)
        let names = schema.tables.keys.sorted()
        let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        // A schema that marks no table as a root means all of them (RFC 7047 section 3.2).
        let areAllRoots = !schema.tables.values.contains { $0.isRoot }
        var tables: [TableModel] = []
        for name in names {
            guard let table = schema.tables[name] else { continue }
            tables.append(try TableModel(table, numbers: numbers, isRoot: areAllRoots || table.isRoot))
        }
        var referrers: [[WeakReferrer]] = tables.map { _ in [] }
        for (number, table) in tables.enumerated() {
            for column in table.weak {
                for target in Set([column.keyTable, column.valueTable].compactMap { $0 }) {
                    referrers[target].append(WeakReferrer(table: number, column: column))
                }
            }
        }
        self.tables = tables
        tableNumbers = numbers
        weakReferrers = referrers
    }

    /// A database whose name starts with `_` is the server's: clients only read it.
    var isReserved: Bool { schema.name.hasPrefix("_") }
}
