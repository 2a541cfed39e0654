import EventLoop
import Glibc
import NetworkTypes
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2))) struct ConnectTests {
    private func failure(
        _ loop: EventLoop, _ text: String, timeout: Duration = .seconds(20)
    ) async throws -> EventLoopError? {
        let address = try SocketAddress(openVSwitch: text)
        return await #expect(throws: EventLoopError.self) { try await loop.dial(address, timeout: timeout) }
    }

    @Test("Where nobody listens the connection is refused")
    func refused() async throws {
        try await withLoop { loop in
            let listener = try await loop.run { try $0.listen(on: .anyLoopbackPort) { _ in } }
            let port = try #require(listener.address.port)
            try await loop.run { _ in listener.close() }
            let error = try await failure(loop, "tcp:127.0.0.1:\(port)")
            #expect(error?.code == .connectionRefused)
            #expect(error?.name == "ECONNREFUSED")
            #expect(error?.message.hasPrefix("connecting to tcp:127.0.0.1:\(port) failed") == true)
        }
    }

    @Test("Failures of other kinds reach the completion too")
    func otherFailures() async throws {
        try await withTemporaryDirectory { directory in
            try await withLoop { loop in
                let missing = try await failure(loop, "unix:\(directory)/nobody")
                #expect(missing?.name == "ENOENT")
                let tls = try await failure(loop, "ssl:127.0.0.1:6640")
                #expect(tls?.code == .tlsNotConfigured)
                let impossible = try await failure(loop, "tcp:255.255.255.255:1")
                #expect(impossible != nil)
            }
        }
    }

    @Test("A peer that does not answer costs the time-out and no more")
    func timeout() async throws {
        let silent = try SilentListener()
        defer { silent.close() }
        try await withLoop { loop in
            let address = SocketAddress(.tcp(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: silent.port))
            // The kernel completes as many handshakes as its queue holds, and ignores who comes then.
            var error: EventLoopError?
            for _ in 0..<8 where error == nil {
                do {
                    _ = try await loop.dial(address, timeout: .milliseconds(300))
                } catch let failure as EventLoopError {
                    error = failure
                }
            }
            #expect(error?.code == .timedOut)
            #expect(error?.message.hasSuffix("no answer within 0.3 seconds") == true)
        }
    }

    @Test("An attempt that is given up completes once, as cancelled")
    func cancelled() async throws {
        let outcomes = Mutex<[EventLoopError.Code?]>([])
        try await withLoop { loop in
            let listener = try await loop.run { try $0.listen(on: .anyLoopbackPort) { _ in } }
            try await loop.run { loop in
                let attempt = loop.connect(to: listener.address, timeout: .seconds(5)) { result in
                    outcomes.withLock { $0.append(result.failureCode) }
                }
                attempt.cancel()
                attempt.cancel()
                #expect(outcomes.withLock { $0.isEmpty })
            }
        }
        #expect(outcomes.withLock { $0 } == [.cancelled])
    }

    @Test("Attempts under way when the loop stops, and those made while it stops, complete with that")
    func stopped() async throws {
        let outcomes = Mutex<[EventLoopError.Code?]>([])
        try await withLoop { loop in
            let listener = try await loop.run { try $0.listen(on: .anyLoopbackPort) { _ in } }
            loop.execute {
                loop.connect(to: listener.address, timeout: .seconds(5)) { first in
                    outcomes.withLock { $0.append(first.failureCode) }
                    loop.connect(to: listener.address, timeout: .seconds(5)) { second in
                        outcomes.withLock { $0.append(second.failureCode) }
                    }
                    #expect(throws: EventLoopError.self) { try loop.listen(on: .anyLoopbackPort) { _ in } }
                }
                // Keeps the loop from noticing the connection before it stops.
                while loop.execute({}) { usleep(1000) }
            }
        }
        #expect(outcomes.withLock { $0 } == [.loopStopped, .loopStopped])
    }
}

extension Result where Success == Connection, Failure == EventLoopError {
    fileprivate var failureCode: EventLoopError.Code? {
        if case .failure(let error) = self { error.code } else { nil }
    }
}
