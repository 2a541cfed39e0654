/// A VXLAN network identifier: 24 bits, RFC 7348 section 5.
@frozen
public struct VNI: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let rawValue: UInt32

    /// Traps when `rawValue` is not in 1…16,777,215.
    public init(_ rawValue: UInt32) {
        precondition(Self.range.contains(rawValue), "a VNI has 24 bits and is not zero, found \(rawValue)")
        self.rawValue = rawValue
    }

    public static let range: ClosedRange<UInt32> = 1...0xff_ffff

    @inlinable
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    public var description: String { String(rawValue) }
}

/// A VLAN identifier as a tag carries it: 1…4094, IEEE 802.1Q.
@frozen
public struct VLANID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let rawValue: UInt16

    public init?(_ rawValue: UInt16) {
        guard (1...4094).contains(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    @inlinable
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    public var description: String { String(rawValue) }
}

/// An OpenFlow port number, 32 bits (OpenFlow 1.5.1 section 7.2.1); OVS uses 1…65,279 for real ports.
@frozen
public struct PortNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let rawValue: UInt32

    @inlinable
    public init(_ rawValue: UInt32) { self.rawValue = rawValue }

    /// The port a packet came in by.
    public static let inPort = PortNumber(0xffff_fff8)
    public static let controller = PortNumber(0xffff_fffd)
    public static let local = PortNumber(0xffff_fffe)
    public static let any = PortNumber(0xffff_ffff)

    @inlinable
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    public var description: String { String(rawValue) }
}

/// The 64-bit identity of an OpenFlow switch, written as 16 hexadecimal digits.
@frozen
public struct DatapathID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let rawValue: UInt64

    @inlinable
    public init(_ rawValue: UInt64) { self.rawValue = rawValue }

    public init(_ text: some StringProtocol) throws(AddressSyntaxError) {
        guard text.utf8.count == 16, let value = UInt64(text, radix: 16), !text.hasPrefix("+") else {
            throw AddressSyntaxError(text, expected: "a datapath-id of 16 hexadecimal digits")
        }
        self.init(value)
    }

    @inlinable
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    public var description: String {
        let text = String(rawValue, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}

/// EtherTypes that Weft names (IEEE 802 numbers).
public enum EtherType {
    public static let ipv4: UInt16 = 0x0800
    public static let arp: UInt16 = 0x0806
    public static let ipv6: UInt16 = 0x86dd
    /// IEEE 802 local experimental EtherType 1: Weft's own probes.
    public static let probe: UInt16 = 0x88b5
}
