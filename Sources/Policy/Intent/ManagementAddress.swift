public import NetworkTypes

/// How Weft and a host's OVSDB come together.
public enum ManagementAddress: Hashable, Sendable, CustomStringConvertible {
    /// The host dials in (`ovs-vsctl set-manager`) and is known by its system-id.
    case listen
    /// Weft dials this address.
    case tcp(IPAddress, port: UInt16)
    /// Weft dials this address over TLS.
    case ssl(IPAddress, port: UInt16)
    /// Weft connects to this socket of its own machine.
    case unix(path: String)

    /// The port of OVSDB where none is written (RFC 7047 section 4).
    public static let defaultPort: UInt16 = 6640
    /// What `sun_path` holds on Linux, with its final zero byte.
    private static let longestPath = 107

    /// Reads what Open vSwitch writes: `tcp:IP[:PORT]`, `ssl:IP[:PORT]`, IPv6 in brackets, `unix:PATH`; and `listen`.
    init(parsing text: String) throws(ScalarProblem) {
        if text == "listen" {
            self = .listen
        } else if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard path.hasPrefix("/"), path.utf8.count <= Self.longestPath,
                !path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f })
            else { throw ScalarProblem("an absolute path of up to \(Self.longestPath) bytes is needed") }
            self = .unix(path: path)
        } else if text.hasPrefix("tcp:") {
            let (address, port) = try Self.endpoint(text.dropFirst(4))
            self = .tcp(address, port: port)
        } else if text.hasPrefix("ssl:") {
            let (address, port) = try Self.endpoint(text.dropFirst(4))
            self = .ssl(address, port: port)
        } else {
            throw ScalarProblem()
        }
    }

    private static func endpoint(_ text: Substring) throws(ScalarProblem) -> (IPAddress, UInt16) {
        var host = text
        var port: Substring?
        if text.hasPrefix("["), let end = text.lastIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw ScalarProblem() }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        let isBracketed = host.startIndex != text.startIndex
        guard let address = try? IPAddress(host), address.isV4 != isBracketed else {
            throw ScalarProblem("`\(excerpt(host))` is not an IP address (IPv6 in brackets)")
        }
        guard let port else { return (address, defaultPort) }
        guard let number = decimal(port), (1...65535).contains(number) else {
            throw ScalarProblem("`\(excerpt(port))` is not a port")
        }
        return (address, UInt16(number))
    }

    private static func text(_ address: IPAddress, _ port: UInt16) -> String {
        address.isV4 ? "\(address):\(port)" : "[\(address)]:\(port)"
    }

    public var description: String {
        switch self {
        case .listen: "listen"
        case .tcp(let address, let port): "tcp:" + Self.text(address, port)
        case .ssl(let address, let port): "ssl:" + Self.text(address, port)
        case .unix(let path): "unix:\(path)"
        }
    }
}
