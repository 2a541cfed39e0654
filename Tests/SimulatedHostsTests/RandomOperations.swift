import JSON
import OVSDB
import SimulatedHosts
import TestSupport

/// Makes up transactions, good ones and bad ones, on what a simulated database holds.
struct RandomOperations {
    private var values: RandomValues
    private let schema: DatabaseSchema
    private var rows: [String: [OVSDBUUID]] = [:]
    /// What the transaction that is made up inserts.
    private var inserted: [(table: String, name: String)] = []
    private var count = 0

    init(seed: UInt64, schema: DatabaseSchema) {
        values = RandomValues(seed: seed, schema: schema)
        var schema = schema
        // See `tables`: a mirror that two bridges share is changed by losing one of them.
        schema.tables["Bridge"]?.columns["mirrors"] = nil
        self.schema = schema
    }

    /// Without `Mirror`, whose rows come and go, and lose their ports, by transactions that mean something: when a row with
    /// weak references is changed before rows that it refers to go, in one transaction, ovsdb-server 3.1 leaves those
    /// references dangling, and may die of it later.
    private static let tables = [
        "Open_vSwitch", "Bridge", "Bridge", "Port", "Port", "Interface", "Controller", "Manager",
        "QoS", "Queue", "Flow_Table", "SSL", "Datapath", "CT_Zone", "Flow_Sample_Collector_Set",
    ]

    mutating func next(_ database: SimulatedDatabase) -> [JSONValue] {
        count += 1
        inserted = []
        rows = [:]
        for table in schema.tables.keys { rows[table] = database.rows(in: table).map(\.uuid) }
        switch values.below(10) {
        case 0...3: return growth()
        default: return (0...values.below(3)).map { _ in operation() }
        }
    }

    // MARK: Transactions that mean something

    /// A bridge or port with all that belongs to it.
    private mutating func growth() -> [JSONValue] {
        guard let root = rows["Open_vSwitch"]?.first else {
            return [["op": "insert", "table": "Open_vSwitch", "row": [:]]]
        }
        let suffix = values.below(30)
        let port: [JSONValue] = [
            insert("Interface", "i", ["name": .string("p\(suffix)")]),
            insert("Port", "p", ["name": .string("p\(suffix)"), "interfaces": ["named-uuid", "i"]]),
        ]
        let parents: (String, OVSDBUUID, String, JSONValue)
        switch (values.below(6), rows["Bridge"].map { values.pick($0 + [.zero]) }) {
        case (0, _), (_, OVSDBUUID.zero), (_, nil):
            let bridge = insert(
                "Bridge", "b", ["name": .string("br\(values.below(5))"), "ports": ["named-uuid", "p"]])
            return port + [bridge, add("Open_vSwitch", root, "bridges", "b")]
        case (1, let bridge?):
            let mirror = insert("Mirror", "m", ["name": "m", "select_src_port": references("Port")])
            return [mirror, add("Bridge", bridge, "mirrors", "m")]
        case (2, _):
            let manager = insert("Manager", "g", ["target": .string("ptcp:\(values.below(6))")])
            return [manager, add("Open_vSwitch", root, "manager_options", "g")]
        case (_, let bridge?): parents = ("Bridge", bridge, "ports", "p")
        }
        return port + [add(parents.0, parents.1, parents.2, "p")]
    }

    private mutating func references(_ table: String) -> JSONValue {
        ["set", .array((rows[table] ?? []).filter { _ in values.chance(1, of: 3) }.map { Atom.uuid($0).json })]
    }

    private mutating func insert(_ table: String, _ name: String, _ row: JSONObject) -> JSONValue {
        ["op": "insert", "table": .string(table), "uuid-name": .string(name), "row": .object(row)]
    }

    private func add(_ table: String, _ uuid: OVSDBUUID, _ column: String, _ name: String) -> JSONValue {
        [
            "op": "mutate", "table": .string(table), "where": [["_uuid", "==", Atom.uuid(uuid).json]],
            "mutations": [[.string(column), "insert", ["set", [["named-uuid", .string(name)]]]]],
        ]
    }

    // MARK: Anything

    private mutating func operation() -> JSONValue {
        let table = values.pick(Self.tables)
        var operation: JSONObject
        switch values.below(14) {
        case 0...2: operation = insertion(table)
        case 3...5:
            operation = ["op": "update", "where": conditions(table), "row": .object(row(table, isUpdate: true))]
        case 6...8:
            let list = (0...values.below(2)).map { _ in mutation(table) }
            operation = ["op": "mutate", "where": conditions(table), "mutations": .array(list)]
        case 9: operation = ["op": "delete", "where": conditions(table)]
        case 10: operation = ["op": "select", "where": conditions(table), "columns": columns(table)]
        case 11: operation = wait(table)
        default: return other(table)
        }
        operation["table"] = .string(values.chance(1, of: 60) ? "Nonesuch" : table)
        if values.chance(1, of: 60) { operation["surplus"] = 1 }
        if values.chance(1, of: 60) { operation[operation.keys[values.below(operation.count)]] = nil }
        if operation["op"] == "wait" { operation["timeout"] = 0 }
        return .object(operation)
    }

    private mutating func other(_ table: String) -> JSONValue {
        switch values.below(12) {
        case 0: ["op": "abort"]
        case 1: ["op": "assert", "lock": "mine"]
        case 2: ["op": "assert", "lock": "held"]
        case 3: ["op": "nonesuch"]
        case 4: 5
        case 5: ["op": "commit", "durable": false]
        case 6: ["op": "comment", "comment": 5]
        default: ["op": "comment", "comment": "nothing"]
        }
    }

