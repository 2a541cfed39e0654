public import NetworkTypes

/// Address translation inside conntrack: NXAST_NAT of `nicira-ext.h`.
public struct NAT: Hashable, Sendable {
    public struct Flags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        public static let source = Flags(rawValue: 1)
        public static let destination = Flags(rawValue: 2)
        public static let persistent = Flags(rawValue: 4)
        public static let protocolHash = Flags(rawValue: 8)
        public static let protocolRandom = Flags(rawValue: 16)
    }

    /// Neither source nor destination: translate as the connection's state says.
    public var flags: Flags
    public var ipv4: ClosedRange<IPv4Address>?
    public var ipv6: ClosedRange<IPv6Address>?
    public var ports: ClosedRange<UInt16>?

    public init(
        _ flags: Flags = [], ipv4: ClosedRange<IPv4Address>? = nil, ipv6: ClosedRange<IPv6Address>? = nil,
        ports: ClosedRange<UInt16>? = nil
    ) {
        precondition(ipv4 == nil || ipv6 == nil, "NAT has IPv4 or IPv6 addresses, not both")
        self.flags = flags
        self.ipv4 = ipv4
        self.ipv6 = ipv6
        self.ports = ports
    }
}
