import Foundation
import HTTPClient
import HTTPServer
import Testing

@Suite struct ListenTests {
    private func serve(_ path: String) throws -> HTTPServer {
        try HTTPServer(endpoints: [.unix(path)]) { _, responder in responder.respond(200) }
    }

    @Test("The socket is for its user and group only")
    func mode() throws {
        let path = socketPath()
        let server = try serve(path)
        defer { server.stop() }
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o660)
    }

    @Test("A socket file on which nobody listens is replaced")
    func stale() async throws {
        let path = socketPath()
        try leaveStaleSocket(path)
        #expect(FileManager.default.fileExists(atPath: path))
        let server = try serve(path)
        defer { server.stop() }
        let response = try await onThread { try HTTPClient(endpoint: .unix(path)).send("GET", "/") }
        #expect(response.status == 200)
    }

    @Test("A socket on which somebody listens is left alone")
    func inUse() async throws {
        let path = socketPath()
        let server = try serve(path)
        defer { server.stop() }
        let error = #expect(throws: HTTPServerError.self) { try serve(path) }
        #expect(error?.code == .addressInUse)
        let response = try await onThread { try HTTPClient(endpoint: .unix(path)).send("GET", "/") }
        #expect(response.status == 200)
    }

    @Test("A file that is no socket is left alone")
    func otherFile() throws {
        let path = socketPath()
        try Data("precious".utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = #expect(throws: HTTPServerError.self) { try serve(path) }
        #expect(error?.code == .addressInUse)
        #expect(try String(contentsOf: URL(filePath: path), encoding: .utf8) == "precious")
    }

    @Test(
        "Endpoints that cannot be are refused",
        arguments: [
            HTTPServer.Endpoint.unix(""), .unix("/run/" + String(repeating: "x", count: 200)),
            .tcp(host: "not-an-address", port: 0),
        ])
    func invalid(endpoint: HTTPServer.Endpoint) {
        let error = #expect(throws: HTTPServerError.self) {
            try HTTPServer(endpoints: [endpoint]) { _, responder in responder.respond(200) }
        }
        #expect(error?.code == .invalidEndpoint)
    }

    @Test("When one endpoint fails none listens")
    func allOrNone() {
        let path = socketPath()
        #expect(throws: HTTPServerError.self) {
            try HTTPServer(endpoints: [.unix(path), .unix("")]) { _, responder in responder.respond(200) }
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}

/// What a server leaves that was killed: a name without a listener.
private func leaveStaleSocket(_ path: String) throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafeBytes(of: address) { bytes in
        bytes.withMemoryRebound(to: sockaddr.self) { bind(descriptor, $0.baseAddress, socklen_t(bytes.count)) }
    }
    try #require(result == 0)
}
