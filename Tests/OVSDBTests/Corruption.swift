/// Spoiled copies of a text: each of its beginnings, and each of its bytes replaced.
struct Corruption {
    /// Bytes that mean something to JSON, to UTF-8, or to nobody.
    private static let telling: [UInt8] = [
        0x00, 0x22, 0x2C, 0x2D, 0x2E, 0x30, 0x39, 0x3A, 0x5B, 0x5C, 0x5D, 0x65, 0x7B, 0x7D, 0x80, 0xC0, 0xED, 0xFF,
    ]

    let original: [UInt8]
    /// Which replacements are tried: all 255 nightly, the telling ones and a flipped bit otherwise.
    private let replacements: [UInt8]

    init(_ original: [UInt8]) {
        self.original = original
        replacements = Nightly.isOn ? Array(0...255) : Self.telling
    }

    init(_ text: String) { self.init(Array(text.utf8)) }

    /// Calls `body` with each spoiled copy, and answers how many there were.
    func visit(_ body: ([UInt8]) throws -> Void) rethrows -> Int {
        var count = 0
        for length in original.indices {
            try body(Array(original[..<length]))
            count += 1
        }
        var spoiled = original
        for position in original.indices {
            for byte in replacements + [original[position] ^ 0x01] where byte != original[position] {
                spoiled[position] = byte
                try body(spoiled)
                count += 1
            }
            spoiled[position] = original[position]
        }
        return count
    }
}
