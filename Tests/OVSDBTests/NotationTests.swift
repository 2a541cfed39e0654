import JSON
import OVSDB
import Testing

@Suite struct NotationTests {
    @Test("A uuid prints as it was written, in small letters")
    func uuid() throws {
        let text = "550e8400-e29b-41d4-a716-446655440000"
        #expect(OVSDBUUID(text)?.description == text)
        #expect(OVSDBUUID(text.uppercased())?.description == text)
        #expect(OVSDBUUID.zero.description == "00000000-0000-0000-0000-000000000000")
        let (low, high) = ("00000000-0000-0000-ffff-ffffffffffff", "00000000-0000-0001-0000-000000000000")
        #expect(try #require(OVSDBUUID(low)) < #require(OVSDBUUID(high)))
    }

    @Test(
        "Other spellings of a uuid are refused",
        arguments: [
            "", "550e8400", "550e8400-e29b-41d4-a716-44665544000", "550e8400-e29b-41d4-a716-4466554400000",
            "550e8400e29b41d4a716446655440000", "550e8400-e29b-41d4-a7164-46655440000",
            "g50e8400-e29b-41d4-a716-446655440000", "------------------------------------",
            "{550e8400-e29b-41d4-a716-446655440000}", "550e8400-e29b-41d4-a716-44665544000é",
        ])
    func badUUID(text: String) {
        #expect(OVSDBUUID(text) == nil)
    }

    @Test("A value has one form, however it was written")
    func canonical() throws {
        let any = ColumnType(key: BaseType(.integer), minimum: 0, maximum: nil)
        let one = try Datum(json: ["set", [2, 1]], type: any)
        let two = try Datum(json: ["set", [1, 2]], type: any)
        #expect(one == two)
        #expect(one.json == ["set", [1, 2]])
        #expect(Datum(set: [3, 3, 1]) == [1, 3])
        #expect(Datum(map: [.init("a", 1), .init("b", 2), .init("a", 3)]) == ["a": 3, "b": 2])
        #expect(try Datum(json: 5, type: any) == Datum(json: ["set", [5]], type: any))
        #expect(Datum.empty != Datum.emptyMap)
    }

    @Test("Getters answer for their own kind")
    func getters() {
        #expect(Datum.string("x").string == "x")
        #expect(Datum.strings(["b", "a"]).strings == ["a", "b"])
        #expect(Datum.strings(["b", "a"]).string == nil)
        #expect(Datum.integer(7).integer == 7)
        #expect(Datum.boolean(true).boolean == true)
        #expect(Datum.uuid(.zero).uuid == .zero)
        #expect(Datum.uuid(.zero).uuids == [.zero])
        #expect(Datum.stringMap(["k": "v"]).stringMap == ["k": "v"])
        #expect(Datum.stringMap(["k": "v"])["k"] == "v")
        #expect(Datum.stringMap(["k": "v"])["other"] == nil)
        #expect(Datum.empty.isEmpty)
        #expect(Datum.empty.string == nil)
        #expect(Datum.namedUUID("row1").json == ["named-uuid", "row1"])
    }

    @Test("Strings are told apart by their bytes, as the server does")
    func normalisation() throws {
        let type = ColumnType(key: BaseType(.string), minimum: 0, maximum: nil)
        let datum = try Datum(json: ["set", ["\u{E9}", "e\u{301}"]], type: type)
        #expect(datum.count == 2)
        #expect(Datum.string("\u{E9}") != Datum.string("e\u{301}"))
        let map = Datum(map: [.init("\u{E9}", "1"), .init("e\u{301}", "2")])
        #expect(map.count == 2)
        #expect(map["e\u{301}"] == "2")
    }

    @Test(
        "A value of another shape is refused",
        arguments: [
            (["set"], "syntax error"), (["set", 1], "syntax error"), (["map", []], "syntax error"),
            ("x", "syntax error"), (1.5, "syntax error"), (nil, "syntax error"), ([:], "syntax error"),
            (["set", [["set", [1]]]], "syntax error"), (["set", [1, 2, 3, 4]], "constraint violation"),
            (["set", []], "constraint violation"), (["set", [1, 1]], "constraint violation"),
            (99, "constraint violation"),
        ] as [(JSONValue, String)])
    func refused(json: JSONValue, code: String) throws {
        var key = BaseType(.integer)
        key.maxInteger = 50
        let type = ColumnType(key: key, minimum: 1, maximum: 3)
        let error = #expect(throws: OVSDBError.self) { try Datum(json: json, type: type) }
        #expect(error?.code.description == code)
    }

    @Test("A newer server's schema may say more than we know")
    func newerSchema() throws {
        let table = try TableSchema(
            name: "T",
            json: [
                "columns": [
                    "c": ["type": ["key": ["type": "string", "new": 1], "new": 1], "new": 1]
                ], "new": 1,
            ])
        #expect(table.columns["c"]?.type == ColumnType(key: BaseType(.string)))
    }

    @Test("Any difference leads from one value to the other, and back")
    func differences() {
        var random = SplitMix(state: 7)
        let set = ColumnType(key: BaseType(.integer), minimum: 0, maximum: nil)
        let map = ColumnType(key: BaseType(.integer), value: BaseType(.integer), minimum: 0, maximum: nil)
        for _ in 0..<500 {
            let sets = (0..<2).map { _ in Datum(set: random.integers().map { .integer($0) }) }
            let maps = (0..<2).map { _ in
                Datum(map: random.integers().map { .init(.integer($0), .integer(random.below(2))) })
            }
            for (pair, type) in [(sets, set), (maps, map)] {
                let difference = pair[0].difference(to: pair[1], type: type)
                #expect(pair[0].applying(difference: difference, type: type) == pair[1])
            }
        }
    }
}

/// A small generator of its own: a failing case is the same on every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func below(_ limit: Int64) -> Int64 { Int64.random(in: 0..<limit, using: &self) }
    mutating func integers() -> [Int64] { (0..<below(6)).map { _ in below(8) } }
}
