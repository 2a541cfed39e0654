import Policy
import Testing

@testable import PolicyFiles

/// `code line:column` of a diagnostic: what a table of bad texts compares.
private func brief(_ diagnostic: Diagnostic) -> String {
    guard let position = diagnostic.position else { return "\(diagnostic.code)" }
    return "\(diagnostic.code) \(position.line):\(position.column)"
}

private func all(_ parsed: ParsedFile) -> [Diagnostic] { parsed.trees.flatMap(\.diagnostics) + parsed.diagnostics }

@Suite("Texts to trees")
struct ParseTests {
    @Test("Scalars stay text and every node has its place")
    func tree() throws {
        let parsed = parseDocuments("a: 010\nb:\n  - no\n  - '1.10'\nc: { mac: 52:54:00:12:34:56 }\n", file: "x.yaml")
        #expect(parsed.diagnostics.isEmpty)
        let root = try #require(parsed.trees.first?.root)
        guard case .mapping(let entries) = root.content else { return #expect(Bool(false), "a mapping") }
        #expect(entries.map(\.key) == ["a", "b", "c"])
        #expect(entries[0].value.content == .scalar("010", isQuoted: false))
        #expect(entries[0].value.position.description == "x.yaml:1:4")
        guard case .sequence(let elements) = entries[1].value.content else { return #expect(Bool(false), "a list") }
        #expect(elements.map(\.content) == [.scalar("no", isQuoted: false), .scalar("1.10", isQuoted: true)])
        #expect(elements[1].position.description == "x.yaml:4:5")
        guard case .mapping(let inner) = entries[2].value.content else { return #expect(Bool(false), "a mapping") }
        #expect(inner[0].value.content == .scalar("52:54:00:12:34:56", isQuoted: false))
        #expect(inner[0].keyPosition.description == "x.yaml:5:6")
    }

    @Test("JSON is read as it is")
    func json() throws {
        let parsed = parseDocuments("{\"a\":[1,true,\"x\\n\"],\t\"b\":{}}", file: "x.json")
        #expect(all(parsed).isEmpty)
        let place = SourcePosition(file: "x.json", line: 1, column: 1)
        let root = try #require(parsed.trees.first?.root)
        guard case .mapping(let entries) = root.content, case .sequence(let items) = entries[0].value.content else {
            return #expect(Bool(false), "a mapping with a list")
        }
        #expect(root.position == place)
        #expect(
            items.map(\.content) == [
                .scalar("1", isQuoted: false), .scalar("true", isQuoted: false), .scalar("x\n", isQuoted: true),
            ])
        #expect(entries[1].value.content == .mapping([]))
    }

    @Test("The texts of a file's documents, put together, are the file", arguments: ["\n", "\r\n"])
    func sources(newline: String) {
        let lines = ["# first", "a: 1", "---", "# nothing", "---", "b: 2", "# after", "---", "c: 3", ""]
        let text = lines.joined(separator: newline)
        let parsed = parseDocuments(text, file: "x.yaml")
        #expect(all(parsed).isEmpty)
        #expect(parsed.trees.compactMap(\.source).map(\.text).joined() == text)
        #expect(parsed.trees.compactMap(\.source?.firstLine) == [1, 5, 8])
        for tree in parsed.trees {
            let again = tree.source.map { parseDocuments($0) }
            #expect(again?.trees.map(\.root) == [tree.root], "a stored document has the places it had in its file")
        }
    }

    @Test("A byte order mark is kept in the source and seen nowhere else")
    func byteOrderMark() {
        let parsed = parseDocuments([0xef, 0xbb, 0xbf] + Array("a: 1\n".utf8), file: "x")
        #expect(all(parsed).isEmpty)
        #expect(parsed.trees.first?.root.position.column == 1)
        #expect(parsed.trees.first?.source.map { Array($0.text.utf8) } == [0xef, 0xbb, 0xbf] + Array("a: 1\n".utf8))
    }

    @Test(
        "What the profile leaves out is refused at its place",
        arguments: [
            ("a: &x 1\n", "syntax 1:4"),
            ("a: *x\n", "syntax 1:4"),
            ("a: !!str 1\n", "syntax 1:4"),
            ("a: ! 1\n", "syntax 1:4"),
            ("%TAG !e! tag:example.com,2000:\n---\na: 1\n", "syntax 1:1"),
            ("a: 1\n<<: { b: 2 }\n", "syntax 2:1"),
            ("? [a]\n: 1\n", "syntax 1:3"),
            ("a: 1\nb: 2\na: 3\n", "duplicate 3:1"),
            ("a: { b: 1, b: 2 }\n", "duplicate 1:12"),
            ("a: [1\nb: 2\n", "syntax 2:2"),
            ("a: 1\n\tb: 2\n", "syntax 2:1"),
            ("a: \"x\n", "syntax 2:1"),
            ("a: 1\u{2028}b: 2\n", "syntax 1:5"),
            ("a: 1\u{85}", "syntax 1:5"),
            ("a: \u{7}\n", "syntax 1:1"),
        ])
    func profile(text: String, expected: String) {
        let found = all(parseDocuments(text, file: "x")).map(brief)
        #expect(found == [expected])
    }

    @Test("A duplicate key names both places")
    func duplicate() {
        let found = all(parseDocuments("a: 1\nb: 2\na: 3\n", file: "x")).first
        #expect(found?.related == [SourcePosition(file: "x", line: 1, column: 1)])
        #expect(found?.description == "x:3:1: error: key `a` stands twice in one mapping\nalso: x:1:1")
    }

    @Test("Bytes that are not UTF-8 are refused at their place")
    func notText() {
        let found = all(parseDocuments(Array("a: 1\nb: ".utf8) + [0xff, 0x0a], file: "x")).map(brief)
        #expect(found == ["syntax 2:4"])
        #expect(all(parseDocuments([0xfe, 0xff, 0x00, 0x61], file: "x")).map(brief) == ["syntax 1:1"])
    }

    @Test("A text with a fault keeps the documents before it")
    func documentsBeforeFault() {
        let parsed = parseDocuments("a: 1\n---\nb: [\n", file: "x")
        #expect(parsed.trees.count == 1)
        #expect(parsed.diagnostics.map(\.code) == [.syntax])
    }

    @Test(
        "Nothing, comments and empty documents hold no document",
        arguments: ["", "\n", "# x\n", "---\n---\n", "---\n..."])
    func nothing(text: String) {
        let parsed = parseDocuments(text, file: "x")
        #expect(parsed.trees.isEmpty)
        #expect(parsed.diagnostics.isEmpty)
        let read = readDocuments(Array(text.utf8), file: "x")
        #expect(read.diagnostics.map(brief) == ["missing 1:1"])
    }
}

@Suite("Limits of texts")
struct LimitTests {
    private func limits(size: Int = 1000, depth: Int = 4, nodes: Int = 20) -> ParseLimits {
        var limits = ParseLimits()
        limits.size = size
        limits.depth = depth
        limits.nodes = nodes
        return limits
    }

    @Test("A text, a depth and a number of values at their limits pass, one more does not")
    func limits() {
        let longest = "a: " + String(repeating: "x", count: 997)
        #expect(all(parseDocuments(longest, file: "x", limits: limits())).isEmpty)
        #expect(all(parseDocuments(longest + "x", file: "x", limits: limits())).map(brief) == ["too-large 1:1"])
        #expect(all(parseDocuments("[[[[]]]]", file: "x", limits: limits())).isEmpty)
        #expect(all(parseDocuments("[[[[[]]]]]", file: "x", limits: limits())).map(brief) == ["too-large 1:5"])
        let list = { (count: Int) in "[" + Array(repeating: "1", count: count).joined(separator: ",") + "]" }
        #expect(all(parseDocuments(list(19), file: "x", limits: limits())).isEmpty)
        #expect(all(parseDocuments(list(20), file: "x", limits: limits())).map(brief) == ["too-large 1:40"])
    }

    @Test("Nesting as deep as a text allows is refused at once", arguments: ["[", "{a: ", "- ", "? ", "[?"])
    func deep(unit: String) {
        let parsed = parseDocuments(String(repeating: unit, count: 100_000), file: "x")
        #expect(parsed.trees.isEmpty)
        #expect(parsed.diagnostics.count == 1)
    }

    @Test("Reading from another line shifts every place")
    func firstLine() {
        let found = all(parseDocuments("a: 1\na: 2\n", file: "x", firstLine: 10))
        #expect(found.map(brief) == ["duplicate 11:1"])
        #expect(found.first?.related.map(\.line) == [10])
    }
}
