import Glibc

/// A connection to a socket in the file system, for a thread that may block.
final class UnixStream {
    private let descriptor: Int32
    private let path: String

    /// - Parameter timeout: for each read and each write.
    init(path: String, timeout: Duration) throws(BenchError) {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Self.failure("socket", errno) }
        var limit = timeval(tv_sec: Int(timeout.components.seconds), tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        try connect()
    }

    deinit { close(descriptor) }

    private func connect() throws(BenchError) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw BenchError("\(path): a socket's path has at most 107 bytes")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw Self.failure(path, errno) }
    }

    func write(_ bytes: [UInt8]) throws(BenchError) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { all in
                send(descriptor, all.baseAddress.map { $0 + sent }, all.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count > 0 { sent += count } else if errno != EINTR { throw Self.failure(path, errno) }
        }
    }

    /// At least one byte, and what else has arrived.
    func read(into buffer: inout [UInt8]) throws(BenchError) {
        while true {
            let before = buffer.count
            buffer.append(contentsOf: repeatElement(0, count: 64 << 10))
            let count = buffer.withUnsafeMutableBytes { all in
                recv(descriptor, all.baseAddress.map { $0 + before }, all.count - before, 0)
            }
            let code = errno
            buffer.removeLast(buffer.count - before - max(0, count))
            if count > 0 { return }
            guard count < 0 else { throw BenchError("\(path): the peer ended the connection") }
            guard code == EINTR else { throw Self.failure(path, code) }
        }
    }

    private static func failure(_ what: String, _ code: Int32) -> BenchError {
        BenchError("\(what): \(code == EAGAIN ? "no answer in time" : String(cString: strerror(code)))")
    }
}
