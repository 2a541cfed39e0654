import NetworkTypes

/// A part of a text that remembers where it stands.
struct TextPiece {
    private let bytes: [UInt8]
    let range: Range<Int>
    /// Ports that may be named instead of numbered.
    let ports: [String: PortNumber]

    init(_ text: some StringProtocol, ports: [String: PortNumber] = [:]) {
        bytes = Array(text.utf8)
        range = 0..<bytes.count
        self.ports = ports
    }

    private init(_ whole: TextPiece, _ range: Range<Int>) {
        bytes = whole.bytes
        ports = whole.ports
        self.range = range
    }

    var isEmpty: Bool { range.isEmpty }
    var text: String { String(decoding: bytes[range], as: UTF8.self) }
    var first: UInt8? { range.isEmpty ? nil : bytes[range.lowerBound] }

    subscript(index: Int) -> UInt8 { bytes[index] }
    func piece(_ range: Range<Int>) -> TextPiece { TextPiece(self, range) }

    func fail(_ expected: String) -> FlowTextError {
        FlowTextError(offset: range.lowerBound, expected: expected, found: String(text.prefix(64)))
    }

    /// What stands before and behind the first `separator`; nil when there is none.
    func split(_ separator: String) -> (TextPiece, TextPiece)? {
        let wanted = Array(separator.utf8)
        guard range.count >= wanted.count else { return nil }
        for start in range.lowerBound...(range.upperBound - wanted.count)
        where bytes[start..<start + wanted.count].elementsEqual(wanted) {
            return (piece(range.lowerBound..<start), piece(start + wanted.count..<range.upperBound))
        }
        return nil
    }

    /// The parts between any of `separators`, without those that are empty.
    func parts(_ separators: String) -> [TextPiece] {
        let separators = Array(separators.utf8)
        var result: [TextPiece] = []
        var start = range.lowerBound
        for index in range.lowerBound...range.upperBound
        where index == range.upperBound || separators.contains(bytes[index]) {
            if index > start { result.append(piece(start..<index)) }
            start = index + 1
        }
        return result
    }

    /// A decimal number, a hexadecimal one behind 0x or, as ovs-ofctl reads it, an octal one behind a zero.
    func number(_ expected: String = "a number", atMost limit: UInt128 = .max) throws(FlowTextError) -> UInt128 {
        let text = text
        let isHexadecimal = text.hasPrefix("0x") || text.hasPrefix("0X")
        let digits = isHexadecimal ? text.dropFirst(2) : text[...]
        let radix = isHexadecimal ? 16 : digits.count > 1 && digits.first == "0" ? 8 : 10
        guard digits.first != "+", let value = UInt128(digits, radix: radix) else {
            throw fail("\(expected), decimal or 0x…")
        }
        guard value <= limit else { throw fail("\(expected), at most \(limit)") }
        return value
    }

    /// A number that zeros in front leave decimal: ovs-ofctl reads ports and tables so.
    func decimal<T: FixedWidthInteger>(
        _ expected: String = "a number", as type: T.Type = T.self
    )
        throws(FlowTextError) -> T
    {
        guard text.count > 1, first == UInt8(ascii: "0"), let value = T(text) else { return try integer(expected) }
        return value
    }

    func integer<T: FixedWidthInteger>(
        _ expected: String = "a number", as type: T.Type = T.self
    )
        throws(FlowTextError) -> T
    {
        T(truncatingIfNeeded: try number(expected, atMost: UInt128(T.max)))
    }

    /// Bytes in hexadecimal; dots and blanks between them are skipped.
    func hexadecimalBytes() throws(FlowTextError) -> [UInt8] {
        var result: [UInt8] = []
        for part in parts(". ") {
            let digits = Array(part.text)
            guard digits.count % 2 == 0 else { throw part.fail("two hexadecimal digits a byte") }
            for index in stride(from: 0, to: digits.count, by: 2) {
                guard let high = digits[index].hexDigitValue, let low = digits[index + 1].hexDigitValue else {
                    throw part.fail("hexadecimal digits")
                }
                result.append(UInt8(high << 4 | low))
            }
        }
        return result
    }
}
