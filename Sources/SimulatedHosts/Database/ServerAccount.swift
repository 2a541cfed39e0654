import JSON
import OVSDB

/// The database `_Server`, in which a server gives account of its databases (ovsdb-server(5)).
enum ServerAccount {
    /// As Open vSwitch 3.1 has it.
    static let model: DatabaseModel = {
        func optional(_ type: JSONValue) -> JSONValue { ["type": ["key": type, "min": 0]] }
        let models: JSONValue = ["type": "string", "enum": ["set", ["clustered", "relay", "standalone"]]]
        let columns: JSONValue = [
            "name": ["type": "string"], "model": ["type": ["key": models]], "connected": ["type": "boolean"],
            "leader": ["type": "boolean"], "schema": optional("string"), "cid": optional("uuid"),
            "sid": optional("uuid"), "index": optional("integer"),
        ]
        do throws(OVSDBError) {
            return try DatabaseModel(
                json: [
                    "name": "_Server", "version": "1.2.0", "cksum": "3009684573 744",
                    "tables": ["Database": ["columns": columns]],
                ])
        } catch {
            preconditionFailure("the schema of _Server is well-formed: \(error)")
        }
    }()

    /// The account of a server with one database, which is no member of a cluster.
    static func database(for other: DatabaseModel, seed: UInt64) -> SimulatedDatabase {
        var database = SimulatedDatabase(model, seed: seed)
        _ = database.transaction { run in
            for database in [other, model] {
                var row = model.tables[0].defaults
                let values: [(String, Datum)] = [
                    ("name", .string(database.schema.name)), ("model", "standalone"), ("connected", true),
                    ("leader", true), ("schema", .string(database.schemaText)),
                ]
                for (name, value) in values {
                    if case .position(let position)? = model.tables[0].column(name) { row[position] = value }
                }
                run.insert(0, run.names.source.next(), row)
            }
            return ([], true)
        }
        return database
    }
}
