/// Why there is no answer.
public struct HTTPClientError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is. Cases may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Name: String { case unreachable, timeout, tls, `protocol`, interrupted, invalid }
        private let name: Name

        /// No connection was made: the request did not reach the server.
        public static let unreachable = Code(name: .unreachable)
        /// The time ran out; the server may have acted.
        public static let timeout = Code(name: .timeout)
        /// The TLS handshake or the check of a certificate failed.
        public static let tls = Code(name: .tls)
        /// The answer is not HTTP, or larger than allowed.
        public static let `protocol` = Code(name: .protocol)
        /// The connection broke after the request was begun; the server may have acted.
        public static let interrupted = Code(name: .interrupted)
        /// The request cannot be sent: its path, header or endpoint is malformed.
        public static let invalid = Code(name: .invalid)

        public var description: String { name.rawValue }
    }

    public let code: Code
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
