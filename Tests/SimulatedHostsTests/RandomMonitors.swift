import JSON
import OVSDB
import TestSupport

/// Makes up monitors of all three generations, and changes of their conditions.
struct RandomMonitors {
    private var values: RandomValues
    private let schema: DatabaseSchema
    /// The conditional monitors, and what they report.
    private var conditional: [(id: String, tables: [String: [String]])] = []

    init(seed: UInt64, schema: DatabaseSchema) {
        values = RandomValues(seed: seed &+ 1000, schema: schema)
        self.schema = schema
    }

    mutating func requests() -> [(String, [JSONValue])] {
        let zero = JSONValue.string(OVSDBUUID.zero.description)
        var requests: [(String, [JSONValue])] = []
        for (number, method) in ["monitor", "monitor_cond", "monitor_cond_since", "monitor_cond"].enumerated() {
            let id = "monitor\(number)"
            var tables: [String: [String]] = [:]
            var json: JSONObject = [:]
            for name in schema.tables.keys.sorted() where number < 2 || values.chance(2, of: 3) {
                let all = schema.tables[name]?.columns.keys.sorted() ?? []
                // Distinct monitors: ovsdb-server lets equal ones share their conditions' columns.
                let columns = number < 2 ? all : all.filter { _ in values.chance(1, of: 2) }
                guard !columns.isEmpty else { continue }
                tables[name] = columns
                var request: JSONObject = ["columns": .array(columns.map { .string($0) })]
                if number == 2 { request["select"] = ["modify": true, "initial": .bool(values.chance(1, of: 2))] }
                json[name] = [.object(request)]
            }
            if method != "monitor" { conditional.append((id, tables)) }
            let since = method == "monitor_cond_since" ? [zero] : []
            requests.append((method, ["Open_vSwitch", .string(id), .object(json)] + since))
        }
        return requests
    }

    /// A change of the conditions of some tables of a monitor.
    mutating func change(_ random: inout RandomOperations) -> (String, [JSONValue])? {
        let monitor = values.pick(conditional)
        var requests: JSONObject = [:]
        for (table, columns) in monitor.tables.sorted(by: { $0.key < $1.key }) where values.chance(1, of: 3) {
            let list = (0...values.below(2)).map { _ in random.condition(table, among: columns, faults: false) }
            // Of a request that it refuses, ovsdb-server has done a part, which depends on the order of a hash table.
            if list.contains(where: { $0.serialized().contains("named-uuid") }) { continue }
            requests[table] = [["where": .array(values.chance(1, of: 4) ? [] : list)]]
        }
        return ("monitor_cond_change", [.string(monitor.id), .string(monitor.id), .object(requests)])
    }
}
