import Glibc

extension HTTPPeer {
    /// Asks the kernel who is at the other end.
    init(socket: Int32) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutableBytes(of: &storage) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { getpeername(socket, $0.baseAddress, &length) }
        }
        if result == 0, Int32(storage.ss_family) == AF_UNIX {
            self = .local(LocalProcess(socket: socket))
        } else {
            let (host, port) = result == 0 ? numericAddress(storage, length) : ("", 0)
            self = .remote(address: host, port: port)
        }
    }
}

extension HTTPPeer.LocalProcess {
    /// Nobody (no user, no group) when the kernel does not say.
    fileprivate init(socket: Int32) {
        // struct ucred is hidden behind _GNU_SOURCE: pid, uid, gid.
        var credentials: [UInt32] = [0, .max, .max]
        var length = socklen_t(12)
        guard getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0, length == 12 else {
            self.init(user: .max, group: .max, process: 0)
            return
        }
        self.init(
            user: credentials[1], group: credentials[2], process: Int32(bitPattern: credentials[0]),
            groups: supplementaryGroups(socket))
    }
}

private func supplementaryGroups(_ socket: Int32) -> [UInt32] {
    // SO_PEERGROUPS; Linux allows 65,536 groups.
    let peerGroups: Int32 = 59
    var groups = [UInt32](repeating: 0, count: 64)
    for _ in 0..<2 {
        var length = socklen_t(groups.count * 4)
        if getsockopt(socket, SOL_SOCKET, peerGroups, &groups, &length) == 0 {
            return Array(groups.prefix(Int(length) / 4))
        }
        // Too small: the kernel says how much it takes.
        guard errno == ERANGE else { return [] }
        groups = [UInt32](repeating: 0, count: Int(length) / 4)
    }
    return []
}

/// The numeric address and the port of a TCP socket address.
func numericAddress(_ storage: sockaddr_storage, _ length: socklen_t) -> (host: String, port: UInt16) {
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
    let result = withUnsafeBytes(of: storage) { bytes in
        bytes.withMemoryRebound(to: sockaddr.self) {
            getnameinfo(
                $0.baseAddress, length, &host, socklen_t(host.count), &port, socklen_t(port.count),
                NI_NUMERICHOST | NI_NUMERICSERV)
        }
    }
    guard result == 0 else { return ("", 0) }
    return (text(host), UInt16(text(port)) ?? 0)
}

private func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
