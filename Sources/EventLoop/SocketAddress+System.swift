import CUV
import Glibc
import NetworkTypes

extension SocketAddress {
    /// Calls `body` with the system's form of an IP address and port.
    static func withSystemAddress<R>(
        _ host: IPAddress, _ port: UInt16, _ body: (UnsafePointer<sockaddr>) -> R
    ) -> R {
        func call<Address>(_ address: Address) -> R {
            withUnsafePointer(to: address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0) }
            }
        }
        switch host {
        case .v4(let host):
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = host.rawValue.bigEndian
            return call(address)
        case .v6(let host):
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            withUnsafeMutableBytes(of: &address.sin6_addr) {
                $0.storeBytes(of: host.rawValue.bigEndian, as: UInt128.self)
            }
            return call(address)
        }
    }

    /// One end of a TCP socket as libuv tells it. An IPv4 peer of an IPv6 listener, ::ffff:a.b.c.d, is the IPv4
    /// address that it is.
    init(
        of handle: UVHandle, passive: Bool, _ query: (UnsafeMutablePointer<sockaddr>, inout Int32) -> Int32
    ) throws(EventLoopError) {
        var storage = sockaddr_storage()
        var length = Int32(MemoryLayout<sockaddr_storage>.size)
        let status = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { query($0, &length) }
        }
        guard status == 0 else { throw EventLoopError(status: status, "asking for a socket's address") }
        let family = storage.ss_family
        let (host, port) = withUnsafeBytes(of: storage) { bytes -> (IPAddress, UInt16) in
            if family == sa_family_t(AF_INET) {
                let address = bytes.loadUnaligned(as: sockaddr_in.self)
                return (.v4(IPv4Address(rawValue: UInt32(bigEndian: address.sin_addr.s_addr))), address.sin_port)
            }
            let address = bytes.loadUnaligned(as: sockaddr_in6.self)
            let host = withUnsafeBytes(of: address.sin6_addr) { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) }
            return (IPAddress.v6(IPv6Address(rawValue: host)).unmapped, address.sin6_port)
        }
        self.init(.tcp(host, port: UInt16(bigEndian: port)), passive: passive)
    }
}
