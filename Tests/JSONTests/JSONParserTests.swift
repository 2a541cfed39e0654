import JSON
import Testing

@Suite struct JSONParserTests {
    @Test(
        "Values are read as they are meant",
        arguments: [
            (" null ", .null), ("true", true), ("false", false), ("\"\"", ""), ("[]", []), ("{}", [:]),
            ("0", 0), ("-0", 0), ("9223372036854775807", 9_223_372_036_854_775_807),
            ("-9223372036854775808", -9_223_372_036_854_775_808),
            ("9223372036854775808", .double(9_223_372_036_854_775_808)),
            ("1.0", 1), ("10e-1", 1), ("1.5", 1.5), ("-2.5E+1", -25), ("1e300", 1e300), ("0.1", 0.1),
            ("5e-324", .double(.leastNonzeroMagnitude)), ("100000000000000000000000e-22", 10),
            ("123456789012345678901e-1", 12345678901234567890.1),
            ("\"\\u0000\\u00e9\\ud83d\\ude00\\/\"", "\u{0}é😀/"), ("\"é😀\"", "é😀"),
            ("[1,[2,{\"a\":[]}]]", [1, [2, ["a": []]]]),
        ] as [(String, JSONValue)])
    func values(text: String, expected: JSONValue) throws {
        #expect(try JSONParser.parse(text) == expected)
    }

    @Test(
        "What RFC 8259 does not allow is refused where it stands",
        arguments: [
            ("", 0), ("  ", 2), ("nul", 3), ("nulL", 0), ("[1,]", 3), ("[1 2]", 3), ("{\"a\":1,}", 7), ("{\"a\" 1}", 5),
            ("{a:1}", 1), ("[", 1), ("{\"a\":", 5), ("\"abc", 4), ("\"a\nb\"", 2), ("\"\\q\"", 1), ("\"\\u12G4\"", 5),
            ("\"\\ud800\"", 1), ("\"\\udc00\"", 1), ("\"\\ud800\\ud800\"", 1), ("01", 0), ("-", 1), ("-a", 1),
            ("1.", 2),
            ("1.x", 2), ("1e", 2), (".5", 0), ("+1", 0), ("1e999", 0), ("NaN", 0), ("Infinity", 0), ("1 2", 2),
            ("// x\n1", 0), ("'a'", 0), ("\u{FEFF}1", 0), ("[1]]", 3),
        ])
    func refused(text: String, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONParser.parse(text) }
        #expect(error?.offset == offset, "\(error?.description ?? "")")
    }

    @Test(
        "Strings that are not UTF-8 are refused",
        arguments: [
            [0x80], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x5C, 0x6E, 0xFF],
        ] as [[UInt8]])
    func notUTF8(bytes: [UInt8]) {
        let error = #expect(throws: JSONError.self) { try JSONParser.parse([0x22] + bytes + [0x22]) }
        #expect(error?.reason == .invalidUTF8)
    }

    @Test("Nesting is limited, to the level")
    func depth() throws {
        let limits = JSONParser.Limits(maxDepth: 3)
        #expect(try JSONParser.parse("[[[1]]]", limits: limits) == [[[1]]])
        #expect(throws: JSONError(.limit("3 levels of nesting"), at: 3)) {
            try JSONParser.parse("[[[[1]]]]", limits: limits)
        }
        let bomb = String(repeating: "[", count: 1_000_000)
        #expect(throws: JSONError.self) { try JSONParser.parse(bomb) }
    }

    @Test("Size, the number of values and the length of a number are limited")
    func sizes() {
        #expect(throws: JSONError(.limit("4 bytes"), at: 4)) {
            try JSONParser.parse("[1,2]", limits: .init(maxBytes: 4))
        }
        #expect(throws: JSONError(.limit("2 values"), at: 3)) {
            try JSONParser.parse("[1,2]", limits: .init(maxValues: 2))
        }
        #expect(throws: JSONError.self) { try JSONParser.parse(String(repeating: "1", count: 2000)) }
    }

    @Test("A slice is read from its own start")
    func slice() throws {
        let bytes = Array("xx[1]".utf8)
        #expect(try JSONParser.parse(bytes[2...]) == [1])
        let error = #expect(throws: JSONError.self) { try JSONParser.parse(bytes[1...]) }
        #expect(error?.offset == 0)
    }

    @Test("Any cut of a document is refused, none traps")
    func cuts() {
        let text = Array("{\"a\":[1.5e3,true,null,\"\\u00e9\\ud83d\\ude00é\"],\"b\":{\"c\":-7}}".utf8)
        #expect(throws: Never.self) { try JSONParser.parse(text) }
        for count in text.indices {
            #expect(throws: JSONError.self) { try JSONParser.parse(text[..<count]) }
        }
    }

    @Test("Corrupted documents are read or refused, never trap")
    func corruption() {
        let text = Array("{\"a\":[1.5e3,true,null,\"\\u00e9\\ud83d\\ude00é\"],\"b\":{\"c\":-7}}".utf8)
        for position in text.indices {
            for byte in UInt8.min...UInt8.max {
                var bytes = text
                bytes[position] = byte
                if let value = try? JSONParser.parse(bytes) {
                    #expect((try? JSONParser.parse(value.serialized())) == value)
                }
            }
        }
    }
}
