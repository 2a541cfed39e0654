/// Sends requests to one server. Calls block their thread; calls from several threads run side by side.
///
/// Connections are kept between calls. Redirects are not followed.
public final class HTTPClient: Sendable {
    /// Where the server listens.
    public enum Endpoint: Hashable, Sendable {
        /// A socket in the file system.
        case unix(String)
        /// `http://host:port`, in the clear.
        case http(String)
        /// `https://host:port`. The server's certificate and name are always checked.
        case https(String, TLSFiles)
    }

    /// PEM files for TLS.
    public struct TLSFiles: Hashable, Sendable {
        /// Trusted authorities; `nil`: the system's.
        public var certificateAuthority: String?
        /// Our own certificate with its chain, when the server asks who we are.
        public var certificate: String?
        public var key: String?

        public init(certificateAuthority: String? = nil, certificate: String? = nil, key: String? = nil) {
            self.certificateAuthority = certificateAuthority
            self.certificate = certificate
            self.key = key
        }
    }

    public let endpoint: Endpoint
    private let handles = EasyHandlePool()

    public init(endpoint: Endpoint) {
        self.endpoint = endpoint
    }

    /// Sends a request and waits for the whole answer.
    ///
    /// `path` is the target as it goes on the wire, from `/`, with its query, already percent-encoded (see
    /// `percentEncoded`). `timeout` covers everything from connecting to the last byte. An answer body larger than
    /// `maximumBytes` is a `protocol` error.
    public func send(
        _ method: String,
        _ path: String,
        headers: [String: String] = [:],
        body: [UInt8]? = nil,
        timeout: Duration = .seconds(30),
        maximumBytes: Int = 64 << 20
    ) throws(HTTPClientError) -> HTTPResponse {
        let request = Request(method: method, path: path, headers: headers, body: body)
        return try run(request, Transfer(maximumBytes: maximumBytes), timing: .total(timeout))
    }

    /// Sends a GET whose answer arrives bit by bit, for server-sent events.
    ///
    /// The bytes of a 2xx answer go to `onData` as they come and are not kept; it returns false to stop, which closes
    /// the connection. The body of any other answer is returned. Nothing received for `idleTimeout` (whole seconds)
    /// is a `timeout`. Returns when the server ends the stream or `onData` stops it.
    public func stream(
        _ path: String,
        headers: [String: String] = [:],
        idleTimeout: Duration = .seconds(60),
        onData: @escaping ([UInt8]) -> Bool
    ) throws(HTTPClientError) -> HTTPResponse {
        let request = Request(method: "GET", path: path, headers: headers, body: nil)
        return try run(request, Transfer(maximumBytes: 1 << 20, onData: onData), timing: .idle(idleTimeout))
    }

    /// One path segment or query value, with every byte escaped that means something in a target.
    public static func percentEncoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            let isUnreserved =
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "~"):
                    true
                default: false
                }
            if isUnreserved {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                encoded += byte < 16 ? "%0" : "%"
                encoded += String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }

    private func run(
        _ request: Request, _ transfer: Transfer, timing: EasyHandle.Timing
    ) throws(HTTPClientError) -> HTTPResponse {
        try request.validate()
        let handle = try handles.take()
        let response = try handle.perform(request, to: endpoint, transfer, timing: timing)
        // Only after success: a handle whose transfer failed is freed with its connection.
        handles.give(back: handle)
        return response
    }
}
