import HTTPClient
import HTTPServer
import Testing

@Suite struct HTTPClientTests {
    @Test(
        "A server that is not there is unreachable",
        arguments: [
            HTTPClient.Endpoint.unix("/nonexistent/weftd.sock"), .http("http://127.0.0.1:1"),
            .https("https://127.0.0.1:1", HTTPClient.TLSFiles()),
        ])
    func unreachable(endpoint: HTTPClient.Endpoint) async throws {
        let error = await #expect(throws: HTTPClientError.self) {
            try await onThread { try HTTPClient(endpoint: endpoint).send("GET", "/") }
        }
        #expect(error?.code == .unreachable)
    }

    @Test("A server that does not answer is a timeout")
    func timeout() async throws {
        let waiting = Arrival<HTTPResponder>()
        let server = try TestServer { _, responder in waiting.set(responder) }
        defer { server.stop() }
        let error = await #expect(throws: HTTPClientError.self) {
            try await onThread { try server.client.send("GET", "/", timeout: .milliseconds(100)) }
        }
        #expect(error?.code == .timeout)
    }

    @Test("A server that does not speak TLS is a TLS error")
    func tls() async throws {
        let server = try HTTPServer(endpoints: [.tcp(host: "127.0.0.1", port: 0)]) { _, responder in
            responder.respond(200)
        }
        defer { server.stop() }
        guard case .tcp(let host, let port) = server.endpoints.first else { return }
        let error = await #expect(throws: HTTPClientError.self) {
            try await onThread {
                try HTTPClient(endpoint: .https("https://\(host):\(port)", HTTPClient.TLSFiles())).send("GET", "/")
            }
        }
        #expect(error?.code == .tls)
    }

    @Test("An answer larger than allowed is a protocol error")
    func tooLarge() async throws {
        let server = try TestServer { _, responder in responder.respond(200, body: [UInt8](repeating: 0, count: 2_000))
        }
        defer { server.stop() }
        let error = await #expect(throws: HTTPClientError.self) {
            try await onThread { try server.client.send("GET", "/", maximumBytes: 1_999) }
        }
        #expect(error?.code == .protocol)
    }

    @Test("A request that would break out of its place is refused before it is sent")
    func invalid() {
        let client = HTTPClient(endpoint: .unix("/nonexistent"))
        let attempts: [() throws -> HTTPResponse] = [
            { try client.send("GET", "relative") }, { try client.send("GET", "/a b") },
            { try client.send("GET", "/a\r\nx: y") }, { try client.send("GET /", "/") },
            { try client.send("GET", "/", headers: ["x": "a\r\ny: b"]) },
            { try client.send("GET", "/", headers: ["x:": ""]) },
        ]
        for attempt in attempts {
            let error = #expect(throws: HTTPClientError.self) { try attempt() }
            #expect(error?.code == .invalid)
        }
    }

    @Test(
        "Text is escaped for a target",
        arguments: [
            ("web-1_a.b~", "web-1_a.b~"), ("a/b c", "a%2Fb%20c"), ("é\n", "%C3%A9%0A"), ("", ""),
        ])
    func percentEncoded(text: String, expected: String) {
        #expect(HTTPClient.percentEncoded(text) == expected)
    }
}
