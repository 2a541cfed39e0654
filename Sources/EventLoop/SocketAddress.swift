public import NetworkTypes

/// Where to listen or whom to dial.
public struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    public enum Endpoint: Hashable, Sendable {
        case tcp(IPAddress, port: UInt16)
        /// TLS over TCP.
        case tls(IPAddress, port: UInt16)
        /// A stream socket in the file system; `path` has 1…`longestPath` bytes.
        case unix(path: String)
    }

    public let endpoint: Endpoint
    /// Whether it was written in the form for listeners: `ptcp:`, `pssl:`, `punix:`. Open vSwitch does the opposite of
    /// what its own text says to whoever is on the other side; `listen` and `connect` take either form.
    public let isPassive: Bool

    /// The bytes that `sockaddr_un` has room for, without the terminating zero.
    public static let longestPath = 107

    private init(_ endpoint: Endpoint, isPassive: Bool) {
        self.endpoint = endpoint
        self.isPassive = isPassive
    }

    /// Traps on a path that is empty, longer than `longestPath` bytes or has a zero byte; texts are checked when parsed.
    public init(_ endpoint: Endpoint, passive isPassive: Bool = false) {
        if case .unix(let path) = endpoint {
            precondition(Self.pathProblem(path) == nil, "a socket's path fits the system's address")
        }
        self.init(endpoint, isPassive: isPassive)
    }

    /// The same end written for who dials: `tcp:`, `ssl:`, `unix:`.
    public var active: SocketAddress { SocketAddress(endpoint, isPassive: false) }

    /// The same end written for who listens: `ptcp:`, `pssl:`, `punix:`.
    public var passive: SocketAddress { SocketAddress(endpoint, isPassive: true) }

    /// The same end over TLS; a Unix-domain socket stays what it is.
    var overTLS: SocketAddress {
        guard case .tcp(let host, let port) = endpoint else { return self }
        return SocketAddress(.tls(host, port: port), isPassive: isPassive)
    }

    /// The port of TCP and TLS; 0 stands for any free one when listening.
    public var port: UInt16? {
        switch endpoint {
        case .tcp(_, let port), .tls(_, let port): port
        case .unix: nil
        }
    }

    /// The address of TCP and TLS.
    public var host: IPAddress? {
        switch endpoint {
        case .tcp(let host, _), .tls(let host, _): host
        case .unix: nil
        }
    }

    /// As Open vSwitch writes it: `tcp:10.0.0.1:6640`, `pssl:6640:[::]`, `unix:/run/db.sock`.
    public var description: String {
        switch endpoint {
        case .tcp(let host, let port): Self.text("tcp", host, port, isPassive)
        case .tls(let host, let port): Self.text("ssl", host, port, isPassive)
        case .unix(let path): (isPassive ? "punix:" : "unix:") + path
        }
    }

    private static func text(_ scheme: String, _ host: IPAddress, _ port: UInt16, _ isPassive: Bool) -> String {
        let host = host.isV4 ? host.description : "[\(host)]"
        return isPassive ? "p\(scheme):\(port):\(host)" : "\(scheme):\(host):\(port)"
    }

    static func pathProblem(_ path: String) -> String? {
        if path.isEmpty { return "the path is missing" }
        if path.utf8.contains(0) { return "the path has a zero byte" }
        if path.utf8.count > longestPath { return "the path has more than \(longestPath) bytes" }
        return nil
    }
}