    private mutating func insertion(_ table: String) -> JSONObject {
        var operation: JSONObject = ["op": "insert", "row": .object(row(table, isUpdate: false))]
        if values.chance(2, of: 3) {
            let name = values.chance(1, of: 20) ? "twice" : "row\(inserted.count)"
            operation["uuid-name"] = .string(name)
            inserted.append((table, name))
        }
        if values.chance(1, of: 15) {
            let known = rows[table]?.first?.description ?? "bad"
            let fresh = OVSDBUUID(high: UInt64(count), low: UInt64(values.below(1000))).description
            operation["uuid"] = .string(values.chance(1, of: 3) ? known : fresh)
        }
        return operation
    }

    private mutating func row(_ table: String, isUpdate: Bool) -> JSONObject {
        guard let columns = schema.tables[table]?.columns else { return [:] }
        var row: JSONObject = [:]
        let names = columns.keys.sorted()
        let faultyAt = values.chance(1, of: 12) ? values.below(3) : -1
        for number in 0..<values.below(4) {
            let name = values.pick(names)
            if isUpdate, columns[name]?.isMutable == false, !values.chance(1, of: 10) { continue }
            if let column = columns[name] { row[name] = value(column.type, fault: number == faultyAt) }
        }
        if !isUpdate, columns["name"] != nil, values.chance(4, of: 5) {
            row["name"] = .string(values.pick(["br0", "br1", "p1", "p2", "x\(count)"]))
        }
        if values.chance(1, of: 60) { row = ["nonesuch": 1] }
        return row
    }

    private mutating func value(_ type: ColumnType, fault: Bool = false) -> JSONValue {
        let (rows, inserted) = (rows, inserted)
        return values.value(type, fault: fault) { values, table in
            let names = inserted.filter { $0.table == table }.map(\.name)
            if !names.isEmpty, values.chance(2, of: 3) { return ["named-uuid", .string(values.pick(names))] }
            if values.chance(1, of: 25) { return ["named-uuid", "nobody"] }
            if let known = rows[table], !known.isEmpty, !values.chance(1, of: 20) {
                return Atom.uuid(values.pick(known)).json
            }
            return Atom.uuid(OVSDBUUID(high: 1, low: 1)).json
        }
    }

    // MARK: Conditions and mutations

    private mutating func conditions(_ table: String) -> JSONValue {
        if let uuid = rows[table].flatMap({ $0.isEmpty ? nil : values.pick($0) }), values.chance(1, of: 2) {
            return [["_uuid", "==", Atom.uuid(uuid).json]]
        }
        return .array((0..<values.below(3)).map { _ in condition(table, faults: true) })
    }

    /// A condition as a `where` has them.
    mutating func condition(_ table: String, among names: [String]? = nil, faults: Bool) -> JSONValue {
        guard let columns = schema.tables[table]?.columns else { return true }
        if values.chance(1, of: 10) { return .bool(values.chance(1, of: 2)) }
        let name = values.pick(names ?? columns.keys.sorted())
        guard let type = columns[name]?.type else { return true }
        if faults, values.chance(1, of: 50) {
            return values.pick([5, ["name"], ["nonesuch", "==", 1], ["name", "??", 1]])
        }
        var functions = ["==", "!=", "includes", "excludes"]
        let isNumber = !type.isMap && type.maximum == 1 && type.key.type == .integer
        if isNumber || (faults && values.chance(1, of: 20)) { functions += ["<", "<=", ">", ">="] }
        var argument = type
        let function = values.pick(functions)
        if isNumber, function.hasPrefix("<") || function.hasPrefix(">") { argument.minimum = 1 }
        let fault = faults && values.chance(1, of: 30)
        return [.string(name), .string(function), value(argument, fault: fault)]
    }

    private mutating func mutation(_ table: String) -> JSONValue {
        guard let columns = schema.tables[table]?.columns else { return [] }
        if values.chance(1, of: 50) { return values.pick([5, ["name"], ["nonesuch", "+=", 1], ["_uuid", "+=", 1]]) }
        let sets = columns.filter { !$0.value.type.isScalar && $0.value.isMutable }.keys.sorted()
        let numbers = columns.filter { $0.value.type.key.type == .integer && !$0.value.type.isMap }.keys.sorted()
        if !numbers.isEmpty, values.chance(1, of: 3) {
            let mutator = values.pick(["+=", "-=", "*=", "/=", "%=", "??"])
            let operand: JSONValue = values.pick([0, 1, 2, 3, -1, 1000, .integer(.max), "x"])
            return [.string(values.pick(numbers)), .string(mutator), operand]
        }
        let name = values.pick(values.chance(1, of: 15) ? columns.keys.sorted() : sets)
        guard var type = columns[name]?.type else { return [] }
        let isDeletion = values.chance(1, of: 2)
        if isDeletion, type.isMap, values.chance(1, of: 2) { type.value = nil }
        if !type.isScalar { type.minimum = 0 }
        let fault = values.chance(1, of: 30)
        return [.string(name), .string(isDeletion ? "delete" : "insert"), value(type, fault: fault)]
    }

    private mutating func columns(_ table: String) -> JSONValue {
        let names = (schema.tables[table]?.columns.keys.sorted() ?? []) + ["_uuid"]
        var chosen = Set((0...values.below(3)).map { _ in values.pick(names) })
        if values.chance(1, of: 40) { chosen.insert("nonesuch") }
        return .array(chosen.sorted().map { .string($0) })
    }

    private mutating func wait(_ table: String) -> JSONObject {
        let until = values.chance(1, of: 30) ? "<" : values.pick(["==", "!="])
        let rows = (0..<values.below(3)).map { _ in JSONValue.object(row(table, isUpdate: false)) }
        return [
            "op": "wait", "where": conditions(table), "columns": columns(table), "until": .string(until),
            "rows": .array(rows),
        ]
    }
}
