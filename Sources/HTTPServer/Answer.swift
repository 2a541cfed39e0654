import CMicroHTTPD

/// A whole answer before it is given to the library.
struct Answer: Sendable {
    var status: Int
    var headers: [String: String] = [:]
    var body: [UInt8] = []
    /// The connection serves no further request.
    var closesConnection = false

    /// What the server itself has to say.
    static func plain(_ status: Int, _ sentence: String, closesConnection: Bool = false) -> Answer {
        Answer(
            status: status, headers: ["content-type": "text/plain; charset=utf-8"], body: Array("\(sentence)\n".utf8),
            closesConnection: closesConnection)
    }

    /// Queues the answer on a connection whose request is complete or refused; false when the library refuses it.
    func queue(on connection: OpaquePointer) -> Bool {
        let response = body.withUnsafeBytes { bytes in
            // The bytes are copied. The library takes a mutable pointer only for modes that do not copy.
            MHD_create_response_from_buffer(
                bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
        }
        guard let response else { return false }
        defer { MHD_destroy_response(response) }
        guard addHeaders(headers, to: response) else {
            return Answer.plain(500, "the answer has a malformed header").queue(on: connection)
        }
        if closesConnection { _ = MHD_add_response_header(response, "connection", "close") }
        return MHD_queue_response(connection, UInt32(clamping: status), response) == .YES
    }
}

/// Adds headers in byte order of their names; false when one could not stand in a message. Empty ones are left out: the
/// library refuses them, and they say nothing.
func addHeaders(_ headers: [String: String], to response: OpaquePointer) -> Bool {
    for (name, value) in headers.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
        guard MHD_add_response_header(response, name, value) == .YES else { return false }
    }
    return true
}
