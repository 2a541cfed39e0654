import JSON
import Testing

@Suite struct JSONWriterTests {
    @Test("Text is escaped as RFC 8259 asks and no more")
    func escapes() {
        let value = JSONValue.string("\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}é😀")
        #expect(value.serialized() == "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u{7F}é😀\"")
    }

    @Test("Pretty text has two spaces a level and nothing inside what is empty")
    func pretty() {
        let value: JSONValue = ["a": [1, 2.5, []], "b": [:], "c": nil]
        #expect(
            value.serialized(pretty: true) == """
                {
                  "a": [
                    1,
                    2.5,
                    []
                  ],
                  "b": {},
                  "c": null
                }
                """)
        #expect(value.serialized() == "{\"a\":[1,2.5,[]],\"b\":{},\"c\":null}")
    }

    @Test("What JSON cannot spell becomes null")
    func notFinite() {
        #expect(JSONValue.array([.double(.infinity), .double(.nan)]).serialized() == "[null,null]")
    }

    @Test(
        "Doubles survive the way out and back",
        arguments: [0.1, -1e-300, 1.7976931348623157e308, .leastNonzeroMagnitude, 1e22, 0.5])
    func doubles(value: Double) throws {
        #expect(try JSONParser.parse(JSONValue.double(value).serialized()).double == value)
    }
}
