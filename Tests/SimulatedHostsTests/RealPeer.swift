import Glibc
import JSON

/// A connection to a real server.
final class RealPeer: DatabasePeer {
    private let descriptor: Int32
    private var splitter = JSONStreamSplitter(maxMessageBytes: 64 << 20)

    init(_ server: RealDatabaseServer) throws {
        let path = server.socketPath
        for _ in 0..<1000 {
            if let descriptor = Self.connected(path) {
                self.descriptor = descriptor
                return
            }
            usleep(10_000)
        }
        throw Failure.connect
    }

    enum Failure: Error {
        case connect, write, noAnswer, hungUp
    }

    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw Failure.write }
            rest = rest.dropFirst(count)
        }
    }

    func nextMessage() throws -> JSONValue {
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            if let message = try splitter.next() { return try JSONParser.parse(message) }
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, 20_000) == 1 else { throw Failure.noAnswer }
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { throw Failure.hungUp }
            splitter.append(chunk[..<count])
        }
    }

    deinit { close(descriptor) }

    private static func connected(_ path: String) -> Int32? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        if status == 0 { return descriptor }
        close(descriptor)
        return nil
    }
}
