import HTTPClient
import HTTPServer
import Synchronization
import Testing

@Suite struct StreamTests {
    @Test("Events arrive as they are sent, and the end ends the call")
    func events() async throws {
        let opened = Arrival<HTTPStream>()
        let closed = Arrival<Bool>()
        let server = try TestServer { _, responder in
            let stream = responder.stream(200, headers: ["content-type": "text/event-stream"])
            stream.onClose { closed.set(true) }
            opened.set(stream)
        }
        defer { server.stop() }
        let received = Mutex("")
        let firstSeen = Arrival<Bool>()
        let client = server.client
        async let response = onThread {
            try client.stream("/events") { bytes in
                received.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
                firstSeen.set(true)
                return true
            }
        }
        let stream = try #require(try await opened.wait())
        #expect(stream.send(Array("data: 1\n\n".utf8)))
        // The first event must not wait for the second.
        #expect(try await firstSeen.wait() == true)
        #expect(stream.send([]))
        #expect(stream.send(Array("data: 2\n\n".utf8)))
        stream.finish()
        #expect(!stream.send([1]))
        let answer = try await response
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == "text/event-stream")
        #expect(received.withLock { $0 } == "data: 1\n\ndata: 2\n\n")
        #expect(try await closed.wait() == true)
    }

    @Test("Many bytes arrive in order, whatever the pieces")
    func order() async throws {
        let pieces = (0..<300).map { index in [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: index * 7) }
        let server = try TestServer { _, responder in
            let stream = responder.stream(200)
            for piece in pieces { stream.send(piece) }
        }
        defer { server.stop() }
        let received = try await onThread {
            var received: [UInt8] = []
            _ = try server.client.stream("/") { bytes in
                received += bytes
                return true
            }
            return received
        }
        #expect(received == Array(pieces.joined()))
    }

    @Test("A client that leaves closes the stream although nothing is sent")
    func clientLeaves() async throws {
        let closed = Arrival<Bool>()
        let opened = Arrival<HTTPStream>()
        let server = try TestServer { _, responder in
            let stream = responder.stream(200)
            stream.onClose { closed.set(true) }
            opened.set(stream)
        }
        defer { server.stop() }
        try await visit(server.path)
        #expect(try await closed.wait() == true)
        let stream = try #require(try await opened.wait())
        #expect(!stream.send([1]))
    }

    @Test("A receiver that wants no more ends its call and the stream")
    func receiverStops() async throws {
        let closed = Arrival<Bool>()
        let opened = Arrival<HTTPStream>()
        let server = try TestServer { _, responder in
            let stream = responder.stream(200)
            stream.onClose { closed.set(true) }
            stream.send([1])
            opened.set(stream)
        }
        defer { server.stop() }
        let response = try await onThread { try server.client.stream("/") { _ in false } }
        #expect(response.status == 200)
        #expect(try await closed.wait() == true)
    }

    @Test("A client that does not read is cut off when its queue is full")
    func slowClient() async throws {
        var limits = HTTPLimits()
        limits.streamQueueBytes = 100_000
        let closed = Arrival<Bool>()
        let opened = Arrival<HTTPStream>()
        let server = try TestServer(limits: limits) { _, responder in
            let stream = responder.stream(200)
            stream.onClose { closed.set(true) }
            opened.set(stream)
        }
        defer { server.stop() }
        let lazy = try RawClient(server.path)
        lazy.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        let stream = try #require(try await opened.wait())
        var sent = 0
        while stream.send([UInt8](repeating: 0, count: 10_000)), sent < 10_000 { sent += 1 }
        #expect(sent < 10_000)
        // The library notices only when it can write again.
        _ = try await onThread { lazy.receive() }
        #expect(try await closed.wait() == true)
    }

    @Test("Streams are bounded, and others are still served")
    func tooMany() async throws {
        var limits = HTTPLimits()
        limits.streams = 1
        let streams = Mutex<[HTTPStream]>([])
        let server = try TestServer(limits: limits) { request, responder in
            guard request.path == ["stream"] else { return responder.respond(200) }
            let stream = responder.stream(200)
            streams.withLock { $0.append(stream) }
        }
        defer { server.stop() }
        let first = try RawClient(server.path)
        defer { withExtendedLifetime(first) {} }
        first.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
        let head = try await onThread { first.receive(until: "\r\n\r\n") }
        #expect(head.hasPrefix("HTTP/1.1 200"))
        let second = try await onThread { try server.client.stream("/stream") { _ in true } }
        #expect(second.status == 503)
        let other = try await onThread { try server.client.send("GET", "/") }
        #expect(other.status == 200)
        let lateClose = Arrival<Bool>()
        streams.withLock { $0.last }?.onClose { lateClose.set(true) }
        #expect(try await lateClose.wait() == true)
    }

    @Test("An error instead of a stream comes with its body")
    func errorAnswer() async throws {
        let server = try TestServer { _, responder in responder.respond(410, body: Array("too old".utf8)) }
        defer { server.stop() }
        let response = try await onThread {
            try server.client.stream("/") { _ in
                Issue.record("an error is not a stream")
                return true
            }
        }
        #expect(response.status == 410)
        #expect(response.text == "too old")
    }

    @Test("Stopping the server ends its streams")
    func stop() async throws {
        let opened = Arrival<HTTPStream>()
        let server = try TestServer { _, responder in opened.set(responder.stream(200)) }
        let client = server.client
        async let response = onThread { try client.stream("/") { _ in true } }
        let stream = try #require(try await opened.wait())
        stream.send([1])
        server.stop()
        #expect(try await response.status == 200)
        #expect(!stream.send([2]))
    }

    private func visit(_ path: String) async throws {
        let raw = try RawClient(path)
        raw.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        let head = try await onThread { raw.receive(until: "\r\n\r\n") }
        #expect(head.hasPrefix("HTTP/1.1 200"))
    }
}
