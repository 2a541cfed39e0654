/// A strict RFC 8259 parser for text that nobody vouches for.
public enum JSONParser {
    /// How much a text may ask for.
    public struct Limits: Hashable, Sendable {
        /// How deep arrays and objects may nest.
        public var maxDepth: Int
        /// The longest text, in bytes.
        public var maxBytes: Int
        /// How many values a text may hold in all: two bytes of text can become fifty of memory.
        public var maxValues: Int

        public init(maxDepth: Int = 64, maxBytes: Int = 64 << 20, maxValues: Int = 4_000_000) {
            precondition((1...1024).contains(maxDepth), "the parser recurses: a nesting limit is 1 to 1024")
            self.maxDepth = maxDepth
            self.maxBytes = maxBytes
            self.maxValues = maxValues
        }
    }

    /// Parses one JSON value with nothing but white space around it.
    ///
    /// The last of duplicate keys wins. Byte order marks, comments, trailing commas, invalid UTF-8, lone surrogates
    /// and numbers beyond a double are refused.
    public static func parse(_ bytes: Span<UInt8>, limits: Limits = Limits()) throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.maxBytes else {
            throw JSONError(.limit("\(limits.maxBytes) bytes"), at: limits.maxBytes)
        }
        var scanner = JSONScanner(bytes, limits: limits)
        let value = try scanner.value(depth: 0)
        scanner.skipWhitespace()
        guard scanner.position == bytes.count else { throw JSONError(.trailingBytes, at: scanner.position) }
        return value
    }

    /// Parses one JSON value; see the form that takes a span.
    public static func parse(_ bytes: [UInt8], limits: Limits = Limits()) throws(JSONError) -> JSONValue {
        try parse(bytes.span, limits: limits)
    }

    /// Parses one JSON value; see the form that takes a span. Error offsets count from the start of the slice.
    public static func parse(_ bytes: ArraySlice<UInt8>, limits: Limits = Limits()) throws(JSONError) -> JSONValue {
        try parse(bytes.span, limits: limits)
    }

    /// Parses one JSON value; see the form that takes a span.
    public static func parse(_ text: String, limits: Limits = Limits()) throws(JSONError) -> JSONValue {
        try parse(Array(text.utf8), limits: limits)
    }
}
