import EventLoop
import Glibc
import NetworkTypes
import Synchronization
import Testing

extension EventLoop {
    /// Runs `body` on the loop thread and waits for its result.
    func run<R: Sendable>(_ body: @escaping @Sendable (EventLoop) throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            let accepted = execute { continuation.resume(with: Result { try body(self) }) }
            if !accepted { continuation.resume(throwing: EventLoopError(.loopStopped, "the test's loop has stopped")) }
        }
    }

    /// Dials and waits for the outcome; `prepare` runs on the loop thread before anything else happens to it.
    func dial(
        _ address: SocketAddress, timeout: Duration = .seconds(20), limits: WriteLimits = WriteLimits(),
        delegate: Recorder? = nil
    ) async throws -> Connection {
        try await withCheckedThrowingContinuation { continuation in
            execute {
                self.connect(to: address, timeout: timeout, limits: limits) { result in
                    if case .success(let connection) = result, let delegate { connection.start(delegate: delegate) }
                    continuation.resume(with: result)
                }
            }
        }
    }
}

/// Starts a loop, runs `body`, and stops the loop whatever happens. Stopping traps when a handle was left open.
func withLoop<R>(_ body: (EventLoop) async throws -> R) async throws -> R {
    let loop = EventLoop(name: "test-loop")
    try loop.start()
    defer { loop.stop() }
    return try await body(loop)
}

/// A delegate that hands everything on as events.
final class Recorder: ConnectionDelegate, Sendable {
    enum Event: Sendable, Equatable {
        case read([UInt8])
        case writable
        case closed(CloseReason)
    }

    let events: AsyncStream<Event>
    private let continuation: AsyncStream<Event>.Continuation
    private let count = Mutex(0)
    var bytesRead: Int { count.withLock { $0 } }

    init() { (events, continuation) = AsyncStream.makeStream() }

    func connection(_ connection: Connection, didRead bytes: [UInt8]) {
        count.withLock { $0 += bytes.count }
        continuation.yield(.read(bytes))
    }
    func connectionDidBecomeWritable(_ connection: Connection) { continuation.yield(.writable) }
    func connectionDidClose(_ connection: Connection, reason: CloseReason) {
        continuation.yield(.closed(reason))
        // What comes after this is lost: tests that count closes use `CloseCounter`.
        continuation.finish()
    }

    /// The bytes that come next, at least `count` of them unless the connection ends before.
    func read(_ count: Int) async -> [UInt8] {
        var bytes: [UInt8] = []
        guard count > 0 else { return bytes }
        for await event in events {
            if case .read(let more) = event { bytes += more }
            if bytes.count >= count { break }
        }
        return bytes
    }

    /// How the connection ended; skips what comes before.
    func closeReason() async -> CloseReason? {
        for await case .closed(let reason) in events { return reason }
        return nil
    }

    func becameWritable() async -> Bool {
        for await event in events where event == .writable { return true }
        return false
    }
}

/// Sends back what it reads.
final class Echo: ConnectionDelegate, Sendable {
    func connection(_ connection: Connection, didRead bytes: [UInt8]) { connection.write(bytes) }
    func connectionDidBecomeWritable(_ connection: Connection) {}
    func connectionDidClose(_ connection: Connection, reason: CloseReason) {}
}

/// Counts how many connections ended, and how often, by reason.
final class CloseCounter: ConnectionDelegate, Sendable {
    private let reasons = Mutex<[CloseReason]>([])
    var all: [CloseReason] { reasons.withLock { $0 } }

    func connection(_ connection: Connection, didRead bytes: [UInt8]) {}
    func connectionDidBecomeWritable(_ connection: Connection) {}
    func connectionDidClose(_ connection: Connection, reason: CloseReason) { reasons.withLock { $0.append(reason) } }
}

/// A directory of its own, removed at the end.
func withTemporaryDirectory<R>(_ body: (String) async throws -> R) async throws -> R {
    var template = Array("/tmp/weft-eventloop-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
        buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    let path = try #require(made)
    defer {
        if let entries = opendir(path) {
            while let entry = readdir(entries) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                unlink(path + "/" + name)
            }
            closedir(entries)
        }
        rmdir(path)
    }
    return try await body(path)
}

extension SocketAddress {
    static let anyLoopbackPort = SocketAddress(.tcp(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: 0), passive: true)
}
