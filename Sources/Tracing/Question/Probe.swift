import NetworkTypes
import PolicyMeaning

/// What the traced connection begins with.
public enum Probe: Hashable, Sendable, CustomStringConvertible {
    /// A SYN to this port.
    case tcp(UInt16)
    case udp(UInt16)
    /// An echo request over IPv4 (RFC 792), or over IPv6 (RFC 4443).
    case echo
    case echo6
    /// A packet of any other protocol, by its number.
    case ip(UInt8)

    /// Reads `tcp/22`, `udp/53`, `icmp`, `icmp/echo`, `icmp6`, `icmp6/echo`, `ip/89`.
    public init(_ text: String) throws(TraceRefusal) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let detail = parts.count == 2 ? parts[1] : nil
        switch (parts[0], detail) {
        case ("tcp", let port): self = .tcp(try Self.port(port, of: "tcp"))
        case ("udp", let port): self = .udp(try Self.port(port, of: "udp"))
        case ("icmp", nil), ("icmp", "echo"): self = .echo
        case ("icmp6", nil), ("icmp6", "echo"): self = .echo6
        case ("icmp", _), ("icmp6", _):
            throw .malformed("\(text): only echo requests are traced", hint: "\(parts[0])")
        case ("ip", let number): self = .ip(try Self.number(number))
        default: throw .malformed("`\(text)` is no protocol", hint: "tcp/22, udp/53, icmp, icmp6, ip/89")
        }
    }

    private static func port(_ text: Substring?, of name: String) throws(TraceRefusal) -> UInt16 {
        guard let text, !text.isEmpty else { throw .malformed("\(name) needs a port", hint: "\(name)/22") }
        guard text.allSatisfy(\.isASCIIDigit), let port = UInt16(text), port > 0 else {
            throw .malformed("\(name)/\(text): a port is 1 to 65535", hint: "a trace is of one port")
        }
        return port
    }

    private static func number(_ text: Substring?) throws(TraceRefusal) -> UInt8 {
        guard let text, text.allSatisfy(\.isASCIIDigit), let number = UInt8(text) else {
            throw .malformed("ip needs a protocol's number, 0 to 255", hint: "ip/89")
        }
        let own: [UInt8: String] = [1: "icmp", 6: "tcp/PORT", 17: "udp/PORT", 58: "icmp6"]
        if let name = own[number] { throw .malformed("ip/\(number) has a name of its own", hint: name) }
        return number
    }

    /// As rules write it: what a rule for it and nothing else says.
    public var description: String {
        switch self {
        case .tcp(let port): "tcp/\(port)"
        case .udp(let port): "udp/\(port)"
        case .echo: "icmp/echo"
        case .echo6: "icmp6/echo"
        case .ip(let number): "ip/\(number)"
        }
    }

    /// The family that it needs; nil goes over both.
    var isV4: Bool? {
        switch self {
        case .echo: true
        case .echo6: false
        case .tcp, .udp, .ip: nil
        }
    }

    /// The port that its sender has; any of the dynamic ones would do (RFC 6335 section 6).
    static let sourcePort: UInt16 = 49_152

    /// What rules see of it.
    func firstPacket(from source: IPAddress, to destination: IPAddress) -> FirstPacket {
        let transport: FirstPacket.Tuple.Transport =
            switch self {
            case .tcp(let port): .tcp(from: Self.sourcePort, to: port)
            case .udp(let port): .udp(from: Self.sourcePort, to: port)
            case .echo: .icmp(type: 8)
            case .echo6: .icmp(type: 128)
            case .ip(let number): .other(number)
            }
        return .ip(.init(from: source, to: destination, transport))
    }
}

extension Character {
    var isASCIIDigit: Bool { isASCII && isNumber }
}
