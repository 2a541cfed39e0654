import Glibc
import HTTPClient
import HTTPServer
import Testing

@Suite struct RequestTests {
    @Test("The handler sees the method, decoded path and query, headers, body and who asks")
    func request() async throws {
        let seen = Arrival<HTTPRequest>()
        let server = try TestServer { request, responder in
            seen.set(request)
            responder.respond(201, headers: ["etag": "\"7\"", "x-empty": ""], body: Array("made".utf8))
        }
        defer { server.stop() }
        let response = try await onThread {
            try server.client.send(
                "PUT", "/v1/hosts/a%2Fb%20c/?limit=5&watch&q=%C3%A9+x&empty=", headers: ["If-Match": "\"6\""],
                body: Array("{}".utf8))
        }
        #expect(response.status == 201)
        #expect(response.text == "made")
        #expect(response.headers["etag"] == "\"7\"")
        #expect(response.headers["x-empty"] == nil)
        #expect(response.headers["content-length"] == "4")
        let request = try #require(try await seen.wait())
        #expect(request.method == "PUT")
        #expect(request.path == ["v1", "hosts", "a/b c", ""])
        #expect(request.query.map(\.name) == ["limit", "watch", "q", "empty"])
        #expect(request.query.map(\.value) == ["5", nil, "é x", ""])
        #expect(request.queryValue("watch") == "")
        #expect(request.queryValue("other") == nil)
        #expect(request.headers["if-match"] == "\"6\"")
        #expect(request.body == Array("{}".utf8))
        guard case .local(let process) = request.peer else {
            Issue.record("the peer of a unix socket is local")
            return
        }
        #expect(process.user == getuid() && process.group == getgid() && process.process == getpid())
        #expect(process.groups.count == Int(getgroups(0, nil)))
    }

    @Test(
        "Targets that hide something are refused before the handler",
        arguments: [
            "/a%", "/a%2", "/a%zz", "/a%00b", "/a%0Ab", "/%ff", "/?a=%1b[2J", "/?%0d=1",
        ])
    func malformedTarget(target: String) async throws {
        let server = try TestServer { _, responder in responder.respond(200) }
        defer { server.stop() }
        let response = try await onThread { try server.client.send("GET", target) }
        #expect(response.status == 400)
    }

    @Test("Methods, an empty body and a HEAD without a body")
    func methods() async throws {
        let server = try TestServer { request, responder in
            responder.respond(200, body: Array("\(request.method) \(request.body.count)".utf8))
        }
        defer { server.stop() }
        let texts = try await onThread {
            try ["GET", "POST", "DELETE", "PATCH", "HEAD"].map { method in
                try server.client.send(method, "/", body: method == "POST" ? [] : nil).text
            }
        }
        #expect(texts == ["GET 0", "POST 0", "DELETE 0", "PATCH 0", ""])
    }

    @Test("Repeated headers are joined")
    func repeatedHeaders() async throws {
        let server = try TestServer { request, responder in
            responder.respond(200, body: Array((request.headers["accept"] ?? "").utf8))
        }
        defer { server.stop() }
        let raw = try RawClient(server.path)
        raw.send("GET / HTTP/1.1\r\nHost: x\r\nAccept: a\r\nACCEPT: b\r\nConnection: close\r\n\r\n")
        let answer = try await onThread { raw.receive() }
        #expect(answer.hasSuffix("\r\n\r\na, b"))
    }

    @Test("A connection serves request after request, whole or drop by drop")
    func keepAlive() async throws {
        let server = try TestServer { request, responder in
            responder.respond(200, body: Array("[\(String(decoding: request.body, as: UTF8.self))]".utf8))
        }
        defer { server.stop() }
        let raw = try RawClient(server.path)
        raw.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n")
        for byte in "POST /3 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc" {
            raw.send(String(byte))
        }
        let answers = try await onThread { raw.receive() }
        #expect(answers.components("HTTP/1.1 200") == 3)
        #expect(answers.hasSuffix("[abc]"))
    }

    @Test("A chunked body arrives whole")
    func chunked() async throws {
        let server = try TestServer { request, responder in responder.respond(200, body: request.body) }
        defer { server.stop() }
        let raw = try RawClient(server.path)
        raw.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
        raw.send("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        let answer = try await onThread { raw.receive() }
        #expect(answer.hasSuffix("\r\n\r\nabcde"))
    }

    @Test("TCP works too, on the port that was chosen, and names the remote address")
    func tcp() async throws {
        try await expectAnswer(from: "127.0.0.1")
    }

    @Test("TCP over IPv6 works too", .enabled(if: hasIPv6Loopback, "this machine has no ::1"))
    func tcp6() async throws {
        try await expectAnswer(from: "::1")
    }

    private func expectAnswer(from host: String) async throws {
        let server = try HTTPServer(endpoints: [.tcp(host: host, port: 0)]) { request, responder in
            responder.respond(200, body: Array("\(request.peer)".utf8))
        }
        defer { server.stop() }
        let endpoint = try #require(server.endpoints.first)
        guard case .tcp(_, let port) = endpoint else {
            Issue.record("the endpoint is TCP")
            return
        }
        let base = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        let response = try await onThread { try HTTPClient(endpoint: .http(base)).send("GET", "/") }
        #expect(port != 0)
        #expect(response.text.contains("remote(address: \"\(host)\""))
    }
}

extension String {
    func components(_ separator: String) -> Int { self.split(separator: separator).count }
}

/// Whether a socket can be bound to ::1.
private let hasIPv6Loopback: Bool = {
    let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_addr = in6addr_loopback
    return withUnsafeBytes(of: address) { bytes in
        bytes.withMemoryRebound(to: sockaddr.self) { bind(descriptor, $0.baseAddress, socklen_t(bytes.count)) }
    } == 0
}()
