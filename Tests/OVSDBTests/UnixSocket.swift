import Glibc
import NetworkTypes
import Testing

/// A blocking Unix stream socket.
final class UnixSocket {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    static func connect(_ path: String) throws -> UnixSocket {
        let socket = try make()
        let status = try withAddress(path) { Glibc.connect(socket.descriptor, $0, $1) }
        guard status == 0 else { throw Failure.connect(errno) }
        return socket
    }

    /// Waits until somebody listens at a path: the file is there a little before.
    static func waitForListener(_ path: String) throws {
        for _ in 0..<3000 {
            if (try? connect(path)) != nil { return }
            usleep(10_000)
        }
        throw Failure.connect(ETIMEDOUT)
    }

    static func listen(_ path: String) throws -> UnixSocket {
        let socket = try make()
        let status = try withAddress(path) { Glibc.bind(socket.descriptor, $0, $1) }
        try #require(status == 0, "bind: \(errno)")
        try #require(Glibc.listen(socket.descriptor, 1) == 0)
        return socket
    }

    func accept() throws -> UnixSocket {
        try #require(isReadable(milliseconds: 10_000), "somebody dials within 10 s")
        let accepted = Glibc.accept(descriptor, nil, nil)
        try #require(accepted >= 0)
        return UnixSocket(descriptor: accepted)
    }

    func isReadable(milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, milliseconds) == 1
    }

    func receive() -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        return Array(chunk[..<max(count, 0)])
    }

    enum Failure: Error {
        case connect(Int32)
    }

    /// Whether the other end is there to take it.
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    deinit { close(descriptor) }

    private static func make() throws -> UnixSocket {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        try #require(descriptor >= 0)
        return UnixSocket(descriptor: descriptor)
    }

    private static func withAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let size = MemoryLayout.size(ofValue: address.sun_path)
        try #require(path.utf8.count < size)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
