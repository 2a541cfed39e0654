import JSON
import OVSDB
import Testing

/// Open vSwitch's own cases of types, atoms and data.
@Suite(.enabled(if: !Vectors.unit.isEmpty, "no conformance vectors beside the checkout"))
struct NotationVectorTests {
    private static func cases(_ commands: String...) -> [OVSDBVector] {
        Vectors.unit.filter { commands.contains($0.command) && !$0.title.contains("UTF-8") }
    }

    @Test("Types", arguments: cases("parse-base-type", "parse-type", "parse-atomic-type"))
    func types(_ vector: OVSDBVector) throws {
        // An atomic type comes wrapped in an array: the test program reads nothing smaller than a document.
        let document = try JSONParser.parse(vector.arguments[0])
        let json = document.array?.first ?? document
        func reread() throws(OVSDBError) -> JSONValue {
            vector.command == "parse-type" ? try ColumnType(json: json).json : try BaseType(json: json).json
        }
        if vector.isPositive {
            #expect(try reread() == JSONParser.parse(vector.expected[0]))
        } else {
            #expect(throws: OVSDBError.self) { try reread() }
        }
    }

    @Test("Atoms", arguments: cases("parse-atoms"))
    func atoms(_ vector: OVSDBVector) throws {
        let typeDocument = try JSONParser.parse(vector.arguments[0])
        let type = try BaseType(json: typeDocument.array?.first ?? typeDocument)
        #expect(vector.arguments.count == vector.expected.count + 1)
        for (argument, expected) in zip(vector.arguments.dropFirst(), vector.expected) {
            let document = try JSONParser.parse(argument)
            // As above, and a uuid is an array itself.
            let json = document.array?.count == 1 ? document.array?.first ?? document : document
            func read() throws(OVSDBError) -> Atom {
                let atom = try Atom(json: json, type: type.type)
                try type.check(atom)
                return atom
            }
            if expected.hasPrefix("constraint violation") || expected.hasPrefix("syntax") {
                #expect(throws: OVSDBError.self, "\(argument)") { try read() }
            } else {
                let atom = try Atom(json: JSONParser.parse(expected), type: type.type)
                #expect(try read() == atom)
            }
        }
    }

    @Test("Data", arguments: cases("parse-data"))
    func data(_ vector: OVSDBVector) throws {
        let type = try columnType(vector.arguments[0])
        if vector.isPositive { #expect(vector.arguments.count == vector.expected.count + 1) }
        for (index, argument) in vector.arguments.dropFirst().enumerated() {
            let document = try JSONParser.parse(argument)
            if vector.isPositive {
                let datum = try Datum(json: unwrapped(document), type: type)
                let expected = try JSONParser.parse(vector.expected[index])
                #expect(try Datum(json: expected, type: type) == datum)
                #expect(try JSONParser.parse(datum.json.serialized()) == expected)
            } else {
                #expect(throws: OVSDBError.self) { try Datum(json: unwrapped(document), type: type) }
            }
        }
    }

    @Test("Sorting", arguments: cases("sort-atoms"))
    func sorting(_ vector: OVSDBVector) throws {
        let type = try BaseType(json: #require(JSONParser.parse(vector.arguments[0]).array?.first))
        let atoms = try #require(JSONParser.parse(vector.arguments[1]).array).map {
            try Atom(json: $0, type: type.type)
        }
        #expect(try JSONValue.array(atoms.sorted().map(\.json)) == JSONParser.parse(vector.expected[0]))
    }

    @Test("Differences", arguments: cases("diff-data").filter(\.isPositive))
    func differences(_ vector: OVSDBVector) throws {
        let type = try columnType(vector.arguments[0])
        let data = try vector.arguments.dropFirst().map {
            try Datum(json: unwrapped(JSONParser.parse($0)), type: type, checks: .elements)
        }
        let expected = try vector.expected.filter { $0.hasPrefix("diff: ") }.map {
            try Datum(json: JSONParser.parse(String($0.dropFirst(6))), type: type, checks: .elements)
        }
        #expect(data.count == 2 * expected.count)
        for (index, difference) in expected.enumerated() {
            let (old, new) = (data[2 * index], data[2 * index + 1])
            #expect(old.difference(to: new, type: type) == difference)
            #expect(old.applying(difference: difference, type: type) == new)
        }
    }

    @Test("Tables and columns", arguments: cases("parse-table", "parse-column"))
    func tables(_ vector: OVSDBVector) throws {
        let json = try JSONParser.parse(vector.arguments[1])
        func read() throws(OVSDBError) {
            if vector.command == "parse-table" {
                let table = try TableSchema(name: vector.arguments[0], json: json)
                #expect(table.columns["name"]?.type == ColumnType(key: BaseType(.string)))
            } else {
                let column = try ColumnSchema(json: json)
                #expect(column.isEphemeral == (json["ephemeral"] == true))
            }
        }
        if vector.isPositive {
            try read()
        } else {
            #expect(throws: OVSDBError.self) { try read() }
        }
    }

    @Test("Schemas", arguments: cases("parse-schema"))
    func schemas(_ vector: OVSDBVector) throws {
        let json = try JSONParser.parse(vector.arguments[0])
        if vector.isPositive {
            let schema = try DatabaseSchema(json: json)
            #expect(schema.version?.description == json["version"]?.string)
            #expect(schema.tables.keys.sorted() == json["tables"]?.object?.keys.sorted())
        } else {
            #expect(throws: OVSDBError.self) { try DatabaseSchema(json: json) }
        }
    }

    private func columnType(_ text: String) throws -> ColumnType {
        let document = try JSONParser.parse(text)
        return try ColumnType(json: document.array?.first ?? document)
    }

    /// `[0]` is the test program's way to write the scalar 0.
    private func unwrapped(_ json: JSONValue) -> JSONValue {
        guard let list = json.array, list.count == 1, let only = list.first else { return json }
        return only
    }
}
