/// Bytes from hexadecimal text; blanks are skipped, and what stands behind `//` to the end of a line is a comment.
func hex(_ text: String) -> [UInt8] {
    var digits: [UInt8] = []
    for line in text.split(separator: "\n") {
        var rest = line[...]
        if let comment = rest.firstRange(of: "//") { rest = rest[..<comment.lowerBound] }
        for character in rest {
            if let digit = character.hexDigitValue { digits.append(UInt8(digit)) }
        }
    }
    precondition(digits.count % 2 == 0, "hexadecimal text has two digits a byte")
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

/// Bytes as hexadecimal text without blanks.
func hexText(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
}
