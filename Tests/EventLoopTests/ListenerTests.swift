import EventLoop
import Glibc
import NetworkTypes
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2))) struct ListenerTests {
    @Test("Beyond the limit peers are refused, and let in again when one has left")
    func limit() async throws {
        try await withLoop { loop in
            let (events, continuation) = AsyncStream<ListenerEvent>.makeStream()
            let listener = try await loop.run { loop in
                try loop.listen(on: .anyLoopbackPort, limits: ListenerLimits(connections: 2)) { event in
                    if case .accepted(let connection) = event { connection.start(delegate: Echo()) }
                    continuation.yield(event)
                }
            }
            var iterator = events.makeAsyncIterator()
            let clients = [Recorder(), Recorder(), Recorder(), Recorder()]
            let first = try await loop.dial(listener.address, delegate: clients[0])
            let gone = try #require(await iterator.next()?.connection)
            _ = try await loop.dial(listener.address, delegate: clients[1])
            #expect(await iterator.next()?.connection != nil)
            let third = try await loop.dial(listener.address, delegate: clients[2])
            guard case .refused(let peer) = await iterator.next() else {
                Issue.record("the third was refused")
                return
            }
            #expect(peer.hasPrefix("tcp:127.0.0.1:"))
            let reason = await clients[2].closeReason()
            #expect(reason == .endOfStream && third.peer == listener.address.active)

            try await loop.run { _ in first.close() }
            while try await loop.run({ _ in gone.isOpen || listener.openConnections == 2 }) { await Task.yield() }
            _ = try await loop.dial(listener.address, delegate: clients[3])
            #expect(await iterator.next()?.connection != nil)
        }
    }

    @Test("Room that its user makes is for the peer that dials, and nobody is refused")
    func room() async throws {
        try await withLoop { loop in
            let (events, continuation) = AsyncStream<ListenerEvent>.makeStream()
            let inside = Mutex<[Connection]>([])
            let listener = try await loop.run { loop in
                try loop.listen(
                    on: .anyLoopbackPort, limits: ListenerLimits(connections: 1),
                    makeRoom: { _ in
                        guard let oldest = inside.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else {
                            return false
                        }
                        oldest.close()
                        return true
                    },
                    onEvent: { event in
                        if case .accepted(let connection) = event {
                            connection.start(delegate: Echo())
                            inside.withLock { $0.append(connection) }
                        }
                        continuation.yield(event)
                    })
            }
            var iterator = events.makeAsyncIterator()
            let clients = (0..<5).map { _ in Recorder() }
            for client in clients {
                _ = try await loop.dial(listener.address, delegate: client)
                #expect(await iterator.next()?.connection != nil)
            }
            for client in clients.dropLast() { #expect(await client.closeReason() == .endOfStream) }
            while try await loop.run({ _ in listener.openConnections > 1 }) { await Task.yield() }
            #expect(inside.withLock { $0.count == 1 })
            #expect(try await loop.run { _ in inside.withLock { $0[0].isOpen } })
        }
    }

    @Test("An address in use is reported, for TCP and for a live Unix-domain socket")
    func inUse() async throws {
        try await withTemporaryDirectory { directory in
            try await withLoop { loop in
                let path = try SocketAddress(openVSwitch: "punix:\(directory)/live")
                for address in [SocketAddress.anyLoopbackPort, path] {
                    let first = try await loop.run { try $0.listen(on: address) { _ in } }
                    let error = await #expect(throws: EventLoopError.self) {
                        try await loop.run { try $0.listen(on: first.address) { _ in } }
                    }
                    #expect(error?.code == .addressInUse)
                    _ = try await loop.dial(first.address)
                }
            }
        }
    }

    @Test("A socket file that nobody listens on is replaced; closing removes it")
    func staleFile() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/stale"
            try leaveSocketFile(at: path)
            try await withLoop { loop in
                let address = try SocketAddress(openVSwitch: "punix:\(path)")
                let listener = try await loop.run { try $0.listen(on: address) { _ in } }
                var status = stat()
                #expect(lstat(path, &status) == 0 && status.st_mode & 0o777 == 0o660)
                _ = try await loop.dial(address)
                try await loop.run { _ in listener.close() }
                #expect(lstat(path, &status) != 0)
            }
        }
    }

    @Test("A file that is no socket is never removed")
    func ordinaryFile() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/document"
            close(open(path, O_CREAT | O_WRONLY, 0o600))
            try await withLoop { loop in
                let address = try SocketAddress(openVSwitch: "punix:\(path)")
                let error = await #expect(throws: EventLoopError.self) {
                    try await loop.run { try $0.listen(on: address) { _ in } }
                }
                #expect(error?.code == .addressInUse)
                #expect(access(path, F_OK) == 0)
            }
        }
    }

    @Test(
        "Addresses that cannot be listened on are refused with their reason",
        arguments: [
            ("pssl:6640", EventLoopError.Code.tlsNotConfigured), ("ptcp:1:192.0.2.1", .addressNotAvailable),
            ("punix:/nonexistent/socket", .permissionDenied),
        ])
    func refused(text: String, code: EventLoopError.Code) async throws {
        let address = try SocketAddress(openVSwitch: text)
        try await withLoop { loop in
            let error = await #expect(throws: EventLoopError.self) {
                try await loop.run { try $0.listen(on: address) { _ in } }
            }
            #expect(error?.code == code)
            #expect(error?.message.contains(address.description) == true)
        }
    }

    @Test("A dual-stack listener names an IPv4 peer by its IPv4 address")
    func mappedAddress() async throws {
        try await withLoop { loop in
            let (events, continuation) = AsyncStream<ListenerEvent>.makeStream()
            let any = try SocketAddress(openVSwitch: "ptcp:0:[::]")
            let listener = try await loop.run { try $0.listen(on: any) { continuation.yield($0) } }
            let port = try #require(listener.address.port)
            _ = try await loop.dial(try SocketAddress(openVSwitch: "tcp:127.0.0.1:\(port)"))
            let connection = try #require(await events.first { _ in true }?.connection)
            #expect(connection.peer?.host == .v4(try IPv4Address("127.0.0.1")))
        }
    }

    @Test("A closed listener accepts no more, and its connections stay")
    func closed() async throws {
        try await withLoop { loop in
            let (events, continuation) = AsyncStream<ListenerEvent>.makeStream()
            let listener = try await loop.run { loop in
                try loop.listen(on: .anyLoopbackPort) { event in
                    if case .accepted(let connection) = event { connection.start(delegate: Echo()) }
                    continuation.yield(event)
                }
            }
            let client = Recorder()
            let connection = try await loop.dial(listener.address, delegate: client)
            _ = await events.first { _ in true }
            try await loop.run { _ in
                listener.close()
                listener.close()
                connection.write([5])
            }
            let bytes = await client.read(1)
            #expect(bytes == [5])
            let error = await #expect(throws: EventLoopError.self) { try await loop.dial(listener.address) }
            #expect(error?.code == .connectionRefused)
        }
    }

    /// Binds a socket and closes it, as a process does that dies.
    private func leaveSocketFile(at path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let status = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(descriptor >= 0 && status == 0)
    }
}

extension ListenerEvent {
    fileprivate var connection: Connection? { if case .accepted(let connection) = self { connection } else { nil } }
}
