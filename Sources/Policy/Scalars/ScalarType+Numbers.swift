extension ScalarType {
    /// A decimal number without sign or leading zeros, within `range`.
    static func integer(_ range: ClosedRange<Int>, _ noun: String = "an integer") -> ScalarType {
        ScalarType("\(noun) (\(range.lowerBound) to \(range.upperBound))") { (text) throws(ScalarProblem) in
            guard let value = decimal(text) else { throw ScalarProblem("digits without a leading zero are needed") }
            guard range.contains(value) else { throw ScalarProblem() }
            return .integer(value)
        }
    }

    static let vlan = integer(1...4094, "a VLAN")

    /// `LOW-HIGH`, or one number for a range of one.
    static func range(_ bounds: ClosedRange<Int>, _ noun: String) -> ScalarType {
        ScalarType("\(noun) (N or LOW-HIGH, \(bounds.lowerBound) to \(bounds.upperBound))") {
            (text) throws(ScalarProblem) in
            guard let range = numberRange(text) else {
                throw ScalarProblem("two numbers without leading zeros, the lower one first, are needed")
            }
            guard bounds.contains(range.lowerBound), bounds.contains(range.upperBound) else { throw ScalarProblem() }
            return .range(range)
        }
    }

    static let ports = range(1...65535, "a port or a range of ports")
    static let vlanRange = range(1...4094, "a VLAN or a range of VLANs")

    /// A rate in bits per second.
    static let bitrate = quantity("a rate (800kbit, 10Mbit)", units: ["bit", "kbit", "Mbit", "Gbit", "Tbit"])
    /// A number of bytes.
    static let byteSize = quantity("a size (64KiB, 1MiB)", units: ["B", "KiB", "MiB", "GiB"])
    static let duration = quantity("a duration (500ms, 12h)", units: ["ms", "s", "m", "h", "d"])

    /// A whole number that is not zero, followed by its unit.
    private static func quantity(_ expected: String, units: [String]) -> ScalarType {
        ScalarType(expected) { (text) throws(ScalarProblem) in
            let digits = text.prefix { $0.isASCII && $0.isNumber }
            guard let value = decimal(digits), value > 0, value <= 1_000_000_000_000 else { throw ScalarProblem() }
            let unit = String(text.dropFirst(digits.count))
            guard units.contains(unit) else {
                throw ScalarProblem("the unit is one of \(units.joined(separator: ", "))")
            }
            return .text(text)
        }
    }
}

extension ValueType {
    static func integer(_ range: ClosedRange<Int>) -> ValueType { .scalar(.integer(range)) }
    static let boolean = ValueType.enumeration(["true", "false"])
    /// One range of VLANs or a list of them.
    static let vlans = ValueType.choice([.scalar(.vlanRange), .list(.scalar(.vlanRange))])
}

func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

/// A decimal number of at most 18 digits, without sign, space or leading zero.
func decimal(_ text: some StringProtocol) -> Int? {
    let bytes = text.utf8
    guard let first = bytes.first, bytes.count <= 18, first != UInt8(ascii: "0") || bytes.count == 1 else { return nil }
    var value = 0
    for byte in bytes {
        guard isDigit(byte) else { return nil }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value
}

/// `N` or `LOW-HIGH`.
func numberRange(_ text: some StringProtocol) -> ClosedRange<Int>? {
    let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let last = parts.last, let low = decimal(first), let high = decimal(last),
        low <= high
    else { return nil }
    return low...high
}
