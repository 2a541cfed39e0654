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
        var digits: UInt128 = 0
        var position = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "-"):
                guard Self.dashes.contains(position) else { return nil }
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits = digits << 4 | UInt128(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"):
                digits = digits << 4 | UInt128(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"):
                digits = digits << 4 | UInt128(byte - UInt8(ascii: "A") + 10)
            default: return nil
            }
            if byte != UInt8(ascii: "-"), Self.dashes.contains(position) { return nil }
            position += 1
            guard position <= Self.length else { return nil }
        }
        guard position == Self.length else { return nil }
        self.init(high: UInt64(truncatingIfNeeded: digits >> 64), low: UInt64(truncatingIfNeeded: digits))
    }

    private static let dashes = [8, 13, 18, 23]
    private static let length = 36

    public static func < (left: Self, right: Self) -> Bool { (left.high, left.low) < (right.high, right.low) }

    public var description: String {
        var text = ""
        text.reserveCapacity(Self.length)
        for nibble in 0..<32 {
            if [8, 12, 16, 20].contains(nibble) { text += "-" }
            let half = nibble < 16 ? high : low
            text += String((half >> UInt64(60 - 4 * (nibble % 16))) & 0xF, radix: 16)
        }
        return text
    }
}
