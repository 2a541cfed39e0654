import JSON
import Testing

@Suite struct JSONObjectTests {
    @Test("Members keep their order; the last of duplicates wins in the first one's place")
    func order() throws {
        let value = try JSONParser.parse("{\"b\":1,\"a\":2,\"b\":3}")
        #expect(value.serialized() == "{\"b\":3,\"a\":2}")
        #expect(value["b"] == 3)
        #expect(value["c"] == nil)
    }

    @Test("Equality and hashing do not depend on the order")
    func equality() {
        let left: JSONValue = ["a": 1, "b": [2], "c": nil]
        let right: JSONValue = ["c": nil, "b": [2], "a": 1]
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(left != ["a": 1, "b": [2]])
        #expect(left != ["a": 1, "b": [2], "d": nil])
    }

    @Test("Setting, replacing and removing agree with a dictionary at every size")
    func againstDictionary() {
        var object = JSONObject()
        var dictionary: [String: JSONValue] = [:]
        for step in 0..<200 {
            let key = "k\(step * 7 % 31)"
            let value: JSONValue? = step % 5 == 4 ? nil : .integer(Int64(step))
            object[key] = value
            dictionary[key] = value
            #expect(object.count == dictionary.count)
            #expect(dictionary.allSatisfy { object[$0.key] == $0.value })
        }
    }

    @Test("A hundred thousand keys are not quadratic")
    func large() throws {
        let text = "{" + (0..<100_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"
        let value = try JSONParser.parse(text)
        #expect(value.object?.count == 100_000)
        #expect(value["k99999"] == 99_999)
    }

    @Test("Accessors answer only for their own kind")
    func accessors() {
        #expect(JSONValue.integer(3).integer == 3)
        #expect(JSONValue.integer(3).double == 3)
        #expect(JSONValue.double(2.5).integer == nil)
        #expect(JSONValue.string("x").string == "x")
        #expect(JSONValue.string("x").array == nil)
        #expect(JSONValue.bool(true).bool == true)
        #expect(JSONValue.null.isNull)
        #expect(JSONValue.array([1])["a"] == nil)
    }
}
