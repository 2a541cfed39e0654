import Glibc
import HTTPClient
import HTTPServer
import Testing

@Suite struct LimitTests {
    private static func limits(_ change: (inout HTTPLimits) -> Void) -> HTTPLimits {
        var limits = HTTPLimits()
        change(&limits)
        return limits
    }

    private static func server(_ limits: HTTPLimits) throws -> TestServer {
        try TestServer(limits: limits) { request, responder in
            responder.respond(200, body: Array("\(request.body.count)".utf8))
        }
    }

    @Test("A body of the largest size passes, one byte more is refused", arguments: [(1_000, 200), (1_001, 413)])
    func bodySize(count: Int, status: Int) async throws {
        let server = try Self.server(Self.limits { $0.bodyBytes = 1_000 })
        defer { server.stop() }
        let response = try await onThread {
            try server.client.send("POST", "/", body: [UInt8](repeating: 1, count: count))
        }
        #expect(response.status == status)
    }

    @Test("A body that is announced too large is refused before it is sent")
    func announced() async throws {
        let server = try Self.server(HTTPLimits())
        defer { server.stop() }
        let raw = try RawClient(server.path)
        raw.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\nExpect: 100-continue\r\n\r\n")
        let answer = try await onThread { raw.receive() }
        #expect(answer.hasPrefix("HTTP/1.1 413"))
        #expect(answer.lowercased().contains("connection: close"))
    }

    @Test("A large upload that is refused shows its 413 to a usual client")
    func largeUpload() async throws {
        let server = try Self.server(Self.limits { $0.bodyBytes = 1_000 })
        defer { server.stop() }
        let response = try await onThread {
            try server.client.send("POST", "/", body: [UInt8](repeating: 1, count: 4 << 20))
        }
        #expect(response.status == 413)
    }

    @Test("A chunked body that grows too large is refused at its end, or cut off when it goes on")
    func chunked() async throws {
        let server = try Self.server(Self.limits { $0.bodyBytes = 1_000 })
        defer { server.stop() }
        let head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        let chunk = "258\r\n" + String(repeating: "x", count: 600) + "\r\n"
        let polite = try RawClient(server.path)
        polite.send(head + chunk + chunk + "0\r\n\r\n")
        let refused = try await onThread { polite.receive() }
        #expect(refused.hasPrefix("HTTP/1.1 413"))
        let endless = try RawClient(server.path)
        let pieces = try await onThread {
            endless.send(head)
            for count in 0..<10_000 where !endless.send(chunk) { return count }
            return 10_000
        }
        #expect(pieces < 10_000)
    }

    @Test("All bodies together are bounded")
    func totalBodies() async throws {
        // The rest of the body may come late where many tests run at once.
        let server = try Self.server(
            Self.limits {
                $0.totalBodyBytes = 1_500
                $0.idleTimeout = .seconds(300)
                $0.requestDeadline = .seconds(300)
            })
        defer { server.stop() }
        let first = try RawClient(server.path)
        first.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n" + String(repeating: "x", count: 1_000))
        // The first body is being received when the second one is refused; when it ends there is room again.
        let refused = try await eventually(503) {
            try server.client.send("POST", "/", body: [UInt8](repeating: 1, count: 1_000)).status
        }
        #expect(refused == 503)
        first.send("x")
        let answer = try await onThread { first.receive(until: "1001") }
        #expect(answer.hasPrefix("HTTP/1.1 200"))
        let accepted = try await eventually(200) {
            try server.client.send("POST", "/", body: [UInt8](repeating: 1, count: 1_000)).status
        }
        #expect(accepted == 200)
    }

    @Test("Endless headers are refused")
    func headers() async throws {
        let server = try Self.server(HTTPLimits())
        defer { server.stop() }
        let raw = try RawClient(server.path)
        raw.send(
            "GET / HTTP/1.1\r\nHost: x\r\n"
                + String(repeating: "x: \(String(repeating: "y", count: 90))\r\n", count: 1_000))
        let answer = try await onThread { raw.receive() }
        #expect(answer.hasPrefix("HTTP/1.1 4"))
    }

    @Test("A client that trickles its request is cut off")
    func trickle() async throws {
        let server = try Self.server(Self.limits { $0.requestDeadline = .milliseconds(300) })
        defer { server.stop() }
        let raw = try RawClient(server.path)
        let bytes = try await onThread {
            for count in 0..<100 {
                guard raw.send("x") else { return count }
                usleep(50_000)
            }
            return 100
        }
        #expect(bytes < 100)
    }

    @Test(
        "A body whose end is ambiguous is refused",
        arguments: [
            "Content-Length: 3\r\nContent-Length: 5\r\n", "Content-Length: x\r\n", "Content-Length: -1\r\n",
            "Content-Length: 99999999999999999999999\r\n",
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        ])
    func smuggling(headers: String) async throws {
        let server = try Self.server(HTTPLimits())
        defer { server.stop() }
        let raw = try RawClient(server.path)
        raw.send("POST / HTTP/1.1\r\nHost: x\r\n\(headers)\r\nabcde")
        let answer = try await onThread { raw.receive(until: "\r\n\r\n") }
        #expect(!answer.hasPrefix("HTTP/1.1 200"))
    }
}

/// Repeats a request until it has the status, for at most five seconds; the last status.
private func eventually(_ status: Int, _ request: @escaping @Sendable () throws -> Int) async throws -> Int {
    try await onThread {
        var last = 0
        for _ in 0..<500 {
            last = try request()
            if last == status { return last }
            usleep(10_000)
        }
        return last
    }
}
