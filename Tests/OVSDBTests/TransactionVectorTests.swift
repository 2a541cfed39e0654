import JSON
import OVSDB
import Testing

/// The transactions and schemas of Open vSwitch's own cases, made by this library.
@Suite(.enabled(if: !Vectors.executions.isEmpty, "no conformance vectors beside the checkout"))
struct TransactionVectorTests {
    /// Operations that `Transaction` cannot say.
    private static let unsaid: [(part: String, count: Int, reason: String)] = [
        ("\"sort\"", 2, "a select that asks for an order, which no RFC has and Open vSwitch does not read"),
        ("\"uuid-name\": \"0\"", 1, "a uuid-name that is none, which the library's caller may not give"),
    ]

    @Test("Transaction builds the operations of the cases")
    func transactions() throws {
        var kinds: [String: Int] = [:]
        var unsaid = Self.unsaid.map { _ in 0 }
        var repeated = 0
        for vector in Vectors.executions {
            if let index = Self.unsaid.firstIndex(where: { vector.transaction.contains($0.part) }) {
                unsaid[index] += 1
                continue
            }
            let operations = try #require(JSONParser.parse(vector.transaction).array).dropFirst()
            let names = operations.compactMap { $0["uuid-name"]?.string }
            guard Set(names).count == names.count else {
                repeated += 1
                continue
            }
            var transaction = Transaction()
            for operation in operations {
                try add(operation, to: &transaction)
                kinds[operation["op"]?.string ?? "", default: 0] += 1
            }
            let written = try JSONParser.parse(JSONValue.array(transaction.operations).serialized())
            #expect(written == .array(operations.map(canonical)), "\(vector.transaction)")
            let isChange = operations.contains {
                ["insert", "update", "mutate", "delete"].contains($0["op"]?.string ?? "")
            }
            #expect(transaction.hasChanges == isChange)
        }
        #expect(unsaid == Self.unsaid.map(\.count))
        #expect(repeated == 1, "a name that is given twice, which traps")
        #expect(Set(kinds.keys) == ["insert", "select", "delete", "mutate", "update", "wait", "commit"])
        print("operations of the cases that are built: \(kinds.sorted { $0.key < $1.key })")
    }

    private func add(_ operation: JSONValue, to transaction: inout Transaction) throws {
        let table = operation["table"]?.string ?? ""
        switch operation["op"]?.string {
        case "insert":
            transaction.insert(table, row: try row(operation["row"]), namedUUID: operation["uuid-name"]?.string)
        case "select":
            transaction.select(table, where: try conditions(operation), columns: columns(operation))
        case "delete": transaction.delete(table, where: try conditions(operation))
        case "update": transaction.update(table, where: try conditions(operation), row: try row(operation["row"]))
        case "mutate":
            let mutations = try #require(operation["mutations"]?.array).map { clause in
                let parts = try #require(clause.array)
                return Mutation(
                    try #require(parts[0].string), try #require(parts[1].string.flatMap(Mutation.Mutator.init)),
                    try Datum(json: parts[2]))
            }
            transaction.mutate(table, where: try conditions(operation), mutations: mutations)
        case "wait":
            transaction.wait(
                table, where: try conditions(operation), columns: try #require(columns(operation)),
                until: try #require(operation["until"]?.string.flatMap(Transaction.WaitCondition.init)),
                rows: try #require(operation["rows"]?.array).map { try row($0) },
                timeout: try #require(operation["timeout"]?.integer))
        case "commit": transaction.commit(durable: try #require(operation["durable"]?.bool as Bool?))
        default: Issue.record("an operation of the cases is not built: \(operation.serialized())")
        }
    }

    private func conditions(_ operation: JSONValue) throws -> [Condition] {
        try #require(operation["where"]?.array).map { clause in
            let parts = try #require(clause.array)
            return Condition(
                try #require(parts[0].string), try #require(parts[1].string.flatMap(Condition.Function.init)),
                try Datum(json: parts[2]))
        }
    }

    private func columns(_ operation: JSONValue) -> [String]? { operation["columns"]?.array?.compactMap(\.string) }

    private func row(_ json: JSONValue?) throws -> [String: Datum] {
        let object = try #require(json?.object)
        return try Dictionary(uniqueKeysWithValues: object.map { ($0.key, try Datum(json: $0.value)) })
    }

    /// The same with sets of one as their element: the two spellings are one value (RFC 7047 section 5.1 `<set>`).
    private func canonical(_ json: JSONValue) -> JSONValue {
        if let list = json.array {
            let isSet = list.count == 2 && list[0] == "set"
            if isSet, let elements = list[1].array, elements.count == 1 { return canonical(elements[0]) }
            return .array(list.map(canonical))
        }
        guard let object = json.object else { return json }
        return .object(JSONObject(object.map { ($0.key, canonical($0.value)) }))
    }

    @Test("The schemas of the cases are read", arguments: Vectors.executionSchemas)
    func schemas(_ json: JSONValue) throws {
        let schema = try DatabaseSchema(json: json)
        #expect(schema.name == json["name"]?.string)
        #expect(schema.version?.description == json["version"]?.string)
        let tables = try #require(json["tables"]?.object)
        #expect(schema.tables.keys.sorted() == tables.keys.sorted())
        for (name, described) in tables {
            let table = try #require(schema.tables[name])
            let columns = try #require(described["columns"]?.object)
            #expect(table.columns.keys.sorted() == columns.keys.sorted())
            for (column, value) in columns {
                let found = try #require(table.columns[column])
                #expect(found.isMutable == (value["mutable"]?.bool ?? true))
                // The shortest way to write a type need not be the case's.
                #expect(try ColumnType(json: found.type.json) == ColumnType(json: #require(value["type"])))
            }
            #expect(table.maximumRows == described["maxRows"]?.integer)
            #expect(table.indexes == described["indexes"]?.array?.map { $0.array?.compactMap(\.string) ?? [] } ?? [])
        }
        #expect(Vectors.executionSchemas.count == 5)
    }
}
