import Foundation
import HTTPClient
import HTTPServer
import Synchronization
import Testing

@Suite struct ResponderTests {
    @Test("Answers that come later, from other threads, reach a hundred clients at once")
    func deferred() async throws {
        let waiting = Mutex<[(HTTPRequest, HTTPResponder)]>([])
        let server = try TestServer { request, responder in
            let all = waiting.withLock { waiting in
                waiting.append((request, responder))
                guard waiting.count == 100 else { return [(HTTPRequest, HTTPResponder)]() }
                defer { waiting = [] }
                return waiting
            }
            guard !all.isEmpty else { return }
            Thread {
                for (request, responder) in all.reversed() { responder.respond(200, body: request.body) }
            }.start()
        }
        defer { server.stop() }
        let client = server.client
        let correct = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let body = Array("request \(number)".utf8)
                    return try await onThread { try client.send("POST", "/", body: body).body == body }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(correct == 100)
    }

    @Test("A responder that is let go answers 500")
    func forgotten() async throws {
        let server = try TestServer { _, _ in }
        defer { server.stop() }
        let response = try await onThread { try server.client.send("GET", "/") }
        #expect(response.status == 500)
    }

    @Test("An answer that does not come in time is a 504, and the late one goes nowhere")
    func deadline() async throws {
        var limits = HTTPLimits()
        limits.answerDeadline = .milliseconds(100)
        let late = Arrival<HTTPResponder>()
        let server = try TestServer(limits: limits) { request, responder in
            if request.path == ["late"] { late.set(responder) } else { responder.respond(200) }
        }
        defer { server.stop() }
        let response = try await onThread { try server.client.send("GET", "/late") }
        #expect(response.status == 504)
        try await late.wait()?.respond(200)
        let next = try await onThread { try server.client.send("GET", "/next") }
        #expect(next.status == 200)
    }

    @Test("A client that leaves before its answer harms nobody")
    func disconnected() async throws {
        let waiting = Arrival<HTTPResponder>()
        let server = try TestServer { request, responder in
            if request.path == ["slow"] { waiting.set(responder) } else { responder.respond(200) }
        }
        defer { server.stop() }
        let responder = try await leave(server.path, after: waiting)
        responder.respond(200, body: [UInt8](repeating: 0, count: 1 << 20))
        let next = try await onThread { try server.client.send("GET", "/next") }
        #expect(next.status == 200)
    }

    @Test("A second answer to one request is a mistake of the program")
    func answeredTwice() async {
        await #expect(processExitsWith: .failure) {
            // On TCP, because nobody removes the socket's file of a process that dies. Only the trap is a failure.
            let server = try? HTTPServer(endpoints: [.tcp(host: "127.0.0.1", port: 0)]) { _, responder in
                responder.respond(200)
                responder.respond(200)
            }
            guard case .tcp(let host, let port) = server?.endpoints.first else { return }
            _ = try? HTTPClient(endpoint: .http("http://\(host):\(port)")).send("GET", "/")
            withExtendedLifetime(server) {}
        }
    }

    @Test("A header that would break the message becomes a 500")
    func headerInjection() async throws {
        let server = try TestServer { _, responder in responder.respond(200, headers: ["x": "a\r\nset-cookie: b"]) }
        defer { server.stop() }
        let response = try await onThread { try server.client.send("GET", "/") }
        #expect(response.status == 500)
        #expect(response.headers["set-cookie"] == nil)
    }

    @Test("Stopping answers what waits with 503 and refuses what comes later")
    func stop() async throws {
        let waiting = Arrival<HTTPResponder>()
        let server = try TestServer { _, responder in waiting.set(responder) }
        let client = server.client
        async let response = onThread { try client.send("GET", "/") }
        let responder = try #require(try await waiting.wait())
        server.stop()
        #expect(try await response.status == 503)
        responder.respond(200)
        server.stop()
        #expect(!FileManager.default.fileExists(atPath: server.path))
        let error = #expect(throws: HTTPClientError.self) { try client.send("GET", "/") }
        #expect(error?.code == .unreachable)
    }
}

/// Sends a request, waits until the handler has it, and leaves.
private func leave(_ path: String, after waiting: Arrival<HTTPResponder>) async throws -> HTTPResponder {
    let client = try RawClient(path)
    // The connection closes with its last owner, which may be earlier than the end of its scope.
    defer { withExtendedLifetime(client) {} }
    client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    return try #require(try await waiting.wait())
}
