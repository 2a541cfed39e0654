/// Splits a path at its slashes, then decodes each segment; `nil` when it does not begin with a slash or a segment is
/// malformed.
func decodePath(_ path: String) -> [String]? {
    guard path.first == "/" else { return nil }
    guard path != "/" else { return [] }
    var segments: [String] = []
    for raw in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
        guard let segment = percentDecoded(raw) else { return nil }
        segments.append(segment)
    }
    return segments
}

/// Decodes `%XX` (RFC 3986, section 2.1); `nil` when an escape is incomplete, the bytes are not UTF-8, or they hold
/// control characters, which no name has and which are only sent to confuse whoever prints them.
func percentDecoded(_ text: some StringProtocol) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8.makeIterator()
    while let byte = rest.next() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        guard let high = rest.next().flatMap(hexValue), let low = rest.next().flatMap(hexValue) else { return nil }
        bytes.append(high << 4 | low)
    }
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { return nil }
    return String(validating: bytes, as: UTF8.self)
}

private func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
