import JSON
import Testing

@testable import Northbound

@Suite struct TextTests {
    @Test(
        "Moments are written as RFC 3339 says",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_709_251_199_999, "2024-02-29T23:59:59.999Z"), (1_798_761_600_001, "2027-01-01T00:00:00.001Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ])
    func timestamps(_ milliseconds: UInt64, _ text: String) {
        #expect(Timestamp.text(milliseconds: milliseconds) == text)
    }

    @Test("Cells are one line each, lists are cut, nothing is a dash")
    func cells() {
        let value: JSONValue = [
            "none": nil, "empty": [], "blank": "", "yes": true, "list": [1, 2],
            "long": .array((1...11).map { .integer($0) }),
            "objects": [["cidr": "10.0.0.0/24", "gateway": nil], [:]], "map": ["a": "b", "c": nil],
            "hostile": "a\nb\u{1b}[31m\u{202e}", "nested": ["deep": 7],
        ]
        let cells = [
            "none", "empty", "blank", "absent", "yes", "list", "long", "objects", "map", "hostile", "nested.deep",
            "nested.deep.deeper",
        ].map { value.cell(at: $0) }
        #expect(
            cells == [
                "-", "-", "-", "-", "yes", "1,2", "1,2,3,4,5,6,7,8,+3", "10.0.0.0/24,-", "a=b,c=-",
                "a\u{fffd}b\u{fffd}[31m\u{fffd}", "7", "-",
            ])
    }

    @Test("A table's columns are as wide as their widest cell")
    func table() {
        var table = TextTable(["NAME", "X"])
        #expect(table.text(indent: 2) == "  none\n")
        table.rows = [["a", "long"], ["longer", "-"]]
        table.note = "and 2 more"
        #expect(table.text(indent: 1) == " NAME    X\n a       long\n longer  -\n and 2 more\n")
    }

    @Test("Drawn text is cut to its width and cannot leave its element")
    func drawnText() {
        var svg = SVG()
        svg.text("a long name & more", x: 1, y: 2, width: 40)
        #expect(svg.body.hasSuffix(">a lo…</text>\n"), "\(svg.body)")
        #expect(
            SVG.escaped("<a b='c' d=\"e\">&\u{0}\u{ffff}")
                == "&lt;a b=&apos;c&apos; d=&quot;e&quot;&gt;&amp;\u{fffd}\u{fffd}")
    }

    @Test(
        "A selector that is too long or has no key is refused",
        arguments: [
            "", "=a", "!", "a,", "!=b", Array(repeating: "a", count: 33).joined(separator: ","),
        ])
    func selectors(_ text: String) {
        #expect(throws: Problem.self) { try LabelSelector(text) }
    }
}
