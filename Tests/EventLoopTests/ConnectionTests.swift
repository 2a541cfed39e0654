import EventLoop
import Glibc
import NetworkTypes
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2))) struct ConnectionTests {
    enum Transport: String, CaseIterable { case ipv4, ipv6, unix }

    /// Listens by `transport`, hands the first accepted connection to `server`, and dials it.
    private func withPair(
        _ transport: Transport = .ipv4, limits: WriteLimits = WriteLimits(), server: any ConnectionDelegate & Sendable,
        client: Recorder, _ body: (EventLoop, _ server: Connection, _ client: Connection) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let address =
                switch transport {
                case .ipv4: SocketAddress.anyLoopbackPort
                case .ipv6: try SocketAddress(openVSwitch: "ptcp:0:[::1]")
                case .unix: try SocketAddress(openVSwitch: "punix:\(directory)/s")
                }
            try await withLoop { loop in
                let (accepted, accept) = AsyncStream<Connection>.makeStream()
                let listener = try await loop.run { loop in
                    try loop.listen(on: address, limits: ListenerLimits(write: limits)) { event in
                        guard case .accepted(let connection) = event else { return }
                        connection.start(delegate: server)
                        accept.yield(connection)
                    }
                }
                let dialled = try await loop.dial(listener.address, delegate: client)
                let first = try #require(await accepted.first { _ in true })
                try await body(loop, first, dialled)
            }
        }
    }

    @Test("What is sent comes back whole, over every transport", arguments: Transport.allCases)
    func echo(transport: Transport) async throws {
        let client = Recorder()
        try await withPair(transport, server: Echo(), client: client) { loop, server, connection in
            let sent = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
            try await loop.run { _ in
                // Large and small, empty, and many at once.
                connection.write(Array(sent[..<200_000]))
                connection.write([UInt8]())
                connection.write(stride(from: 200_000, to: 300_000, by: 100).map { Array(sent[$0..<$0 + 100]) })
            }
            let received = await client.read(sent.count)
            #expect(received == sent)
            #expect(connection.peerAddress.hasPrefix(transport == .unix ? "unix:/" : "tcp:"))
            switch transport {
            case .ipv4: #expect(server.peerAddress.hasPrefix("tcp:127.0.0.1:"))
            case .ipv6: #expect(server.peerAddress.hasPrefix("tcp:[::1]:"))
            case .unix: #expect(server.peerAddress == "unix" && server.peer == nil)
            }
        }
    }

    @Test("Bytes that come one by one are all delivered, in order")
    func dripFeed() async throws {
        let client = Recorder()
        try await withPair(server: Echo(), client: client) { loop, _, connection in
            var received: [UInt8] = []
            for byte in UInt8(0)..<100 {
                try await loop.run { _ in _ = connection.write([byte]) }
                received += await client.read(1)
            }
            #expect(received == Array(0..<100))
        }
    }

    @Test("A read brings at most 65,536 bytes")
    func readSize() async throws {
        let client = Recorder()
        try await withPair(server: Echo(), client: client) { loop, _, connection in
            try await loop.run { _ in _ = connection.write([UInt8](repeating: 7, count: 1 << 20)) }
            var total = 0
            var largest = 0
            for await case .read(let bytes) in client.events {
                total += bytes.count
                largest = max(largest, bytes.count)
                if total == 1 << 20 { break }
            }
            #expect(largest <= 65_536)
        }
    }

    @Test("A slow reader makes the writer wait at the high watermark and go on at the low one")
    func watermarks() async throws {
        let (client, server) = (Recorder(), Recorder())
        let limits = WriteLimits(low: 100_000, high: 1_000_000, hard: 100_000_000)
        try await withPair(limits: limits, server: server, client: client) { loop, accepted, connection in
            let piece = [UInt8](repeating: 1, count: 50_000)
            let written = try await loop.run { _ in
                connection.pauseReading()
                var count = 1
                while accepted.write(piece) { count += 1 }
                return count
            }
            let waiting = try await loop.run { _ in (accepted.queuedBytes, accepted.isWritable, accepted.isOpen) }
            #expect(waiting.0 > 1_000_000 - 50_000 && !waiting.1 && waiting.2)
            try await loop.run { _ in connection.resumeReading() }
            let isWritable = await server.becameWritable()
            #expect(isWritable)
            let received = await client.read(written * piece.count)
            #expect(received.count == written * piece.count)
            let after = try await loop.run { _ in (accepted.queuedBytes, accepted.isWritable) }
            #expect(after == (0, true))
        }
    }

    @Test("A peer that never reads loses its connection at the hard limit, and only then")
    func hardLimit() async throws {
        let (client, server) = (Recorder(), Recorder())
        let limits = WriteLimits(low: 10_000, high: 100_000, hard: 1_000_000)
        try await withPair(limits: limits, server: server, client: client) { loop, accepted, connection in
            let shared = [UInt8](repeating: 1, count: 100_000)
            let most = try await loop.run { _ in
                connection.pauseReading()
                var most = 0
                for _ in 0..<1000 where accepted.isOpen {
                    accepted.write(shared)
                    if accepted.isOpen { most = max(most, accepted.queuedBytes) }
                }
                return most
            }
            #expect(most > 900_000 && most <= 1_000_000)
            let reason = await server.closeReason()
            #expect(reason == .writeQueueFull)
            let refused = try await loop.run { _ in accepted.write(shared) }
            #expect(!refused)
        }
    }

    @Test("A paused connection delivers nothing until it is resumed")
    func paused() async throws {
        let client = Recorder()
        try await withPair(server: Echo(), client: client) { loop, _, connection in
            try await loop.run { _ in
                connection.pauseReading()
                connection.write([1, 2, 3])
            }
            // Time for the echo to come back and be delivered wrongly.
            try await Task.sleep(for: .milliseconds(50))
            let early = try await loop.run { _ in
                connection.write([4])
                connection.resumeReading()
                connection.resumeReading()
                return client.bytesRead
            }
            #expect(early == 0)
            let bytes = await client.read(4)
            #expect(bytes == [1, 2, 3, 4])
        }
    }

    @Test("Both ends hear once how it ended: here by our own close, there by the end of the stream")
    func closing() async throws {
        let (client, server) = (Recorder(), Recorder())
        try await withPair(server: server, client: client) { loop, accepted, connection in
            let last = try await loop.run { _ in
                connection.write([9])
                connection.close()
                connection.close()
                return connection.isOpen
            }
            #expect(!last)
            let bytes = await server.read(1)
            #expect(bytes == [9])
            let reasons = await (client.closeReason(), server.closeReason())
            #expect(reasons == (.local, .endOfStream))
            try await loop.run { _ in
                #expect(!connection.write([1]) && !accepted.isOpen && accepted.queuedBytes == 0)
                connection.pauseReading()
                connection.resumeReading()
                connection.close()
            }
        }
    }

    @Test("A connection that ended before it was started tells its delegate at once")
    func startedLate() async throws {
        try await withLoop { loop in
            let listener = try await loop.run { try $0.listen(on: .anyLoopbackPort) { _ in } }
            let connection = try await loop.dial(listener.address)
            let counter = CloseCounter()
            // libuv lets go of the handle in the turn that closes it, and the next `run` is a later one.
            try await loop.run { _ in connection.close() }
            let reasons = try await loop.run { _ in
                connection.start(delegate: counter)
                return counter.all
            }
            #expect(reasons == [.local])
        }
    }

    @Test("Writing to a peer that has gone ends the connection and nothing else")
    func brokenPipe() async throws {
        let (client, server) = (Recorder(), Recorder())
        try await withPair(server: server, client: client) { loop, accepted, connection in
            // Paused, the end of the stream is not seen, so that writing runs into it.
            try await loop.run { _ in
                accepted.pauseReading()
                connection.close()
            }
            _ = await client.closeReason()
            while try await loop.run({ _ in accepted.write([1]) }) { await Task.yield() }
            guard case .failed(let error) = await server.closeReason() else {
                Issue.record("the write failed")
                return
            }
            #expect(error.code == .connectionReset)
            #expect(["EPIPE", "ECONNRESET"].contains(error.name))
            #expect(error.message.contains("writing to tcp:127.0.0.1:"))
        }
    }

    @Test("Five hundred connections are served, and each hears its end once when the loop stops")
    func many() async throws {
        raiseDescriptorLimit()
        let counter = CloseCounter()
        try await withLoop { loop in
            let listener = try await loop.run { loop in
                try loop.listen(on: .anyLoopbackPort) { event in
                    guard case .accepted(let connection) = event else { return }
                    connection.start(delegate: EchoAndCount(counter))
                }
            }
            let clients = (0..<500).map { _ in Recorder() }
            for client in clients {
                let connection = try await loop.dial(listener.address, delegate: client)
                try await loop.run { _ in _ = connection.write([1, 2, 3, 4]) }
            }
            for client in clients {
                let bytes = await client.read(4)
                #expect(bytes == [1, 2, 3, 4])
            }
            let open = try await loop.run { _ in listener.openConnections }
            #expect(open == 500)
        }
        #expect(counter.all == Array(repeating: .loopStopped, count: 500))
    }

    private final class EchoAndCount: ConnectionDelegate, Sendable {
        let counter: CloseCounter
        init(_ counter: CloseCounter) { self.counter = counter }
        func connection(_ connection: Connection, didRead bytes: [UInt8]) { connection.write(bytes) }
        func connectionDidBecomeWritable(_ connection: Connection) {}
        func connectionDidClose(_ connection: Connection, reason: CloseReason) {
            counter.connectionDidClose(connection, reason: reason)
        }
    }

    @Test("A loop stops with bytes queued on its connections")
    func stopWithQueue() async throws {
        let (client, server) = (Recorder(), Recorder())
        try await withPair(server: server, client: client) { loop, accepted, connection in
            let queued = try await loop.run { _ in
                connection.pauseReading()
                accepted.write([UInt8](repeating: 1, count: 32 << 20))
                return accepted.queuedBytes
            }
            #expect(queued > 0)
            loop.stop()
            let reasons = await (client.closeReason(), server.closeReason())
            #expect(reasons == (.loopStopped, .loopStopped))
        }
    }

    /// Two descriptors for each of the connections, beside those of other tests.
    private func raiseDescriptorLimit() {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = min(max(limit.rlim_cur, 4096), limit.rlim_max)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
