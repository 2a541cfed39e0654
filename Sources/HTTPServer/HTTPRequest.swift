/// A whole request, with its body.
public struct HTTPRequest: Hashable, Sendable {
    /// As sent; methods are case-sensitive (RFC 9110, section 9.1).
    public var method: String
    /// The path's segments, decoded: `/v1/hosts/a%2Fb` is `["v1", "hosts", "a/b"]` and `/` is empty. A slash at the
    /// end gives an empty last segment.
    public var path: [String]
    /// In the order they were sent, decoded.
    public var query: [HTTPQueryItem]
    /// Lower-case names; repeated fields are joined by `, ` (RFC 9110, section 5.3).
    public var headers: [String: String]
    public var body: [UInt8]
    public var peer: HTTPPeer

    public init(
        method: String, path: [String], query: [HTTPQueryItem] = [], headers: [String: String] = [:],
        body: [UInt8] = [], peer: HTTPPeer
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.peer = peer
    }

    /// The value of the first query item of a name; empty when it has none.
    public func queryValue(_ name: String) -> String? {
        query.first { $0.name == name }.map { $0.value ?? "" }
    }
}

/// One `name=value` of a query; `value` is `nil` when there is no `=`.
public struct HTTPQueryItem: Hashable, Sendable {
    public var name: String
    public var value: String?

    public init(name: String, value: String?) {
        self.name = name
        self.value = value
    }
}

/// Who sent a request.
public enum HTTPPeer: Hashable, Sendable {
    /// A process on this machine, as the kernel knows it.
    case local(LocalProcess)
    /// An address (numeric) and port of a TCP connection.
    case remote(address: String, port: UInt16)

    /// What the kernel recorded when the process connected.
    public struct LocalProcess: Hashable, Sendable {
        public var user: UInt32
        /// The process's own group.
        public var group: UInt32
        public var process: Int32
        /// Its supplementary groups.
        public var groups: [UInt32]

        public init(user: UInt32, group: UInt32, process: Int32, groups: [UInt32] = []) {
            self.user = user
            self.group = group
            self.process = process
            self.groups = groups
        }
    }
}
