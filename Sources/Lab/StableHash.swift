/// FNV-1a in 64 bits: identities that are derived from names must be the same in every run.
func stableHash(_ text: String, seed: UInt64 = 0xcbf2_9ce4_8422_2325) -> UInt64 {
    text.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}

/// The low `digits` hexadecimal digits of a number, with leading zeros.
func hexadecimal(_ value: UInt64, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text.suffix(digits)
}

/// A UUID (version 8, RFC 9562 section 5.8) made from a name.
func derivedUUID(_ name: String) -> String {
    let high = hexadecimal(stableHash(name), digits: 16)
    let low = hexadecimal(stableHash(name, seed: stableHash("weft-lab " + name)), digits: 16)
    let text = Array(high + low)
    return String(text[0..<8]) + "-" + String(text[8..<12]) + "-8" + String(text[13..<16]) + "-8"
        + String(text[17..<20])
        + "-" + String(text[20..<32])
}
