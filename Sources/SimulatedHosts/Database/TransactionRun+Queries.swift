import JSON
import OVSDB

// Reading: `select`, `wait`, and the parts of an operation that name tables, columns and rows.

extension TransactionRun {
    mutating func table(_ reader: inout OperationReader) -> Int? {
        guard let name = reader.member("table", .identifier)?.string else { return nil }
        guard let number = model.tableNumbers[name] else {
            reader.fail("No table named \(name).")
            return nil
        }
        return number
    }

    mutating func clauses(_ list: [JSONValue], _ table: Int) throws(OVSDBError) -> [Clause] {
        var clauses: [Clause] = []
        for json in list { clauses.append(try Clause(json, model.tables[table], &names)) }
        return clauses
    }

    /// Reads `<row>`: the columns that it names.
    mutating func row(_ json: JSONObject, _ table: Int) throws(OVSDBError) -> [(ColumnPlace, Datum)] {
        let table = model.tables[table]
        var values: [(ColumnPlace, Datum)] = []
        for (name, value) in json {
            guard let place = table.column(name) else {
                throw OVSDBError(.unknownColumn, "No column \(name) in table \(table.name).")
            }
            values.append((place, try names.datum(value, table.type(of: place))))
        }
        return values
    }

    /// The columns that an operation asks for: all of them when it names none.
    private func columns(_ json: [JSONValue]?, _ table: Int) throws(OVSDBError) -> [(String, ColumnPlace)] {
        let table = model.tables[table]
        let texts = json?.map(\.string) ?? (["_uuid", "_version"] + table.columns)
        let names = texts.compactMap { $0 }
        guard names.count == texts.count, Set(names).count == names.count else {
            throw OVSDBError(.syntaxError, "array of distinct column names expected")
        }
        var columns: [(String, ColumnPlace)] = []
        for name in names {
            guard let place = table.column(name) else {
                throw OVSDBError(.syntaxError, "\(name) is not a valid column name")
            }
            columns.append((name, place))
        }
        return columns
    }

    /// RFC 7047 section 5.2.2, without the `sort` that only Open vSwitch knows. Of rows that agree in the columns asked
    /// for, one is answered.
    mutating func select(_ reader: inout OperationReader) throws(OVSDBError) -> JSONObject {
        let (table, conditions) = (table(&reader), reader.member("where", .array)?.array)
        let json = reader.optional("columns", .array)?.array
        if let error = reader.error { throw error }
        guard let table, let conditions else { return [:] }
        let matches = rows(table, try clauses(conditions, table))
        let columns = try columns(json, table)
        var seen: Set<[Datum]> = []
        let distinct = matches.map { row in columns.map { row[$0.1] } }.filter { seen.insert($0).inserted }
        return [
            "rows": .array(
                distinct.map { values in
                    .object(JSONObject(zip(columns, values).map { ($0.0, $1.json) }))
                })
        ]
    }

    /// RFC 7047 section 5.2.6, with a time-out of 0 whatever it says: a transaction here never waits.
    mutating func wait(_ reader: inout OperationReader) throws(OVSDBError) -> JSONObject {
        let timeout = reader.optional("timeout", .integer)?.integer
        let conditions = reader.member("where", .array)?.array
        let json = reader.optional("columns", .array)?.array
        let until = reader.member("until", .string)?.string
        let expected = reader.member("rows", .array)?.array
        let table = table(&reader)
        if let error = reader.error { throw error }
        guard let table, let conditions, let until, let expected else { return [:] }
        let matches = rows(table, try clauses(conditions, table))
        let columns = try columns(json, table)
        if let timeout, timeout < 0 { throw OVSDBError(.syntaxError, "timeout must be nonnegative") }
        guard until == "==" || until == "!=" else {
            throw OVSDBError(.syntaxError, "\"until\" must be \"==\" or \"!=\"")
        }
        let actual = Set(matches.map { row in columns.map { row[$0.1] } })
        let isEqual = try actual == wanted(expected, columns, table)
        guard (until == "==") == isEqual else { throw OVSDBError(.timedOut, "\"where\" clause test failed") }
        return [:]
    }

    /// The rows that a `wait` expects, as far as the columns go that it looks at; others have their defaults.
    private mutating func wanted(
        _ rows: [JSONValue], _ columns: [(String, ColumnPlace)], _ table: Int
    ) throws(OVSDBError) -> Set<[Datum]> {
        var wanted: Set<[Datum]> = []
        for json in rows {
            guard let object = json.object else { throw OVSDBError(.syntaxError, "Object expected.") }
            let given = try row(object, table)
            var blank = StoredRow(uuid: .zero, version: .zero, columns: model.tables[table].defaults)
            var own: [ColumnPlace: Datum] = [:]
            for (place, value) in given {
                if case .position(let position) = place { blank.columns[position] = value } else { own[place] = value }
            }
            wanted.insert(columns.map { own[$0.1] ?? blank[$0.1] })
        }
        return wanted
    }
}
