import Glibc
import OpenFlow
import TestSupport

/// A real ovs-vswitchd over its management socket.
final class RealRawSwitch: RawSwitch {
    let version: OpenFlowVersion
    let realSwitch: VirtualSwitch
    private(set) var removals: [[UInt8]] = []
    private let descriptor: Int32
    private var stream = MessageStream()

    init(version: OpenFlowVersion) throws {
        self.version = version
        realSwitch = try VirtualSwitch()
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: realSwitch.socketPath.utf8.prefix(107)) }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else { throw VirtualSwitch.Failure(description: "connect: \(errno)") }
        try send(Message.hello(Hello(version...version)).encoded(version: version, xid: 1))
        // A management connection is told nothing before.
        try send(Message.setConfig(SwitchConfiguration(missSendLength: 128)).encoded(version: version, xid: 2))
    }

    deinit { Glibc.close(descriptor) }

    func exchange(_ messages: [[UInt8]], barrier: UInt32) throws -> [[UInt8]] {
        try send(Array(messages.joined()) + barrierRequest(barrier))
        var answers: [[UInt8]] = []
        while true {
            let message = try receive()
            switch message.messageType {
            case 0: continue
            // It probes as it likes.
            case 2: try send([version.rawValue, 3] + message[2...])
            case 21 where message.messageXID == barrier: return answers
            case 11: removals.append(message)
            default: answers.append(message)
            }
        }
    }

    private func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress?.advanced(by: sent), $0.count - sent) }
            guard count > 0 else { throw VirtualSwitch.Failure(description: "write: \(errno)") }
            sent += count
        }
    }

    private func receive() throws -> [UInt8] {
        while true {
            if let message = stream.next() { return message }
            var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&poller, 1, 20_000) > 0 else { throw VirtualSwitch.Failure(description: "no answer in 20 s") }
            var buffer = [UInt8](repeating: 0, count: 65536)
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { throw VirtualSwitch.Failure(description: "the switch hung up") }
            stream.append(buffer.prefix(count))
        }
    }
}
