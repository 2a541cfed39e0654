/// Rows in columns for people: columns as wide as their widest cell, the last one not padded.
public struct Table: Hashable, Sendable {
    public var columns: [String]
    /// One cell a column; `nil` (shown as `-`) where the column does not apply.
    public private(set) var rows: [[String?]] = []

    public init(columns: [String]) {
        self.columns = columns
    }

    public init(columns: [String], rows: [[String?]]) {
        self.init(columns: columns)
        for row in rows { append(row) }
    }

    public mutating func append(_ row: [String?]) {
        precondition(row.count == columns.count, "A row has one cell a column")
        rows.append(row)
    }

    /// Orders the rows by a column: numbers by value, before texts; cells that do not apply last. Equal ones stay in order.
    public mutating func sort(by column: String) throws(UsageError) {
        guard let index = columns.firstIndex(where: { $0.lowercased() == column.lowercased() }) else {
            throw UsageError(
                "there is no column '\(column)'",
                hint: didYouMean(column.uppercased(), among: columns) ?? "one of \(columns.joined(separator: ", "))")
        }
        rows = rows.enumerated().sorted { left, right in
            let order = (SortKey(left.element[index]), SortKey(right.element[index]))
            return order.0 == order.1 ? left.offset < right.offset : order.0 < order.1
        }.map(\.element)
    }

    /// The table with a line end after each line; `width` (of the terminal) cuts lines that are longer.
    public func render(showsHeaders: Bool = true, width: Int? = nil) -> String {
        let cells = rows.map { row in row.map { cell in cell.map(printable) ?? "-" } }
        let lines = (showsHeaders ? [columns] : []) + cells
        var widths = [Int](repeating: 0, count: columns.count)
        for line in lines {
            for (index, cell) in line.enumerated() { widths[index] = max(widths[index], cell.count) }
        }
        return lines.map { cut(join($0, widths), to: width) + "\n" }.joined()
    }

    private func join(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            line += cell
            guard index < cells.count - 1 else { break }
            line += String(repeating: " ", count: widths[index] - cell.count + 2)
        }
        while line.last == " " { line.removeLast() }
        return line
    }

    private func cut(_ line: String, to width: Int?) -> String {
        guard let width, width > 0, line.count > width else { return line }
        return line.prefix(width - 1) + "…"
    }
}

/// What a cell is ordered by.
private enum SortKey: Comparable {
    case number(Int)
    case text(String)
    case none

    init(_ cell: String?) {
        guard let cell else {
            self = .none
            return
        }
        self = Int(cell).map { .number($0) } ?? .text(cell)
    }
}
