/// A 32-bit internet address.
///
/// Accepted: four decimal numbers 0…255 without leading zeros, joined by dots. Refused: fewer parts, hexadecimal and
/// octal spellings.
@frozen
public struct IPv4Address: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let rawValue: UInt32

    @inlinable
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public init(_ text: some StringProtocol) throws(AddressSyntaxError) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else {
            throw AddressSyntaxError(
                text, expected: "an IPv4 address", reason: "four numbers joined by dots are needed")
        }
        var value: UInt32 = 0
        for part in parts {
            guard let number = decimal(part, upTo: 255) else {
                throw AddressSyntaxError(
                    text, expected: "an IPv4 address", reason: "`\(part)` is not a number from 0 to 255")
            }
            value = value << 8 | UInt32(number)
        }
        self.init(rawValue: value)
    }

    @inlinable
    public var isMulticast: Bool { rawValue >> 28 == 0xe }

    @inlinable
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    public var description: String {
        "\(rawValue >> 24).\(rawValue >> 16 & 0xff).\(rawValue >> 8 & 0xff).\(rawValue & 0xff)"
    }
}
