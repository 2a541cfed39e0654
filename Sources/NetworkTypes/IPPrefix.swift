/// An address range written as `address/length`.
///
/// Bits of the address beyond the length must be zero: `10.0.0.1/24` is refused, with the network named in the reason.
@frozen
public struct IPPrefix: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let address: IPAddress
    public let length: Int

    /// The prefix of `length` bits that `address` lies in.
    public init(containing address: IPAddress, length: Int) {
        precondition(length >= 0 && length <= (address.isV4 ? 32 : 128), "a prefix length fits its address")
        self.length = length
        switch address {
        case .v4(let v4): self.address = .v4(IPv4Address(rawValue: v4.rawValue & Self.mask32(length)))
        case .v6(let v6): self.address = .v6(IPv6Address(rawValue: v6.rawValue & Self.mask128(length)))
        }
    }

    public init(_ text: some StringProtocol) throws(AddressSyntaxError) {
        let expected = text.contains(":") ? "an IPv6 prefix" : "an IPv4 prefix"
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            throw AddressSyntaxError(text, expected: expected, reason: "address/length is needed")
        }
        let address: IPAddress
        do { address = try IPAddress(parts[0]) } catch {
            throw AddressSyntaxError(text, expected: expected, reason: error.reason)
        }
        guard let length = decimal(parts[1], upTo: address.isV4 ? 32 : 128) else {
            throw AddressSyntaxError(text, expected: expected, reason: "`\(parts[1])` is not a prefix length")
        }
        self.init(containing: address, length: Int(length))
        guard self.address == address else {
            throw AddressSyntaxError(text, expected: expected, reason: "the network is \(self)")
        }
    }

    public func contains(_ other: IPAddress) -> Bool {
        other.isV4 == address.isV4 && IPPrefix(containing: other, length: length) == self
    }

    public func overlaps(_ other: IPPrefix) -> Bool {
        other.length >= length ? contains(other.address) : other.contains(address)
    }

    static func mask32(_ length: Int) -> UInt32 { length == 0 ? 0 : ~0 << UInt32(32 - length) }
    static func mask128(_ length: Int) -> UInt128 { length == 0 ? 0 : ~0 << UInt128(128 - length) }

    public static func < (left: Self, right: Self) -> Bool {
        (left.address, left.length) < (right.address, right.length)
    }

    public var description: String { "\(address)/\(length)" }
}
