/// Titles and rows of texts, `-` where there is nothing.
struct TextTable: Hashable, Sendable {
    let titles: [String]
    var rows: [[String]] = []
    /// Stands under the rows.
    var note: String?

    init(_ titles: [String]) { self.titles = titles }

    /// Columns two spaces apart, without spaces at the ends of lines.
    func text(indent: Int = 0) -> String {
        guard !rows.isEmpty else { return String(repeating: " ", count: indent) + "none\n" }
        let all = [titles] + rows
        let widths = titles.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        var text = ""
        for row in all {
            var line = String(repeating: " ", count: indent)
            for (cell, width) in zip(row, widths) {
                line += cell + String(repeating: " ", count: width - cell.count + 2)
            }
            text += line.trimmingEnd + "\n"
        }
        if let note { text += String(repeating: " ", count: indent) + note + "\n" }
        return text
    }
}

extension String {
    var trimmingEnd: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
