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
        switch (try? IPAddress(rest))?.unmapped {
        case .v4(let address)?: self = .v4(address)
        case .v6(let address)?: self = .v6(address.network64)
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
