public import NetworkTypes

/// The addresses of a lab's own networks. Every lab uses the same ones: namespaces keep them apart.
public enum LabAddresses {
    /// 172.30.0.1, the controller on the management network 172.30.0.0/16.
    public static let controller = IPv4Address(rawValue: 0xac1e_0001)
    static let managementLength = 16
    static let underlayLength = 16
    static let underlayLengthV6 = 64

    /// A Linux bridge has at most 1023 ports, and the controller takes one of them.
    public static let maximumHosts = 1000

    /// Host number `i` (from 1) on the management network: 172.30.0.(10+i), counting on into the third byte.
    public static func management(_ number: Int) -> IPv4Address {
        IPv4Address(rawValue: 0xac1e_0000 + 10 + UInt32(number))
    }

    /// The tunnel endpoint of host number `i` (from 1): 172.31.0.(10+i).
    public static func tunnel(_ number: Int) -> IPv4Address {
        IPv4Address(rawValue: 0xac1f_0000 + 10 + UInt32(number))
    }

    /// The IPv6 tunnel endpoint of host number `i` (from 1): fd00:172:31::(10+i).
    public static func tunnelV6(_ number: Int) -> IPv6Address {
        IPv6Address(rawValue: 0xfd00_0172_0031_0000 << 64 | readableHost(10 + number))
    }

    /// The host part of an IPv6 address that reads like a decimal number: 11 becomes `::11`.
    static func readableHost(_ number: Int) -> UInt128 { UInt128(String(number), radix: 16) ?? UInt128(number) }

    /// The MAC of `br-phy` on host number `i`; fixed, so that a restarted switch keeps its neighbours' ARP entries.
    static func tunnelMAC(_ number: Int) -> MACAddress { MACAddress(rawValue: 0x0200_0031_0000 | UInt64(number)) }
}
