/// The internet checksum (RFC 1071), its test, and its update when bytes change (RFC 1624).
public enum Checksum {
    /// The checksum of bytes that have zeros in its place.
    public static func of(_ bytes: [UInt8]) -> UInt16 { ~folded(bytes[...]) }

    /// The checksum after `old` was replaced by `new`; both begin at an even offset of what is summed.
    ///
    /// A wrong checksum stays as wrong as it was: a switch does not repair what it forwards.
    static func updated(_ checksum: UInt16, from old: ArraySlice<UInt8>, to new: [UInt8]) -> UInt16 {
        var sum = UInt64(~checksum)
        add(old, &sum) { ~$0 }
        add(new[...], &sum) { $0 }
        while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
        return ~UInt16(sum)
    }

    /// Whether the one's complement sum of bytes, their checksum among them, is right.
    static func isRight(_ bytes: some Collection<UInt8>) -> Bool {
        folded(ArraySlice(bytes)) == 0xffff
    }

    /// The one's complement sum.
    private static func folded(_ bytes: ArraySlice<UInt8>) -> UInt16 {
        var sum: UInt64 = 0
        add(bytes, &sum) { $0 }
        while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
        return UInt16(sum)
    }

    /// A length as a pseudo header has it.
    static func length(_ count: Int) -> [UInt8] { octets(UInt128(count), 2) }

    private static func add(_ bytes: ArraySlice<UInt8>, _ sum: inout UInt64, _ word: (UInt16) -> UInt16) {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let low = index + 1 < bytes.endIndex ? bytes[index + 1] : 0
            sum += UInt64(word(UInt16(bytes[index]) << 8 | UInt16(low)))
            index += 2
        }
    }
}
