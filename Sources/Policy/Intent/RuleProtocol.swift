/// One protocol as rules write it (INTERFACE.md 1).
public enum RuleProtocol: Hashable, Sendable {
    /// Every IP protocol, over IPv4 and IPv6.
    case any
    /// Over both families, to these destination ports; all 65,536 where none are written.
    case tcp(ClosedRange<UInt16>)
    case udp(ClosedRange<UInt16>)
    /// Over IPv4 (RFC 792), of this type; nil for every type.
    case icmp(type: UInt8?)
    /// Over IPv6 (RFC 4443), of this type; nil for every type.
    case icmp6(type: UInt8?)
    /// By its number, over both families.
    case ip(UInt8)

    public static let allPorts: ClosedRange<UInt16> = 0...65535
    /// The types of an echo request, RFC 792 and RFC 4443.
    public static let echo: UInt8 = 8
    public static let echo6: UInt8 = 128

    private static let names = ["any", "tcp", "udp", "icmp", "icmp6", "ip"]

    /// Reads `any`, `tcp`, `tcp/443`, `udp/53-54`, `icmp`, `icmp/echo`, `icmp6/135`, `ip/89`.
    init(parsing text: String) throws(ScalarProblem) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        let detail = parts.count == 2 ? parts[1] : nil
        switch name {
        case "any":
            guard detail == nil else { throw ScalarProblem("`any` is every protocol and every port") }
            self = .any
        case "tcp": self = .tcp(try Self.ports(detail))
        case "udp": self = .udp(try Self.ports(detail))
        case "icmp": self = .icmp(type: try Self.type(detail, echo: Self.echo))
        case "icmp6": self = .icmp6(type: try Self.type(detail, echo: Self.echo6))
        case "ip":
            guard let detail else { throw ScalarProblem("its number is missing; every protocol is `any`") }
            self = .ip(try Self.number(detail, "a protocol's number"))
        default:
            let near = Suggestion.nearest(to: name, among: Self.names)
            throw ScalarProblem(
                "`\(excerpt(name))` is no protocol",
                hint: near.map { name in "did you mean `\(name)\(detail.map { "/" + excerpt($0) } ?? "")`?" })
        }
    }

    private static func ports(_ text: Substring?) throws(ScalarProblem) -> ClosedRange<UInt16> {
        guard let text else { return allPorts }
        guard let range = numberRange(text) else {
            throw ScalarProblem("a port, or LOW-HIGH with the lower one first, follows the slash")
        }
        guard range.lowerBound >= 1, range.upperBound <= 65535 else { throw ScalarProblem("ports are 1 to 65535") }
        return UInt16(range.lowerBound)...UInt16(range.upperBound)
    }

    private static func type(_ text: Substring?, echo: UInt8) throws(ScalarProblem) -> UInt8? {
        guard let text else { return nil }
        return text == "echo" ? echo : try number(text, "`echo` or a type")
    }

    private static func number(_ text: Substring, _ what: String) throws(ScalarProblem) -> UInt8 {
        guard let number = decimal(text), let byte = UInt8(exactly: number) else {
            throw ScalarProblem("\(what), 0 to 255, follows the slash")
        }
        return byte
    }
}

extension RuleProtocol: CustomStringConvertible {
    /// As documents write it.
    public var description: String {
        switch self {
        case .any: "any"
        case .tcp(let ports): "tcp" + Self.text(ports)
        case .udp(let ports): "udp" + Self.text(ports)
        case .icmp(let type): "icmp" + Self.text(type, echo: Self.echo)
        case .icmp6(let type): "icmp6" + Self.text(type, echo: Self.echo6)
        case .ip(let number): "ip/\(number)"
        }
    }

    private static func text(_ ports: ClosedRange<UInt16>) -> String {
        if ports == allPorts { return "" }
        return ports.count == 1 ? "/\(ports.lowerBound)" : "/\(ports.lowerBound)-\(ports.upperBound)"
    }

    private static func text(_ type: UInt8?, echo: UInt8) -> String {
        type.map { $0 == echo ? "/echo" : "/\($0)" } ?? ""
    }
}
