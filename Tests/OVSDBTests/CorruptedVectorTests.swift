import AttackTable
import JSON
import Testing

@testable import OVSDB

/// What is read of spoiled notation is a value that can be written and read again, or a typed error.
@Suite("Spoiled notation") struct CorruptedVectorTests {
    /// Everything that a text may be: each reader takes or refuses it, and what it takes it writes.
    private func expectSound(_ bytes: [UInt8]) {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONParser.parse(bytes)
        } catch {
            #expect(error.offset <= bytes.count)
            return
        }
        // A fraction too fine for a double is gone when it is read; what is written of it stays as it is.
        let written = try? JSONParser.parse(json.serializedBytes())
        let again = written.flatMap { try? JSONParser.parse($0.serializedBytes()) }
        #expect(written != nil && again == written)
        let element = json.array?.first ?? json
        for json in [json, element] {
            expectRereadable { () throws(OVSDBError) in
                let datum = try Datum(json: json)
                let again = try Datum(json: datum.json)
                // An empty map keeps its kind; a real that is whole becomes an integer.
                #expect(again == datum || datum.hasReal)
            }
            expectRereadable { () throws(OVSDBError) in
                let type = try BaseType(json: json)
                let again = try BaseType(json: type.json)
                #expect(again == type)
            }
            expectRereadable { () throws(OVSDBError) in
                let type = try ColumnType(json: json)
                let again = try ColumnType(json: type.json)
                #expect(again == type)
            }
            expectRereadable { () throws(OVSDBError) in
                let table = try TableSchema(name: "t", json: json)
                for column in table.columns.values {
                    let again = try ColumnType(json: column.type.json)
                    #expect(again == column.type)
                }
            }
            expectRereadable { () throws(OVSDBError) in _ = try DatabaseSchema(json: json) }
        }
    }

    /// Nothing but an error of the notation is thrown, and it says something.
    private func expectRereadable(_ body: () throws(OVSDBError) -> Void) {
        do throws(OVSDBError) {
            try body()
        } catch {
            #expect(error.code == .syntaxError || error.code == .constraintViolation)
            #expect(!error.description.isEmpty)
        }
    }

    @Test("Samples of each kind")
    func samples() {
        let texts = [
            "[\"set\",[1,2.5,true,\"é\\u0041\",[\"uuid\",\"\(Samples.uuid(1))\"]]]",
            "[\"map\",[[\"a\",[\"named-uuid\",\"b\"]],[\"c\",-1e3]]]",
            "{\"key\":{\"type\":\"integer\",\"enum\":[\"set\",[1,2]]},\"value\":\"real\",\"min\":0,"
                + "\"max\":\"unlimited\"}",
            "{\"type\":\"uuid\",\"refTable\":\"T\",\"refType\":\"weak\"}",
            "{\"columns\":{\"a\":{\"type\":\"string\",\"ephemeral\":true}},\"maxRows\":2,\"isRoot\":true}",
        ]
        for text in texts { #expect(Corruption(text).visit(expectSound) > 10 * text.utf8.count) }
    }

    @Test(
        "Open vSwitch's own cases", .enabled(if: !Vectors.unit.isEmpty, "no conformance vectors beside the checkout"),
        arguments: ["ovsdb-unit", "ovsdb-exec", "json-rpc-json"])
    func vectors(file: String) {
        var count = 0
        let lengths = 3...(Nightly.isOn ? 1000 : 100)
        let all =
            switch file {
            case "ovsdb-unit": Vectors.unit.flatMap(\.arguments)
            case "ovsdb-exec":
                Vectors.executions.flatMap { [$0.transaction, $0.answer] }
                    + Vectors.executionSchemas.map { $0.serialized() }
            default: Vectors.documents
            }
        let texts = Set(all).filter { lengths.contains($0.utf8.count) }
        for text in texts { count += Corruption(text).visit(expectSound) }
        noteMeasurement("\(file): \(texts.count) texts, \(count) spoiled copies")
        #expect(count > 10_000)
    }

    @Test(
        "Spoiled answers to transactions",
        .enabled(if: !Vectors.executions.isEmpty, "no conformance vectors beside the checkout"))
    func answers() {
        var count = 0
        let lengths = 3...(Nightly.isOn ? 1000 : 100)
        for text in Set(Vectors.executions.map(\.answer)).filter({ lengths.contains($0.utf8.count) }) {
            count += Corruption(text).visit { bytes in
                guard let json = try? JSONParser.parse(bytes) else { return }
                let operations = json.array?.count ?? 1
                do throws(OVSDBError) {
                    let result = try TransactionResult(json: json, operationCount: operations)
                    #expect(result.outcomes.count == operations)
                } catch {
                    #expect(!error.description.isEmpty)
                    #expect(error.operationIndex.map { $0 < operations } ?? true)
                }
            }
        }
        noteMeasurement("\(count) spoiled answers")
        #expect(count > 10_000)
    }

    @Test(
        "Bombs are refused or bounded", .covers(.c3),
        arguments: [
            (String(repeating: "[", count: 100_000), false), (String(repeating: "{\"a\":", count: 100_000), false),
            (String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000), false),
            ("1e400", false), ("-1e999999999", false), ("1" + String(repeating: "0", count: 100_000), false),
            ("9223372036854775808", true), ("1e-999999999", true), ("{\"a\":1,\"a\":2}", true),
            ("\"\u{FFFD}\"", true), ("\"\\ud800\"", false), ("\"\\ud800\\u0041\"", false), ("01", false), ("+1", false),
            ("[1,]", false), ("{\"a\":1,}", false), ("NaN", false), ("Infinity", false), ("\u{FEFF}1", false),
        ])
    func bombs(text: String, isAccepted: Bool) {
        expectSound(Array(text.utf8))
        #expect(((try? JSONParser.parse(text)) != nil) == isAccepted)
    }

    @Test("Of duplicate keys the last one counts, as it does for the server")
    func duplicates() throws {
        #expect(try ColumnType(json: JSONParser.parse("{\"key\":\"real\",\"key\":\"integer\"}")).key.type == .integer)
    }

    @Test(
        "Invalid UTF-8 is refused", arguments: [[0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]])
    func invalidUTF8(bytes: [UInt8]) {
        let error = #expect(throws: JSONError.self) { try JSONParser.parse([0x22] + bytes + [0x22]) }
        #expect(error?.reason == .invalidUTF8)
    }
}

extension Datum {
    fileprivate var hasReal: Bool {
        (atoms + pairs.map(\.value)).contains { if case .real = $0 { true } else { false } }
    }
}
