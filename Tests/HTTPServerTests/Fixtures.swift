import Foundation
import HTTPClient
import HTTPServer
import Synchronization

/// A server on a socket of its own for one test; the test stops it in a `defer`.
struct TestServer {
    let server: HTTPServer
    let path: String
    let client: HTTPClient

    init(
        limits: HTTPLimits = HTTPLimits(), handler: @escaping @Sendable (HTTPRequest, HTTPResponder) -> Void
    ) throws {
        path = socketPath()
        server = try HTTPServer(endpoints: [.unix(path)], limits: limits, handler: handler)
        client = HTTPClient(endpoint: .unix(path))
    }

    func stop() { server.stop() }
}

func socketPath() -> String {
    FileManager.default.temporaryDirectory.appending(path: "weft-http-\(UUID().uuidString.prefix(13)).sock").path()
}

/// Runs blocking work on a thread of its own, so that a test does not hold one of the few shared ones.
func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread { continuation.resume(with: Result { try work() }) }.start()
    }
}

/// A value that arrives from another thread.
final class Arrival<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)

    func set(_ value: Value) { self.value.withLock { $0 = value } }

    /// Waits for it; `nil` after ten seconds.
    func wait() async throws -> Value? {
        for _ in 0..<1_000 {
            if let value = value.withLock({ $0 }) { return value }
            try await Task.sleep(for: .milliseconds(10))
        }
        return nil
    }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
