import CommandLine
import Testing

@Suite struct TableTests {
    private let table = Table(
        columns: ["NAME", "VNI", "HOST"],
        rows: [["web", "10017", "kvm1"], ["database", nil, "kvm2"], ["a", "9", nil]])

    @Test("Columns are as wide as their widest cell, the last one is not padded, and - stands where nothing applies")
    func render() {
        #expect(
            table.render() == """
                NAME      VNI    HOST
                web       10017  kvm1
                database  -      kvm2
                a         9      -

                """)
    }

    @Test("Without headers, and without rows")
    func headers() {
        #expect(table.render(showsHeaders: false).hasPrefix("web       10017  kvm1\n"))
        let empty = Table(columns: ["NAME", "VNI"])
        #expect(empty.render() == "NAME  VNI\n")
        #expect(empty.render(showsHeaders: false) == "")
    }

    @Test("Numbers are ordered by value and what does not apply comes last", arguments: ["VNI", "vni"])
    func sort(column: String) throws {
        var table = table
        try table.sort(by: column)
        #expect(table.rows.map { $0[0] } == ["a", "web", "database"])
        try table.sort(by: "NAME")
        #expect(table.rows.map { $0[0] } == ["a", "database", "web"])
    }

    @Test("An unknown column is a usage error with a suggestion")
    func unknownColumn() {
        var table = table
        let near = #expect(throws: UsageError.self) { try table.sort(by: "nmae") }
        #expect(near?.hint == "did you mean 'NAME'?")
        let far = #expect(throws: UsageError.self) { try table.sort(by: "temperature") }
        #expect(far?.hint == "one of NAME, VNI, HOST")
    }

    @Test(
        "A narrow terminal cuts lines",
        arguments: [(10, "NAME     …\n"), (3, "NA…\n"), (1, "…\n"), (80, "NAME      VNI")])
    func width(width: Int, start: String) {
        let text = table.render(width: width)
        #expect(text.hasPrefix(start))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= width })
    }

    @Test("Names cannot steer the terminal")
    func controlCharacters() {
        let hostile = Table(columns: ["NAME"], rows: [["\u{1b}[2Jx\ny\u{202e}z"], ["é 中"]])
        #expect(hostile.render() == "NAME\n\\u{1b}[2Jx\\u{a}y\\u{202e}z\né 中\n")
    }
}

@Suite struct ReportTests {
    @Test("Errors have a code, a message and perhaps a hint, each on one line")
    func report() {
        #expect(errorReport(code: "not-found", message: "no network 'web'") == "error: not-found: no network 'web'\n")
        #expect(
            errorReport(code: "conflict", message: "a\nb", hint: "try \u{7}again")
                == "error: conflict: a\\u{a}b\nhint: try \\u{7}again\n")
    }

    @Test("Colour is put on only where it is wanted")
    func color() {
        #expect(Color.bad.paint("x", isEnabled: true) == "\u{1b}[31mx\u{1b}[0m")
        #expect(Color.bad.paint("x", isEnabled: false) == "x")
        #expect(!StandardStream.output.usesColor(environment: ["NO_COLOR": "1"]))
        #expect(!StandardStream.output.usesColor(environment: ["TERM": "dumb"]))
    }
}
