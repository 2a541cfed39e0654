import NetworkTypes

/// Where a peer comes from, as far as its owner can choose addresses: one IPv4 address, or the /64 of an IPv6 address, in
/// which whoever has one has them all.
enum PeerNetwork: Hashable, CustomStringConvertible {
    case v4(IPv4Address)
    /// The upper 64 bits.
    case v6(UInt64)
    /// A peer without an address, as on a Unix-domain socket: the file's mode says who may connect.
    case local

    /// - Parameter peer: as sessions name peers, `ssl:192.0.2.1:40000` or `tcp:[2001:db8::1]:40000`; the method may be absent.
    init(peer: String) {
        var rest = peer.addressPart
        for method in ["tcp:", "ssl:"] where rest.hasPrefix(method) { rest = rest.dropFirst(method.count) }
        if rest.first == "[" { rest = rest.dropFirst().prefix { $0 != "]" } }
        switch try? IPAddress(rest) {
        case .v4(let address)?: self = .v4(address)
        // ::ffff:a.b.c.d is an IPv4 peer of an IPv6 listener (RFC 4291 section 2.5.5.2).
        case .v6(let address)? where address.rawValue >> 32 == 0xffff:
            self = .v4(IPv4Address(rawValue: UInt32(truncatingIfNeeded: address.rawValue)))
        case .v6(let address)?: self = .v6(UInt64(truncatingIfNeeded: address.rawValue >> 64))
        case nil: self = .local
        }
    }

    var description: String {
        switch self {
        case .v4(let address): address.description
        case .v6(let prefix): "\(IPv6Address(rawValue: UInt128(prefix) << 64))/64"
        case .local: "local sockets"
        }
    }
}
