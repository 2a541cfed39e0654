extension IPAddress {
    /// The address itself; of an IPv4 address written as an IPv6 one, `::ffff:a.b.c.d`, as listeners of both families name
    /// IPv4 peers, that IPv4 address (RFC 4291 section 2.5.5.2).
    public var unmapped: IPAddress {
        guard case .v6(let address) = self, address.rawValue >> 32 == 0xffff else { return self }
        return .v4(IPv4Address(rawValue: UInt32(truncatingIfNeeded: address.rawValue)))
    }
}

extension IPv6Address {
    /// The upper half: the /64, in which whoever has one address has all (RFC 4291 section 2.5.4).
    public var network64: UInt64 { UInt64(truncatingIfNeeded: rawValue >> 64) }
}
