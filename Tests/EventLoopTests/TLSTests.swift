import EventLoop
import Foundation
import NetworkTypes
import Synchronization
import TLS
import Testing

/// An authority with weftd's and a host's certificate, in a directory that goes with it.
final class Certificates {
    private let directory: PKIDirectory
    let server: TLSCredentials
    let host: TLSCredentials

    init() throws {
        directory = PKIDirectory(FileManager.default.temporaryDirectory.appending(path: "weft-loop-\(UUID())").path())
        let validity = Validity.days(1, from: Int64(Date().timeIntervalSince1970))
        let authority = try CertificateAuthority.create(in: directory, validity: validity)
        try authority.issue(.controller, validity: validity)
        try authority.issue(.host(name: "kvm1"), systemID: "kvm1", validity: validity)
        server = TLSCredentials(directory.controllerFiles)
        host = TLSCredentials(directory.hostFiles("kvm1"))
    }

    deinit { try? FileManager.default.removeItem(atPath: directory.path) }
}

extension SocketAddress {
    fileprivate static let anyTLSPort = SocketAddress(.tls(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: 0))
}

@Suite("Connections over TLS", .timeLimit(.minutes(2))) struct TLSTests {
    /// A connection to a listener that has `delegate` for who connects, and what the listener knows of the peer.
    private func withConnection(
        _ certificates: Certificates, dialling: TLSCredentials? = nil, limits: WriteLimits = WriteLimits(),
        accepted: any ConnectionDelegate & Sendable, _ body: (EventLoop, Connection, Recorder) async throws -> Void
    ) async throws {
        let (server, client) = (certificates.server, dialling ?? certificates.host)
        try await withLoop { loop in
            let listener = try await loop.run { loop in
                try loop.listen(on: .anyTLSPort, tls: server) { event in
                    if case .accepted(let connection) = event { connection.start(delegate: accepted) }
                }
            }
            let recorder = Recorder()
            let connection: Connection = try await withCheckedThrowingContinuation { continuation in
                loop.execute {
                    loop.connect(to: listener.address, timeout: .seconds(20), limits: limits, tls: client) { result in
                        if case .success(let connection) = result { connection.start(delegate: recorder) }
                        continuation.resume(with: result)
                    }
                }
            }
            try await body(loop, connection, recorder)
        }
    }

    @Test("What is written before the handshake is over arrives after it, in order, and comes back")
    func echo() async throws {
        try await withConnection(Certificates(), accepted: Echo()) { loop, connection, recorder in
            #expect(connection.peerAddress.hasPrefix("ssl:127.0.0.1:"))
            let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
            try await loop.run { _ in
                connection.write([1, 2, 3])
                connection.write([bytes, [4, 5]])
            }
            let read = await recorder.read(bytes.count + 5)
            #expect(read == [1, 2, 3] + bytes + [4, 5])
            let peer = try await loop.run { _ in connection.peerIdentity }
            #expect(peer?.commonName == "weftd")
            try await loop.run { _ in connection.close() }
            #expect(await recorder.closeReason() == .local)
        }
    }

    @Test("A peer that does not read fills the queue, which counts and ends as without TLS")
    func backPressure() async throws {
        let limits = WriteLimits(low: 1 << 16, high: 1 << 20, hard: 32 << 20)
        try await withConnection(Certificates(), limits: limits, accepted: Sleeper()) { loop, connection, recorder in
            let mayGoOn = try await loop.run { _ in connection.write([UInt8](repeating: 1, count: 16 << 20)) }
            #expect(!mayGoOn)
            let queued = try await loop.run { _ in connection.queuedBytes }
            #expect(queued > 8 << 20)
            try await loop.run { _ in _ = connection.write([UInt8](repeating: 1, count: 20 << 20)) }
            #expect(await recorder.closeReason() == .writeQueueFull)
        }
    }

    /// Reads its first bytes and then nothing.
    private final class Sleeper: ConnectionDelegate, Sendable {
        func connection(_ connection: Connection, didRead bytes: [UInt8]) { connection.pauseReading() }
        func connectionDidBecomeWritable(_ connection: Connection) {}
        func connectionDidClose(_ connection: Connection, reason: CloseReason) {}
    }

    @Test("A certificate of another authority ends both sides, each with its reason")
    func refused() async throws {
        let accepted = Recorder()
        let stranger = try Certificates()
        try await withConnection(Certificates(), dialling: stranger.host, accepted: accepted) { _, _, recorder in
            // Either side may be first; who dials does not know the authority either.
            guard case .tls(let failure)? = await recorder.closeReason() else {
                Issue.record("the end is not one of TLS")
                return
            }
            #expect(failure.cause == .unknownAuthority)
            guard case .tls(let told)? = await accepted.closeReason() else {
                Issue.record("the end is not one of TLS")
                return
            }
            #expect(told.cause == .refusedByPeer && told.detail.contains("unknown ca"))
        }
    }

    @Test("Clear text at a TLS listener, and a TLS client at a clear-text one")
    func clearText() async throws {
        let certificates = try Certificates()
        let (server, host) = (certificates.server, certificates.host)
        try await withLoop { loop in
            let accepted = Recorder()
            let secure = try await loop.run { loop in
                try loop.listen(on: .anyTLSPort, tls: server) { event in
                    if case .accepted(let connection) = event { connection.start(delegate: accepted) }
                }
            }
            let port = try #require(secure.address.port)
            let plain = try await loop.dial(
                try SocketAddress(openVSwitch: "tcp:127.0.0.1:\(port)"), delegate: Recorder())
            try await loop.run { _ in _ = plain.write([6, 0, 0, 8, 0, 0, 0, 1]) }
            guard case .tls(let failure)? = await accepted.closeReason() else {
                Issue.record("the end is not one of TLS")
                return
            }
            #expect(failure.cause == .plaintext)

            let open = try await loop.run { loop in
                try loop.listen(on: .anyLoopbackPort) { event in
                    if case .accepted(let connection) = event { connection.start(delegate: Greeter()) }
                }
            }
            let recorder = Recorder()
            let address = try SocketAddress(openVSwitch: "ssl:127.0.0.1:\(try #require(open.address.port))")
            try await loop.run { loop in
                _ = loop.connect(to: address, timeout: .seconds(20), tls: host) { result in
                    if case .success(let connection) = result { connection.start(delegate: recorder) }
                }
            }
            guard case .tls(let other)? = await recorder.closeReason() else {
                Issue.record("the end is not one of TLS")
                return
            }
            #expect(other.cause == .plaintext)
        }
    }

    /// Answers whatever comes in clear text.
    private final class Greeter: ConnectionDelegate, Sendable {
        func connection(_ connection: Connection, didRead bytes: [UInt8]) { connection.write(Array("{}".utf8)) }
        func connectionDidBecomeWritable(_ connection: Connection) {}
        func connectionDidClose(_ connection: Connection, reason: CloseReason) {}
    }

    /// What it was told of: plaintext, and bytes of the socket.
    private final class Counter: ConnectionDelegate, Sendable {
        let counts = Mutex((plaintext: 0, received: 0))
        func connection(_ connection: Connection, didRead bytes: [UInt8]) {
            counts.withLock { $0.plaintext += bytes.count }
        }
        func connection(_ connection: Connection, didReceive count: Int) {
            counts.withLock { $0.received += count }
            connection.write([1])
        }
        func connectionDidBecomeWritable(_ connection: Connection) {}
        func connectionDidClose(_ connection: Connection, reason: CloseReason) {}
    }

    @Test("Bytes that hold no plaintext are counted too: those of the handshake, and of every record's frame")
    func received() async throws {
        let counter = Counter()
        try await withConnection(Certificates(), accepted: counter) { loop, connection, recorder in
            // The answer to the handshake alone: a delegate that counts has heard of it without any plaintext.
            _ = await recorder.read(1)
            let handshake = counter.counts.withLock { $0 }
            #expect(handshake.plaintext == 0 && handshake.received > 500)
            try await loop.run { _ in _ = connection.write([UInt8](repeating: 7, count: 100_000)) }
            for _ in 0..<2000 where counter.counts.withLock({ $0.plaintext }) < 100_000 {
                try await Task.sleep(for: .milliseconds(5))
            }
            let (plaintext, received) = counter.counts.withLock { $0 }
            #expect(plaintext == 100_000 && received - handshake.received > plaintext)
        }
    }

    @Test("Listening and dialling over TLS need a certificate that can be used")
    func notConfigured() async throws {
        try await withLoop { loop in
            let address = SocketAddress.anyTLSPort
            let broken = TLSCredentials(
                TLSFiles(privateKey: "/nonexistent", certificate: "/nonexistent", authority: "/"))
            for credentials in [nil, broken] {
                let error = await #expect(throws: EventLoopError.self) {
                    _ = try await loop.run { try $0.listen(on: address, tls: credentials) { _ in } }
                }
                #expect(error?.code == .tlsNotConfigured)
                let dialled: EventLoopError? = try await withCheckedThrowingContinuation { continuation in
                    loop.execute {
                        loop.connect(to: address, timeout: .seconds(1), tls: credentials) { result in
                            if case .failure(let error) = result {
                                continuation.resume(returning: error)
                            } else {
                                continuation.resume(returning: nil)
                            }
                        }
                    }
                }
                #expect(dialled?.code == .tlsNotConfigured)
            }
        }
    }
}
