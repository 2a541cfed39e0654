import EventLoop
import Glibc
import NetworkTypes
import Testing

@Suite(.timeLimit(.minutes(2))) struct ResetTests {
    @Test("A peer that resets its connection is told from one that closes it", arguments: [false, true])
    func reset(isReset: Bool) async throws {
        let server = Recorder()
        try await withLoop { loop in
            let listener = try await loop.run { loop in
                try loop.listen(on: .anyLoopbackPort) { event in
                    if case .accepted(let connection) = event { connection.start(delegate: server) }
                }
            }
            let descriptor = try connect(toLoopbackPort: try #require(listener.address.port))
            #expect(send(descriptor, [7], 1, 0) == 1)
            let bytes = await server.read(1)
            #expect(bytes == [7])
            if isReset {
                var option = linger(l_onoff: 1, l_linger: 0)
                setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
            }
            close(descriptor)
            let reason = await server.closeReason()
            if isReset {
                guard case .failed(let error) = reason else {
                    Issue.record("a reset is a failure, found \(String(describing: reason))")
                    return
                }
                #expect(error.code == .connectionReset && error.name == "ECONNRESET")
                #expect(error.message.hasPrefix("reading from tcp:127.0.0.1:"))
            } else {
                #expect(reason == .endOfStream)
            }
        }
    }

    private func connect(toLoopbackPort port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let status = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(descriptor >= 0 && status == 0)
        return descriptor
    }
}
