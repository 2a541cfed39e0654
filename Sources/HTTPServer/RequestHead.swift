import CMicroHTTPD

/// A request without its body.
struct RequestHead: Sendable {
    let method: String
    let path: [String]
    let query: [HTTPQueryItem]
    let headers: [String: String]

    /// `nil` when the target is malformed.
    init?(_ connection: OpaquePointer, method: UnsafePointer<CChar>, path: UnsafePointer<CChar>) {
        guard let text = String(validatingCString: path), let segments = decodePath(text) else { return nil }
        var query: [HTTPQueryItem] = []
        for (name, value) in values(of: connection, kind: .GET_ARGUMENT_KIND) {
            guard let name = percentDecoded(name) else { return nil }
            guard let value else {
                query.append(HTTPQueryItem(name: name, value: nil))
                continue
            }
            guard let value = percentDecoded(value) else { return nil }
            query.append(HTTPQueryItem(name: name, value: value))
        }
        var headers: [String: String] = [:]
        for (name, value) in values(of: connection, kind: .HEADER_KIND) {
            let key = name.lowercased()
            headers[key] = headers[key].map { "\($0), \(value ?? "")" } ?? value ?? ""
        }
        self.method = String(cString: method)
        self.path = segments
        self.query = query
        self.headers = headers
    }

    /// Whether the body's end could be understood in two ways, which is how requests are smuggled past a proxy
    /// (RFC 9112, section 6.3). The library takes the first of several lengths.
    var isFramingAmbiguous: Bool {
        guard headers["content-length"] != nil else { return false }
        return contentLength == nil || headers["transfer-encoding"] != nil
    }

    /// The body's announced size; `nil` when it comes in chunks or there is none.
    var contentLength: UInt64? { headers["content-length"].flatMap { UInt64($0) } }
}

private typealias Value = (name: String, value: String?)

/// Headers or query items, in the order they were sent.
private func values(of connection: OpaquePointer, kind: MHD_ValueKind) -> [Value] {
    var values: [Value] = []
    withUnsafeMutablePointer(to: &values) { collector in
        _ = MHD_get_connection_values_n(
            connection, kind,
            { context, _, name, nameSize, value, valueSize in
                guard let context, let name else { return .YES }
                let values = context.assumingMemoryBound(to: [Value].self)
                values.pointee.append((text(name, nameSize), value.map { text($0, valueSize) }))
                return .YES
            }, collector)
    }
    return values
}

private func text(_ start: UnsafePointer<CChar>, _ count: Int) -> String {
    String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
}
