/// A 128-bit internet address.
///
/// Accepted: RFC 4291 text, with one `::` and an optional dotted IPv4 tail. Refused: zone identifiers and brackets.
/// Printed as RFC 5952 says.
@frozen
public struct IPv6Address: Hashable, Comparable, Sendable, CustomStringConvertible {
    // By halves: so what holds an address, an action for one, needs no alignment of its own.
    @usableFromInline let high: UInt64
    @usableFromInline let low: UInt64

    @inlinable
    public var rawValue: UInt128 { UInt128(high) << 64 | UInt128(low) }

    @inlinable
    public init(rawValue: UInt128) {
        high = UInt64(truncatingIfNeeded: rawValue >> 64)
        low = UInt64(truncatingIfNeeded: rawValue)
    }

    public init(_ text: some StringProtocol) throws(AddressSyntaxError) {
        func fail(_ reason: String? = nil) -> AddressSyntaxError {
            AddressSyntaxError(text, expected: "an IPv6 address", reason: reason)
        }
        var head: [UInt16] = []
        var tail: [UInt16] = []
        var isCompressed = false
        var rest = text[...]
        if rest.hasPrefix("::") {
            isCompressed = true
            rest = rest.dropFirst(2)
        }
        while !rest.isEmpty {
            let part = rest.prefix { $0 != ":" }
            rest = rest.dropFirst(part.count)
            var groups: [UInt16] = []
            if part.contains(".") {
                guard rest.isEmpty, let address = try? IPv4Address(part) else {
                    throw fail("a dotted part must end it")
                }
                groups = [UInt16(address.rawValue >> 16), UInt16(truncatingIfNeeded: address.rawValue)]
            } else {
                guard let group = Self.group(part) else { throw fail() }
                groups = [group]
            }
            if isCompressed { tail += groups } else { head += groups }
            if rest.isEmpty { break }
            rest = rest.dropFirst()
            if rest.hasPrefix(":") {
                guard !isCompressed else { throw fail("`::` may stand once") }
                isCompressed = true
                rest = rest.dropFirst()
            } else if rest.isEmpty {
                throw fail()
            }
        }
        let count = head.count + tail.count
        guard isCompressed ? count <= 7 : count == 8 else { throw fail("eight groups of 16 bits are needed") }
        let all = head + [UInt16](repeating: 0, count: 8 - count) + tail
        self.init(rawValue: all.reduce(UInt128(0)) { $0 << 16 | UInt128($1) })
    }

    private static func group(_ text: some StringProtocol) -> UInt16? {
        guard (1...4).contains(text.utf8.count) else { return nil }
        var value: UInt16 = 0
        for byte in text.utf8 {
            guard let digit = hexDigit(byte) else { return nil }
            value = value << 4 | UInt16(digit)
        }
        return value
    }

    @inlinable
    public var isMulticast: Bool { rawValue >> 120 == 0xff }

    /// fe80::/10, RFC 4291 section 2.5.6.
    @inlinable
    public var isLinkLocal: Bool { rawValue >> 118 == 0xfe80 >> 6 }

    /// The link-local address that a guest makes from its MAC by EUI-64 (RFC 4291, appendix A).
    public static func linkLocal(from mac: MACAddress) -> IPv6Address {
        let raw = mac.rawValue
        let identifier = (raw >> 24 ^ 0x02_0000) << 40 | 0xff_fe00_0000 | raw & 0xff_ffff
        return IPv6Address(rawValue: UInt128(0xfe80) << 112 | UInt128(identifier))
    }

    @inlinable
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    public var description: String {
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: rawValue >> UInt128(112 - 16 * $0)) }
        var best = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > max(best.count, 1) { best = start..<end }
            start = max(end, start + 1)
        }
        let text = { (range: Range<Int>) in
            groups[range].map { String($0, radix: 16) }.joined(separator: ":")
        }
        return best.isEmpty ? text(0..<8) : text(0..<best.lowerBound) + "::" + text(best.upperBound..<8)
    }
}
