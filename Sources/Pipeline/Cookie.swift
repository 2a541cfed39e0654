/// The 64 bits that name the fragment a flow belongs to.
///
/// Bits 63–56: `Feature`; bits 55–48: zero, kept for fragments that come in parts; bits 47–0: the number of the object
/// (NIC, network, host, host and network together, or rule), which is stored and never random. Who stands behind a fragment, and which line of which
/// document, is kept beside the flows, never in them.
public struct Cookie: Hashable, Comparable, Sendable, CustomStringConvertible {
    public enum Feature: UInt8, CaseIterable, Hashable, Sendable {
        case base = 1
        case tunnelInput = 2
        case flood = 3
        case replication = 4
        case localGroup = 5
        case localNIC = 6
        case remoteNIC = 7
        case knownAddresses = 8
        /// A rule of a group; the number is the rule's.
        case rule = 9
        /// A NIC as the other end of rules.
        case peer = 10
        /// A network's prefixes and services, as rules see them; the number is the VNI.
        case subnets = 11
        /// What a host has to judge by, whoever's NICs it serves; the number is the host's.
        case policyBase = 12
    }

    public let rawValue: UInt64

    public init(_ feature: Feature, _ number: UInt64) {
        precondition(number < 1 << 48, "a fragment's number has 48 bits")
        rawValue = UInt64(feature.rawValue) << 56 | number
    }

    /// A cookie found on a switch; none when no feature of ours made it.
    public init?(rawValue: UInt64) {
        guard Feature(rawValue: UInt8(rawValue >> 56)) != nil, rawValue >> 48 & 0xff == 0 else { return nil }
        self.rawValue = rawValue
    }

    public var feature: Feature { Feature(rawValue: UInt8(rawValue >> 56)) ?? .base }
    public var number: UInt64 { rawValue & 0xffff_ffff_ffff }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    public var description: String { "0x" + String(rawValue, radix: 16) }
}
