/// A 48-bit Ethernet address.
///
/// Accepted: six groups of two hexadecimal digits joined by `:` or `-` (`52:54:00:12:34:56`). Refused: short groups,
/// mixed separators, dotted triples.
@frozen
public struct MACAddress: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The address in the low 48 bits.
    public let rawValue: UInt64

    @inlinable
    public init(rawValue: UInt64) { self.rawValue = rawValue & 0xffff_ffff_ffff }

    public init(_ text: some StringProtocol) throws(AddressSyntaxError) {
        let bytes = Array(text.utf8)
        func fail() -> AddressSyntaxError { AddressSyntaxError(text, expected: "a MAC address") }
        guard bytes.count == 17, bytes[2] == UInt8(ascii: ":") || bytes[2] == UInt8(ascii: "-") else { throw fail() }
        var value: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            if index % 3 == 2 {
                guard byte == bytes[2] else { throw fail() }
            } else {
                guard let digit = hexDigit(byte) else { throw fail() }
                value = value << 4 | UInt64(digit)
            }
        }
        self.init(rawValue: value)
    }

    public static let broadcast = MACAddress(rawValue: 0xffff_ffff_ffff)

    /// Group addresses (multicast and broadcast) have the lowest bit of the first byte set.
    @inlinable
    public var isGroup: Bool { rawValue & 0x0100_0000_0000 != 0 }

    @inlinable
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(17)
        for index in 0..<6 {
            if index > 0 { text.append(UInt8(ascii: ":")) }
            let byte = UInt8(truncatingIfNeeded: rawValue >> UInt64(40 - 8 * index))
            text.append(hexCharacter(byte >> 4))
            text.append(hexCharacter(byte & 0xf))
        }
        return String(decoding: text, as: UTF8.self)
    }
}
