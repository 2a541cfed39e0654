/// A UUID as OVSDB names rows (RFC 4122 text form). Ordered as its text is.
public struct OVSDBUUID: Hashable, Comparable, Sendable, LosslessStringConvertible {
    public let high: UInt64
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The all-zero UUID: "no transaction seen yet" in `monitor_cond_since`.
    public static let zero = Self(high: 0, low: 0)

    /// Reads `8-4-4-4-12` hexadecimal digits in either case; nil for anything else.
    public init?(_ text: String) {
        let digits = text.utf8.withContiguousStorageIfAvailable(Self.digits) ?? Self.digits(Array(text.utf8))
        guard let digits else { return nil }
        self.init(high: UInt64(truncatingIfNeeded: digits >> 64), low: UInt64(truncatingIfNeeded: digits))
    }

    private static func digits(_ text: some RandomAccessCollection<UInt8>) -> UInt128? {
        guard text.count == length else { return nil }
        var digits: UInt128 = 0
        for (position, byte) in text.enumerated() {
            if isDash(position) {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: return nil
            }
            digits = digits << 4 | UInt128(digit)
        }
        return digits
    }

    private static func isDash(_ position: Int) -> Bool {
        position == 8 || position == 13 || position == 18 || position == 23
    }

    private static let length = 36

    public static func < (left: Self, right: Self) -> Bool { (left.high, left.low) < (right.high, right.low) }

    public var description: String {
        String(unsafeUninitializedCapacity: Self.length) { text in
            var digits = UInt128(high) << 64 | UInt128(low)
            for position in (0..<Self.length).reversed() {
                if Self.isDash(position) {
                    text[position] = UInt8(ascii: "-")
                    continue
                }
                let digit = UInt8(truncatingIfNeeded: digits & 0xf)
                text[position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
                digits >>= 4
            }
            return Self.length
        }
    }
}
