/// The recursive descent over the bytes of one text.
struct JSONScanner: ~Escapable {
    let bytes: Span<UInt8>
    let limits: JSONParser.Limits
    var position = 0
    private var valueCount = 0

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>, limits: JSONParser.Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// The next byte, or nil at the end.
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// The error for something other than `expected` at the present place.
    func failure(_ expected: String) -> JSONError {
        JSONError(position < bytes.count ? .expected(expected) : .unexpectedEnd, at: position)
    }

    @_lifetime(self: copy self)
    mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position &+= 1
            default: return
            }
        }
    }

    @_lifetime(self: copy self)
    mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        skipWhitespace()
        valueCount &+= 1
        guard valueCount <= limits.maxValues else {
            throw JSONError(.limit("\(limits.maxValues) values"), at: position)
        }
        guard let first = next else { throw failure("a value") }
        switch first {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
        case UInt8(ascii: "t"): return try keyword("true", .bool(true))
        case UInt8(ascii: "f"): return try keyword("false", .bool(false))
        case UInt8(ascii: "n"): return try keyword("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw failure("a value")
        }
    }

    @_lifetime(self: copy self)
    private mutating func keyword(_ text: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let count = text.utf8CodeUnitCount
        let start = position
        guard bytes.count - start >= count else { throw JSONError(.unexpectedEnd, at: bytes.count) }
        let matches = text.withUTF8Buffer { expected in
            expected.indices.allSatisfy { expected[$0] == bytes[start + $0] }
        }
        guard matches else { throw failure("a value") }
        position += count
        return value
    }

    @_lifetime(self: copy self)
    private mutating func enter(depth: Int) throws(JSONError) {
        guard depth <= limits.maxDepth else {
            throw JSONError(.limit("\(limits.maxDepth) levels of nesting"), at: position)
        }
        position &+= 1
        skipWhitespace()
    }

    @_lifetime(self: copy self)
    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        try enter(depth: depth)
        var elements: [JSONValue] = []
        if next == UInt8(ascii: "]") {
            position &+= 1
            return elements
        }
        // Pairs are what OVSDB has most of.
        elements.reserveCapacity(2)
        while true {
            elements.append(try value(depth: depth))
            skipWhitespace()
            switch next {
            case UInt8(ascii: ","): position &+= 1
            case UInt8(ascii: "]"):
                position &+= 1
                return elements
            default: throw failure("',' or ']'")
            }
        }
    }

    @_lifetime(self: copy self)
    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        try enter(depth: depth)
        var object = JSONObject()
        if next == UInt8(ascii: "}") {
            position &+= 1
            return object
        }
        object.reserveCapacity(4)
        while true {
            guard next == UInt8(ascii: "\"") else { throw failure("a quoted name") }
            let key = try string()
            skipWhitespace()
            guard next == UInt8(ascii: ":") else { throw failure("':'") }
            position &+= 1
            object.set(key, to: try value(depth: depth))
            skipWhitespace()
            switch next {
            case UInt8(ascii: ","):
                position &+= 1
                skipWhitespace()
            case UInt8(ascii: "}"):
                position &+= 1
                return object
            default: throw failure("',' or '}'")
            }
        }
    }
}
