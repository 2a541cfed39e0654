import JSON
import OVSDB
import Testing

/// Open vSwitch's own cases of conditions, queries and mutations.
@Suite(.enabled(if: !Vectors.unit.isEmpty, "no conformance vectors beside the checkout"))
struct ClauseVectorTests {
    private static func cases(_ commands: String...) -> [OVSDBVector] {
        Vectors.unit.filter { commands.contains($0.command) }
    }

    @Test("Conditions are written as Open vSwitch writes them", arguments: cases("parse-conditions"))
    func conditions(_ vector: OVSDBVector) throws {
        let table = try VectorTable(vector.arguments[0])
        #expect(vector.expected.count == vector.arguments.count - 1)
        for (argument, expected) in zip(vector.arguments.dropFirst(), vector.expected) {
            let document = try JSONParser.parse(argument)
            // A truth value is all or none of the rows, as the filter of a monitor has it.
            if document == [false] { continue }
            // The server puts them in the order in which it is done first.
            let written = try table.conditions(document).map { $0.json.serialized() }
            let wanted = try #require(JSONParser.parse(expected).array).map { $0.serialized() }
            #expect(written.sorted() == wanted.sorted())
        }
    }

    @Test("Conditions choose the rows that Open vSwitch chooses", arguments: cases("evaluate-conditions"))
    func evaluation(_ vector: OVSDBVector) throws {
        try expectRows(vector, sign: "T", lists: vector.arguments[1], rows: vector.arguments[2], prefix: "condition")
    }

    @Test("Any of the conditions, and the truth value among them", arguments: cases("evaluate-conditions-any"))
    func anyOf(_ vector: OVSDBVector) throws {
        let table = try VectorTable(vector.arguments[0])
        let rows = try #require(JSONParser.parse(vector.arguments[2]).array).map(table.row)
        let lists = try #require(JSONParser.parse(vector.arguments[1]).array)
        let found = try lists.map { list in
            let clauses = try #require(list.array)
            let filter: RowFilter =
                clauses.contains(true)
                ? .all : .any(try table.conditions(.array(clauses.filter { $0 != false })))
            return rows.map { filter.matches(Row(uuid: Samples.uuid(0), columns: $0)) ? "T" : "-" }.joined()
        }
        #expect(found == lines(vector, prefix: "condition"))
    }

    @Test("Queries find the rows that Open vSwitch finds", arguments: cases("query"))
    func queries(_ vector: OVSDBVector) throws {
        try expectRows(vector, sign: "1", lists: vector.arguments[2], rows: vector.arguments[1], prefix: "query")
    }

    @Test("Distinct queries show the rows that are as one that is found", arguments: cases("query-distinct"))
    func distinctQueries(_ vector: OVSDBVector) throws {
        let table = try VectorTable(vector.arguments[0])
        let rows = try #require(JSONParser.parse(vector.arguments[1]).array).map(table.row)
        let columns = try #require(JSONParser.parse(vector.arguments[3]).array).compactMap(\.string)
        var kinds: [[Datum]] = []
        let kindOfRow = rows.map { row in
            let values = columns.map { row[$0] ?? .empty }
            if !kinds.contains(values) { kinds.append(values) }
            return kinds.firstIndex(of: values) ?? 0
        }
        let found = try #require(JSONParser.parse(vector.arguments[2]).array).map { list in
            let conditions = try table.conditions(list)
            let kinds = Set(zip(rows, kindOfRow).filter { row, _ in conditions.hold(row) }.map { $0.1 })
            return kindOfRow.map { kinds.contains($0) ? ["a", "b", "c", "d"][$0] : "-" }.joined()
        }
        #expect(found == lines(vector, prefix: "query"))
    }

    @Test("Mutations are written as Open vSwitch writes them", arguments: cases("parse-mutations"))
    func mutations(_ vector: OVSDBVector) throws {
        let table = try VectorTable(vector.arguments[0])
        #expect(vector.expected.count == vector.arguments.count - 1)
        for (argument, expected) in zip(vector.arguments.dropFirst(), vector.expected) {
            let written = JSONValue.array(try table.mutations(JSONParser.parse(argument)).map(\.json))
            #expect(try JSONParser.parse(written.serialized()) == JSONParser.parse(expected))
        }
    }

    /// What comes of them is the server's arithmetic; that they, the rows and what becomes of those can be said is ours.
    @Test("Mutations that are executed can be written, and their outcomes read", arguments: cases("execute-mutations"))
    func executions(_ vector: OVSDBVector) throws {
        let table = try VectorTable(vector.arguments[0])
        let lists = try #require(JSONParser.parse(vector.arguments[1]).array)
        for list in lists {
            let written = JSONValue.array(try table.mutations(list).map(\.json))
            #expect(try table.mutations(JSONParser.parse(written.serialized())).map(\.json) == written.array)
        }
        let rows = try #require(JSONParser.parse(vector.arguments[2]).array).map(table.row)
        let outcomes = vector.expected.filter { $0.hasPrefix("row ") }
        #expect(outcomes.count == lists.count * rows.count)
        for outcome in outcomes {
            guard let start = outcome.firstIndex(of: "{") else {
                #expect(outcome.hasSuffix("no change") || outcome.contains("violation") || outcome.contains("error"))
                continue
            }
            // With 15 digits the greatest double prints as something greater still.
            let text = outcome[start...].replacing("1.79769313486232e+308", with: "1.7976931348623157e+308")
            let json = try JSONParser.parse(String(text))
            let row = try table.row(json)
            for (name, value) in try #require(json.object) {
                #expect(try JSONParser.parse(#require(row[name]).json.serialized()) == value)
            }
        }
    }

    private func expectRows(
        _ vector: OVSDBVector, sign: String, lists: String, rows: String, prefix: String
    ) throws {
        let table = try VectorTable(vector.arguments[0])
        let rows = try #require(JSONParser.parse(rows).array).map(table.row)
        let found = try #require(JSONParser.parse(lists).array).map { list in
            let conditions = try table.conditions(list)
            return rows.map { conditions.hold($0) ? sign : "-" }.joined()
        }
        #expect(found == lines(vector, prefix: prefix))
    }

    /// `condition  3: -TTTT TTT`, without the blanks after five rows.
    private func lines(_ vector: OVSDBVector, prefix: String) -> [String] {
        vector.expected.compactMap { line in
            guard line.hasPrefix(prefix), let colon = line.firstIndex(of: ":") else { return nil }
            return line[colon...].dropFirst().filter { $0 != " " }
        }
    }
}

extension [Condition] {
    /// Whether a row fulfils each of them.
    fileprivate func hold(_ row: [String: Datum]) -> Bool {
        allSatisfy { RowFilter.any([$0]).matches(Row(uuid: Samples.uuid(0), columns: row)) }
    }
}
