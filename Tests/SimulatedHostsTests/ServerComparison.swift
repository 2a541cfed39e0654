import Foundation
import JSON
import OVSDB
import SimulatedHosts
import Testing

/// A simulated server and a real one, told the same and held against each other.
final class ServerComparison {
    let simulated: SimulatedPeer
    private let process: RealDatabaseServer
    private let real: RealPeer
    private var names = RowNames()
    private(set) var notificationCount = 0
    let schema: DatabaseSchema

    static let model: DatabaseModel? = {
        guard let text = try? String(contentsOfFile: RealDatabaseServer.schemaPath, encoding: .utf8) else { return nil }
        return try? DatabaseModel(schemaText: text)
    }()

    init(seed: UInt64) throws {
        let model = try #require(Self.model)
        schema = model.schema
        simulated = SimulatedPeer(DatabaseServer(SimulatedDatabase(model, seed: seed), seed: seed &+ 1))
        process = try RealDatabaseServer()
        real = try RealPeer(process)
    }

    /// The real server died of an assertion of its own: there is nothing to compare with any more.
    struct RealServerAborted: Error {}

    /// Calls both; demands equal answers and notifications, and gives the simulated answer.
    @discardableResult
    func call(_ method: String, _ params: [JSONValue], _ context: String) throws -> JSONValue {
        let request = JSONValue.array(params).serialized()
        let theirs: (reply: JSONValue, notifications: [JSONValue])
        do {
            theirs = try real.call(method, names.toReal(.array(params)).array ?? [])
        } catch {
            if process.hasAborted() { throw RealServerAborted() }
            Issue.record("\(context) \(method) \(request)")
            throw error
        }
        let ours = try simulated.call(method, params)
        if method == "transact" { names.learn(simulated: ours.reply, real: theirs.reply) }
        let (reply, expected) = try (
            Self.schemaRead(RowNames.canonical(ours.reply)), Self.schemaRead(names.fromReal(theirs.reply))
        )
        try #require(
            reply == expected,
            "\(context) \(method) \(request)\nours \(ours.reply)\nreal \(theirs.reply)")
        let told = ours.notifications.map { RowNames.text(RowNames.canonical($0)) }.sorted()
        let wanted = theirs.notifications.map { RowNames.text(names.fromReal($0)) }.sorted()
        try #require(
            told == wanted,
            "\(context) \(method) \(request)\nours \(told.joined(separator: "\n"))\nreal \(wanted.joined(separator: "\n"))"
        )
        notificationCount += told.count
        return ours.reply
    }

    /// A schema can be spelled in several ways: what it says is compared.
    private static func schemaRead(_ reply: JSONValue) throws -> JSONValue {
        guard let schema = reply["result"], schema["tables"] != nil else { return reply }
        var tables: JSONObject = [:]
        for (name, table) in try DatabaseSchema(json: schema).tables {
            tables[name] = [
                "columns": .array(
                    table.columns.sorted { $0.key < $1.key }.map {
                        [.string($0.key), $0.value.type.json, .bool($0.value.isEphemeral), .bool($0.value.isMutable)]
                    }),
                "isRoot": .bool(table.isRoot), "maxRows": table.maximumRows.map { .integer($0) } ?? nil,
                "indexes": .array(table.indexes.map { .array($0.map { .string($0) }) }),
            ]
        }
        return [
            "tables": .object(tables), "cksum": schema["cksum"] ?? nil, "version": schema["version"] ?? nil,
            "name": schema["name"] ?? nil,
        ]
    }

    func transact(_ operations: [JSONValue], _ context: String) throws -> JSONValue {
        try call("transact", ["Open_vSwitch"] + operations, context)
    }

    /// Demands that every table has the same rows.
    func compareContents(_ context: String) throws {
        for (name, table) in schema.tables.sorted(by: { $0.key < $1.key }) {
            let columns = (table.columns.keys.sorted() + ["_uuid"]).map { JSONValue.string($0) }
            let select: JSONValue = ["op": "select", "table": .string(name), "where": [], "columns": .array(columns)]
            _ = try transact([select], context)
        }
    }
}
