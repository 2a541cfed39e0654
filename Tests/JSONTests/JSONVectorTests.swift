import JSON
import Testing

@Suite struct JSONVectorTests {
    @Test(
        "Open vSwitch's own cases", .enabled(if: !Vectors.json.isEmpty, "no conformance vectors beside the checkout"),
        arguments: Vectors.json.filter { $0.options.isEmpty })
    func vector(_ vector: JSONVector) throws {
        // One case is written in the test suite's macro language.
        let input =
            vector.input.contains("m4_for")
            ? String(repeating: "{\"x\":", count: 1002) + String(repeating: "}", count: 1002) : vector.input
        if vector.isPositive {
            let value = try JSONParser.parse(input)
            // With 15 digits the greatest double prints as something greater still.
            let text = vector.expected.replacing("1.79769313486232e+308", with: "1.7976931348623157e+308")
            let expected = try JSONParser.parse(text)
            #expect(isSame(value, expected), "\(value) is not \(expected)")
            #expect(try JSONParser.parse(value.serialized()) == value)
        } else {
            #expect(throws: JSONError.self) { try JSONParser.parse(input) }
        }
    }

    /// A stream of JSON-RPC has objects only: where Open vSwitch's reader goes on with an array, this one stops.
    @Test(
        "Open vSwitch's own cases of many values after each other",
        .enabled(if: !Vectors.json.isEmpty, "no conformance vectors beside the checkout"),
        arguments: Vectors.json.filter { $0.options == "--multiple" })
    func stream(_ vector: JSONVector) throws {
        let lines = vector.expected.split(separator: "\n").map(String.init)
        let objects = Array(lines.prefix { $0.hasPrefix("{") })
        let isReadThrough = objects.count == lines.count
        var splitter = JSONStreamSplitter(maxMessageBytes: 1000)
        splitter.append(vector.input.utf8)
        var found: [String] = []
        var failure: JSONError?
        do throws(JSONError) {
            while let message = try splitter.next() { found.append(try JSONParser.parse(message).serialized()) }
        } catch {
            failure = error
        }
        #expect(found == objects)
        #expect((failure == nil) == isReadThrough)
        #expect(failure?.reason == (isReadThrough ? nil : .expected("an object")))
        #expect(vector.isPositive || !isReadThrough)
    }

    @Test(
        "Every case is read", .enabled(if: !Vectors.json.isEmpty, "no conformance vectors beside the checkout"))
    func all() {
        let options = Dictionary(grouping: Vectors.json, by: \.options).mapValues(\.count)
        #expect(options == ["": 36, "--multiple": 3])
    }

    /// The vectors print doubles with 15 digits, and an underflow as the integer 0.
    private func isSame(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { isSame($0, $1) }
        case (.double, _), (_, .double):
            guard let left = left.double, let right = right.double else { return false }
            return abs(left - right) <= abs(right) * 1e-14
        default: return left == right
        }
    }
}
