public import HTTPClient

/// The one seam between the verbs and the network: tests put a server in memory here.
public protocol Transport: Sendable {
    /// Sends a request and waits for the whole answer, whatever its status.
    ///
    /// - Parameter path: the target from `/` with its query, percent-encoded.
    func send(
        _ method: String, _ path: String, headers: [String: String], body: [UInt8]?, timeout: Duration
    ) throws(HTTPClientError) -> HTTPResponse

    /// Sends a GET and hands out a 2xx answer's body as it arrives, until `onData` returns false or the server ends it.
    func follow(
        _ path: String, headers: [String: String], onData: @escaping ([UInt8]) -> Bool
    ) throws(HTTPClientError) -> HTTPResponse
}

extension HTTPClient: Transport {
    public func send(
        _ method: String, _ path: String, headers: [String: String], body: [UInt8]?, timeout: Duration
    ) throws(HTTPClientError) -> HTTPResponse {
        try send(method, path, headers: headers, body: body, timeout: timeout, maximumBytes: 256 << 20)
    }

    public func follow(
        _ path: String, headers: [String: String], onData: @escaping ([UInt8]) -> Bool
    ) throws(HTTPClientError) -> HTTPResponse {
        // A watch may be silent for as long as nothing changes.
        try stream(path, headers: headers, idleTimeout: .seconds(7 * 24 * 3600), onData: onData)
    }
}
