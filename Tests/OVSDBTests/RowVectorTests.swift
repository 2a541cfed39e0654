import JSON
import OVSDB
import Testing

/// Open vSwitch's own cases of rows and of what columns hold unless something is said, and which cases nobody reads.
@Suite(.enabled(if: !Vectors.unit.isEmpty, "no conformance vectors beside the checkout"))
struct RowVectorTests {
    private static func cases(_ command: String) -> [OVSDBVector] { Vectors.unit.filter { $0.command == command } }

    @Test("Rows are read with their defaults, and written as Open vSwitch writes them", arguments: cases("parse-rows"))
    func rows(_ vector: OVSDBVector) throws {
        let table = try VectorTable(vector.arguments[0])
        // Every second line names the columns that were given.
        #expect(vector.expected.count == 2 * (vector.arguments.count - 1))
        for (index, argument) in vector.arguments.dropFirst().enumerated() {
            let row = try table.row(JSONParser.parse(argument))
            var expected = try #require(JSONParser.parse(vector.expected[2 * index]).object)
            expected["_uuid"] = nil
            expected["_version"] = nil
            let written = JSONObject(row.map { ($0.key, $0.value.json) })
            #expect(try JSONParser.parse(JSONValue.object(written).serialized()) == .object(expected))
        }
    }

    @Test("Rows are equal that Open vSwitch takes for equal, and no others", arguments: cases("compare-rows"))
    func equality(_ vector: OVSDBVector) throws {
        let table = try VectorTable(vector.arguments[0])
        let rows = try vector.arguments.dropFirst().map { argument in
            let pair = try #require(JSONParser.parse(argument).array)
            return (name: try #require(pair[0].string), row: try table.row(pair[1]))
        }
        var found: [String] = []
        for (index, left) in rows.enumerated() {
            for right in rows[(index + 1)...] where left.row == right.row {
                found.append("\(left.name) == \(right.name)")
                #expect(left.row.hashValue == right.row.hashValue)
            }
        }
        #expect(found.sorted() == vector.expected.filter { $0.contains(" == ") }.sorted())
    }

    /// `key integer, value void, n_min 0: OK`: the server's own two ways to make a default agree. Ours is made here.
    @Test("Every type of column has its default", arguments: cases("default-data"))
    func defaults(_ vector: OVSDBVector) throws {
        for line in vector.expected {
            let words = line.split { " ,:".contains($0) }
            try #require(words.count == 7)
            let key = BaseType(try #require(AtomicType(rawValue: String(words[1]))))
            let value = AtomicType(rawValue: String(words[3])).map { BaseType($0) }
            #expect(value != nil || words[3] == "void")
            let minimum = try #require(Int(words[5]))
            let type = ColumnType(key: key, value: value, minimum: minimum, maximum: 1)
            let found = type.defaultValue
            #expect(found.count == minimum && found.isMap == (value != nil))
            #expect(try Datum(json: found.json, type: type) == found)
            let zeros: [AtomicType: String] = [
                .integer: "0", .real: "0", .boolean: "false", .string: "\"\"",
                .uuid: "[\"uuid\",\"00000000-0000-0000-0000-000000000000\"]",
            ]
            for atom in found.atoms + found.pairs.map(\.value) {
                let zero = try JSONParser.parse(#require(zeros[atom.type]))
                #expect(try JSONParser.parse(atom.json.serialized()) == zero)
            }
        }
    }

    @Test(
        "A value of more elements than the column takes is no difference to come to",
        arguments: cases("diff-data").filter { !$0.isPositive })
    func differences(_ vector: OVSDBVector) throws {
        let type = try ColumnType(json: JSONParser.parse(vector.arguments[0]))
        _ = try Datum(json: JSONParser.parse(vector.arguments[1]), type: type, checks: .shape)
        let error = #expect(throws: OVSDBError.self) {
            try Datum(json: JSONParser.parse(vector.arguments[2]), type: type, checks: .shape)
        }
        #expect(error?.code == .constraintViolation || error?.code == .syntaxError)
    }

    @Test("Strings are UTF-8", arguments: Vectors.unit.filter { $0.title.contains("UTF-8") })
    func strings(_ vector: OVSDBVector) throws {
        for argument in vector.arguments.dropFirst() {
            // Octal numbers, written in the test suite's macro language.
            let bytes = argument.matches(of: /\\([0-7]{3})/).compactMap { UInt8($0.1, radix: 8) }
            try #require(!bytes.isEmpty)
            let error = #expect(throws: JSONError.self) {
                try JSONParser.parse(Array("[\"".utf8) + bytes + Array("\"]".utf8))
            }
            #expect(error?.reason == .invalidUTF8)
        }
    }

    /// Cases whose answer no test compares, by command. Everything else is read in this folder.
    private static let unread: [(command: String, count: Int, reason: String)] = [
        (
            "parse-atom-strings", 11,
            "atoms as ovs-vsctl's command line has them, ranges too: this library has JSON only"
        ),
        ("parse-data-strings", 9, "sets and maps as ovs-vsctl's command line has them: this library has JSON only"),
        ("transact", 8, "commit and abort inside of a server: this library asks one to do it"),
    ]

    private static let read: Set = [
        "parse-base-type", "parse-type", "parse-atomic-type", "parse-atoms", "parse-data", "sort-atoms", "diff-data",
        "parse-table", "parse-column", "parse-schema", "parse-rows", "compare-rows", "default-data",
        "parse-conditions", "evaluate-conditions", "evaluate-conditions-any", "query", "query-distinct",
        "parse-mutations", "execute-mutations",
    ]

    @Test("Every case is read, or there is a reason")
    func reasons() {
        let counts = Dictionary(grouping: Vectors.unit, by: \.command).mapValues(\.count)
        #expect(counts.values.reduce(0, +) == 124)
        let unread = Dictionary(uniqueKeysWithValues: Self.unread.map { ($0.command, $0.count) })
        #expect(counts.filter { !Self.read.contains($0.key) } == unread)
        #expect(Self.read.isSubset(of: counts.keys))
        #expect(Self.unread.allSatisfy { !$0.reason.isEmpty })
    }
}
