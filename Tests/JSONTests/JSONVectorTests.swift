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
