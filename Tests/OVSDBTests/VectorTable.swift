import JSON
import OVSDB
import Testing

/// The one table that a case of the vectors is about: reads its rows, conditions and mutations by the library's notation.
struct VectorTable {
    let columns: [String: ColumnType]

    init(_ text: String) throws {
        columns = try TableSchema(name: "mytable", json: JSONParser.parse(text)).columns.mapValues(\.type)
    }

    private func type(_ column: String) throws -> ColumnType {
        column == "_uuid" ? ColumnType(key: BaseType(.uuid)) : try #require(columns[column])
    }

    /// The columns of a `<row>`, with the defaults of those it leaves out.
    func row(_ json: JSONValue) throws -> [String: Datum] {
        let given = try #require(json.object)
        #expect(given.keys.allSatisfy { columns[$0] != nil })
        return try Dictionary(
            uniqueKeysWithValues: columns.map { name, type in
                (name, try given[name].map { try Datum(json: $0, type: type) } ?? type.defaultValue)
            })
    }

    /// `<condition>`s of a `where`; the truth values that stand among them are left to the caller.
    func conditions(_ json: JSONValue) throws -> [Condition] {
        try #require(json.array).map { clause in
            let parts = try #require(clause.array)
            let column = try #require(parts[0].string)
            return Condition(
                column, try #require(parts[1].string.flatMap(Condition.Function.init)),
                try Datum(json: parts[2], type: type(column), checks: .elements))
        }
    }

    func mutations(_ json: JSONValue) throws -> [Mutation] {
        try #require(json.array).map { clause in
            let parts = try #require(clause.array)
            let column = try #require(parts[0].string)
            let mutator = try #require(parts[1].string.flatMap(Mutation.Mutator.init))
            var type = try type(column)
            // Numbers are counted with a number; out of a map keys may be taken.
            if mutator != .insert, mutator != .delete { type = ColumnType(key: type.key) }
            if mutator == .delete, parts[2].array?.first != "map" { type = ColumnType(key: type.key) }
            return Mutation(column, mutator, try Datum(json: parts[2], type: type, checks: .elements))
        }
    }
}
