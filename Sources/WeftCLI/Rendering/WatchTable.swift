import CommandLine
import JSON

/// Rows that come one by one: columns grow with what was seen, and never shrink.
final class WatchTable {
    private let showsEvents: Bool
    private let showsHeaders: Bool
    private var widths: [Int] = []

    /// - Parameter showsEvents: whether each row begins with what happened to the object.
    init(showsEvents: Bool, showsHeaders: Bool) {
        self.showsEvents = showsEvents
        self.showsHeaders = showsHeaders
    }

    /// The line for an event of the API's table watch; empty for events of other kinds.
    func receive(_ event: String, _ value: JSONValue) -> String {
        if event == "columns" {
            let columns = (value["columns"]?.array ?? []).compactMap(\.string)
            // Room for what is yet to come: nobody knows the widest cell.
            widths = ((showsEvents ? ["EVENT"] : []) + columns).map { max($0.count, 7) }
            return showsHeaders ? line((showsEvents ? ["EVENT"] : []) + columns) : ""
        }
        guard let row = value["row"]?.array else { return "" }
        let cells = row.map { TableText.cell($0).map(printable) ?? "-" }
        return line((showsEvents ? [printable(event)] : []) + cells)
    }

    private func line(_ cells: [String]) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            if index >= widths.count { widths.append(cell.count) }
            widths[index] = max(widths[index], cell.count)
            text += cell
            if index < cells.count - 1 { text += String(repeating: " ", count: widths[index] - cell.count + 2) }
        }
        return text + "\n"
    }
}
