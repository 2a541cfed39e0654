import Glibc
import NetworkTypes

/// A raw ICMP or ICMPv6 socket: sends echo requests, and sees every ICMP message that its namespace receives.
final class RawSocket: Sendable {
    let descriptor: Int32
    let isV4: Bool

    /// Opens the socket in the calling thread's network namespace.
    init(isV4: Bool) throws(LabError) {
        self.isV4 = isV4
        let family = isV4 ? AF_INET : AF_INET6
        let kind = Int32(SOCK_RAW.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        descriptor = socket(family, kind, Int32(isV4 ? IPPROTO_ICMP : IPPROTO_ICMPV6))
        guard descriptor >= 0 else { throw systemError("socket") }
    }

    deinit { close(descriptor) }

    /// Sends a message; false when the kernel has no way to the address.
    func send(_ bytes: [UInt8], to address: IPAddress) -> Bool {
        let sent =
            switch address {
            case .v4(let v4): send(bytes, to: Self.socketAddress(v4))
            case .v6(let v6): send(bytes, to: Self.socketAddress(v6))
            }
        return sent == bytes.count
    }

    private func send<Address>(_ bytes: [UInt8], to address: Address) -> Int {
        var address = address
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, 0, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    /// The next message that has arrived; nil when there is none.
    func receive() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 2048)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    private static func socketAddress(_ address: IPv4Address) -> sockaddr_in {
        var result = sockaddr_in()
        result.sin_family = sa_family_t(AF_INET)
        result.sin_addr.s_addr = address.rawValue.bigEndian
        return result
    }

    private static func socketAddress(_ address: IPv6Address) -> sockaddr_in6 {
        var result = sockaddr_in6()
        result.sin6_family = sa_family_t(AF_INET6)
        withUnsafeMutableBytes(of: &result.sin6_addr) {
            $0.storeBytes(of: address.rawValue.bigEndian, as: UInt128.self)
        }
        return result
    }
}
