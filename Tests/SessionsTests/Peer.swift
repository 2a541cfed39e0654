import EventLoop
import NetworkTypes
import OpenFlow
import Synchronization
import TLS
import Testing

/// The other end of a session, played by a test on a loop of its own.
final class Peer: ConnectionDelegate, Sendable {
    private let loop: EventLoop
    private let connection = Mutex<Connection?>(nil)
    private let received = Mutex<[UInt8]>([])
    private let closeReason = Mutex<CloseReason?>(nil)

    var bytes: [UInt8] { received.withLock { $0 } }
    var ended: CloseReason? { closeReason.withLock { $0 } }

    private init(on loop: EventLoop) { self.loop = loop }

    /// What a switch sends for a handshake in OpenFlow 1.5.
    static func handshake(datapathID: UInt64) -> [UInt8] {
        let features = Features(datapathID: DatapathID(datapathID), tableCount: 254)
        return Message.hello(Hello(.v1_5 ... .v1_5)).encoded(version: .v1_5, xid: 1)
            // The answer to the first request of a controller, which is its second message.
            + Message.featuresReply(features).encoded(version: .v1_5, xid: 2)
    }

    /// Dials and sends `bytes` at once; the peer has been accepted by the kernel then, if perhaps not by the listener.
    static func dial(
        _ address: SocketAddress, on loop: EventLoop, saying bytes: [UInt8] = [], tls: TLSCredentials? = nil
    ) async throws -> Peer {
        let peer = Peer(on: loop)
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            let accepted = loop.execute {
                loop.connect(to: address, timeout: .seconds(20), tls: tls) { result in
                    if case .success(let connection) = result {
                        peer.connection.withLock { $0 = connection }
                        connection.start(delegate: peer)
                        if !bytes.isEmpty { connection.write(bytes) }
                    }
                    done.resume(with: result.map { _ in }.mapError { $0 as any Error })
                }
            }
            if !accepted { done.resume(throwing: EventLoopError(.loopStopped, "the test's loop has stopped")) }
        }
        return peer
    }

    func send(_ bytes: [UInt8]) { onConnection { $0.write(bytes) } }
    func stopReading() { onConnection { $0.pauseReading() } }

    func waitForEnd() async throws -> CloseReason {
        try await eventually("the connection ends") { ended != nil }
        return try #require(ended)
    }

    private func onConnection(_ body: @escaping @Sendable (Connection) -> Void) {
        let connection = connection.withLock { $0 }
        if let connection { loop.execute { body(connection) } }
    }

    func connection(_ connection: Connection, didRead bytes: [UInt8]) { received.withLock { $0 += bytes } }
    func connectionDidBecomeWritable(_ connection: Connection) {}
    func connectionDidClose(_ connection: Connection, reason: CloseReason) { closeReason.withLock { $0 = reason } }
}

/// A loop for peers.
func withPeers(_ body: (EventLoop) async throws -> Void) async throws {
    let loop = EventLoop(name: "test-peers")
    try loop.start()
    defer { loop.stop() }
    try await body(loop)
}
