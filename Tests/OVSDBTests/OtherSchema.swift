import JSON
import OVSDB
import Testing

/// Open vSwitch's schema with another version and one column more, without ephemeral columns: a cluster has none.
enum OtherSchema {
    static func json(version: SchemaVersion) throws -> JSONValue {
        let json = try JSONParser.parse(try #require(Files.contents(RealServer.schemaPath)))
        var schema = try #require(json.object)
        var tables = try #require(schema["tables"]?.object)
        for name in tables.keys {
            var table = try #require(tables[name]?.object)
            var columns = try #require(table["columns"]?.object)
            for name in columns.keys {
                var column = try #require(columns[name]?.object)
                column["ephemeral"] = nil
                columns[name] = .object(column)
            }
            if name == "Open_vSwitch" { columns["weft"] = ["type": "string"] }
            table["columns"] = .object(columns)
            tables[name] = .object(table)
        }
        schema["tables"] = .object(tables)
        schema["version"] = .string(version.description)
        return .object(schema)
    }
}
