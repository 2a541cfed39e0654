extension JSONScanner {
    /// Reads a string whose opening quote is the next byte.
    @_lifetime(self: copy self)
    mutating func string() throws(JSONError) -> String {
        position &+= 1
        let start = position
        try skipPlainBytes()
        if bytes[position] == UInt8(ascii: "\"") {
            let text = try text(start..<position)
            position &+= 1
            return text
        }
        return try escapedString(from: start)
    }

    /// Stops at the next quote or backslash, which exists when this returns.
    @_lifetime(self: copy self)
    private mutating func skipPlainBytes() throws(JSONError) {
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
            guard byte >= 0x20 else {
                throw JSONError(.badEscape("a control character must be escaped in a string"), at: position)
            }
            position &+= 1
        }
        throw JSONError(.unexpectedEnd, at: position)
    }

    func text(_ range: Range<Int>) throws(JSONError) -> String {
        do throws(UTF8.ValidationError) {
            return String(copying: try UTF8Span(validating: bytes.extracting(range)))
        } catch {
            throw JSONError(.invalidUTF8, at: range.lowerBound + error.byteOffsets.lowerBound)
        }
    }

    /// Reads the rest of a string that has escapes; the next byte is its first backslash.
    @_lifetime(self: copy self)
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var chunkStart = start
        var result = ""
        while true {
            result += try text(chunkStart..<position)
            if bytes[position] == UInt8(ascii: "\"") {
                position &+= 1
                return result
            }
            result.unicodeScalars.append(try escape())
            chunkStart = position
            try skipPlainBytes()
        }
    }

    /// Reads one escape; the next byte is its backslash.
    @_lifetime(self: copy self)
    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        let start = position
        position &+= 1
        guard let letter = next else { throw JSONError(.unexpectedEnd, at: position) }
        position &+= 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape(from: start)
        default: throw JSONError(.badEscape("an unknown escape"), at: start)
        }
    }

    @_lifetime(self: copy self)
    private mutating func unicodeEscape(from start: Int) throws(JSONError) -> Unicode.Scalar {
        let first = try fourHexDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, next == UInt8(ascii: "\\") else {
            throw JSONError(.badEscape("a surrogate without its partner"), at: start)
        }
        position &+= 1
        guard next == UInt8(ascii: "u") else {
            throw JSONError(.badEscape("a surrogate without its partner"), at: start)
        }
        position &+= 1
        let second = try fourHexDigits()
        guard (0xDC00...0xDFFF).contains(second) else {
            throw JSONError(.badEscape("a surrogate without its partner"), at: start)
        }
        let code = 0x10000 + (UInt32(first & 0x3FF) << 10) + UInt32(second & 0x3FF)
        guard let scalar = Unicode.Scalar(code) else {
            throw JSONError(.badEscape("a surrogate without its partner"), at: start)
        }
        return scalar
    }

    @_lifetime(self: copy self)
    private mutating func fourHexDigits() throws(JSONError) -> UInt16 {
        var code: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next else { throw JSONError(.unexpectedEnd, at: position) }
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw JSONError(.badEscape("\\u needs four hexadecimal digits"), at: position)
            }
            code = code << 4 | UInt16(digit)
            position &+= 1
        }
        return code
    }
}
