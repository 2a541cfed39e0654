/// A part of a text that remembers where it stands.
struct TextPiece {
    private let bytes: [UInt8]
    let range: Range<Int>

    init(_ text: some StringProtocol) {
        bytes = Array(text.utf8)
        range = 0..<bytes.count
    }

    private init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        self.range = range
    }

    var isEmpty: Bool { range.isEmpty }
    var text: String { String(decoding: bytes[range], as: UTF8.self) }
    var first: UInt8? { range.isEmpty ? nil : bytes[range.lowerBound] }

    subscript(index: Int) -> UInt8 { bytes[index] }
    func piece(_ range: Range<Int>) -> TextPiece { TextPiece(bytes, range) }

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

    /// A decimal number, or a hexadecimal one behind 0x.
    func number(_ expected: String = "a number", atMost limit: UInt128 = .max) throws(FlowTextError) -> UInt128 {
        let text = text
        let isHexadecimal = text.hasPrefix("0x") || text.hasPrefix("0X")
        let digits = isHexadecimal ? text.dropFirst(2) : text[...]
        // A zero in front would be octal to ovs-ofctl.
        let isOctal = !isHexadecimal && digits.count > 1 && digits.first == "0"
        guard !isOctal, digits.first != "+", let value = UInt128(digits, radix: isHexadecimal ? 16 : 10) else {
            throw fail("\(expected), decimal or 0x…")
        }
        guard value <= limit else { throw fail("\(expected), at most \(limit)") }
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
