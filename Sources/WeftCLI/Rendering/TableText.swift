import CommandLine
import JSON

/// Tables as the API gives them with `view=table`.
enum TableText {
    static func table(_ answer: JSONValue) throws(Failure) -> Table {
        guard let columns = answer["columns"]?.array?.compactMap(\.string), let rows = answer["rows"]?.array else {
            throw .malformedAnswer("the table has no `columns` or no `rows`")
        }
        var table = Table(columns: columns)
        for row in rows {
            guard let cells = row.array, cells.count == columns.count else {
                throw .malformedAnswer("a row does not fit the columns")
            }
            table.append(cells.map(cell))
        }
        return table
    }

    /// `-` is the API's word for what does not apply; as no cell it sorts last.
    static func cell(_ value: JSONValue) -> String? {
        guard let text = value.string else { return value.isNull ? nil : value.serialized() }
        return text == "-" ? nil : text
    }
}
