/// Why bytes are not the JSON that was asked for, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Reason: Hashable, Sendable {
        /// The text ended inside a value.
        case unexpectedEnd
        /// Something else stands where `expected` belongs.
        case expected(String)
        /// A control character stands unescaped in a string, an escape is malformed, or a surrogate has no partner.
        case badEscape(String)
        /// The bytes of a string are not UTF-8.
        case invalidUTF8
        /// A number is malformed, or too large for a double.
        case badNumber(String)
        /// Bytes follow the value.
        case trailingBytes
        /// A limit was passed; the text names it.
        case limit(String)
    }

    public let reason: Reason
    /// Where it was noticed, in bytes from the start of what was parsed.
    public let offset: Int

    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    public var description: String {
        let text =
            switch reason {
            case .unexpectedEnd: "the text ends inside a value"
            case .expected(let expected): "expected \(expected)"
            case .badEscape(let detail), .badNumber(let detail): detail
            case .invalidUTF8: "a string is not UTF-8"
            case .trailingBytes: "bytes follow the value"
            case .limit(let limit): "more than \(limit)"
            }
        return "JSON at byte \(offset): \(text)"
    }
}
