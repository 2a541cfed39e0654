/// Writes elements of Scalable Vector Graphics 1.1, with all text escaped.
struct SVG {
    private(set) var body = ""

    /// How a text is set.
    struct Font {
        var size = 12
        var isBold = false
        var colour = "#1f2933"
        var isCentred = false
    }

    mutating func rectangle(
        x: Int, y: Int, width: Int, height: Int, fill: String, stroke: String, radius: Int = 6, isDashed: Bool = false
    ) {
        let dash = isDashed ? " stroke-dasharray=\"5 4\"" : ""
        body += "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\" rx=\"\(radius)\" "
        body += "fill=\"\(fill)\" stroke=\"\(stroke)\"\(dash)/>\n"
    }

    mutating func circle(x: Int, y: Int, radius: Int, fill: String) {
        body += "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"\(radius)\" fill=\"\(fill)\"/>\n"
    }

    /// A curve that leaves downwards and arrives vertically: from above, or, as an arc, from below.
    mutating func link(
        from start: (x: Int, y: Int), to end: (x: Int, y: Int), bend: Int, stroke: String, title: String,
        isDashed: Bool = false, isArc: Bool = false
    ) {
        let dash = isDashed ? " stroke-dasharray=\"6 4\"" : ""
        let endBend = isArc ? end.y + bend : end.y - bend
        body +=
            "<path d=\"M \(start.x) \(start.y) C \(start.x) \(start.y + bend) \(end.x) \(endBend) \(end.x) \(end.y)\" "
        body += "fill=\"none\" stroke=\"\(stroke)\" stroke-width=\"1.5\" stroke-opacity=\"0.75\"\(dash)>"
        body += "<title>\(Self.escaped(title))</title></path>\n"
    }

    /// A text that is cut to fit `width`.
    mutating func text(_ text: String, x: Int, y: Int, width: Int, _ font: Font = Font()) {
        // Sans-serif letters are about 0.56 of their size wide; bold ones a little more.
        let letters = max(1, width * 100 / (font.size * (font.isBold ? 60 : 56)))
        let cut = text.count > letters ? text.prefix(max(1, letters - 1)) + "…" : text[...]
        let weight = font.isBold ? " font-weight=\"bold\"" : ""
        let anchor = font.isCentred ? " text-anchor=\"middle\"" : ""
        body += "<text x=\"\(x)\" y=\"\(y)\" font-size=\"\(font.size)\" fill=\"\(font.colour)\"\(weight)\(anchor)>"
        body += "\(Self.escaped(String(cut)))</text>\n"
    }

    mutating func append(_ other: SVG) { body += other.body }

    func document(width: Int, height: Int, title: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
        viewBox="0 0 \(width) \(height)" font-family="DejaVu Sans, Helvetica, Arial, sans-serif">
        <title>\(Self.escaped(title))</title>
        <rect width="\(width)" height="\(height)" fill="#ffffff"/>
        \(body)</svg>

        """
    }

    /// Markup characters as entities; what XML 1.0 does not allow (section 2.2) is replaced.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&apos;"
            case _ where scalar.isUnfitForLine || scalar.value & 0xfffe == 0xfffe: result += "\u{fffd}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
