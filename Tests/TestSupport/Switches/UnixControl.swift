import Glibc
import JSON

/// Commands to a daemon of Open vSwitch, as `ovs-appctl` gives them: JSON-RPC on its control socket.
public final class UnixControl {
    private let descriptor: Int32
    private var nextID: Int64 = 0

    public init(path: String) throws { descriptor = try connectedSocket(path) }

    deinit { Glibc.close(descriptor) }

    /// What the daemon answers; an error that it answers is thrown.
    public func call(_ method: String, _ parameters: String...) throws -> String {
        nextID += 1
        let request: JSONValue = [
            "id": .integer(nextID), "method": .string(method), "params": .array(parameters.map(JSONValue.string)),
        ]
        try writeAll(request.serializedBytes(), to: descriptor)
        var splitter = JSONStreamSplitter(maxMessageBytes: 16 << 20)
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            if let message = try splitter.next() {
                let answer = try JSONParser.parse(message)
                if let result = answer["result"]?.string { return result }
                throw VirtualSwitch.Failure(description: "\(method): \(answer["error"]?.string ?? "no result")")
            }
            var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&poller, 1, 20_000) > 0 else {
                throw VirtualSwitch.Failure(description: "\(method): no answer in 20 s")
            }
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { throw VirtualSwitch.Failure(description: "\(method): the daemon hung up") }
            splitter.append(buffer.prefix(count))
        }
    }
}

/// A stream connected to a Unix socket.
func connectedSocket(_ path: String) throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
    let status = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
    guard status == 0 else {
        close(descriptor)
        throw VirtualSwitch.Failure(description: "connect \(path): \(errno)")
    }
    return descriptor
}

/// Writes all bytes, blocking.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws {
    var sent = 0
    while sent < bytes.count {
        let count = bytes.withUnsafeBytes {
            write(descriptor, $0.baseAddress?.advanced(by: sent), $0.count - sent)
        }
        guard count > 0 else { throw VirtualSwitch.Failure(description: "write: \(errno)") }
        sent += count
    }
}
