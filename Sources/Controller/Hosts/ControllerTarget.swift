import NetworkTypes

/// Where ovs-vswitchd is told to connect to, such as `tcp:172.30.0.1:6653` or `ssl:[2001:db8::1]:6653`.
///
/// Open vSwitch takes two spellings of one address for two controllers: when the target of a row changes to the other one,
/// it drops what it had with the first, dials the second at once, and keeps its flows, as it is never without a controller.
struct ControllerTarget: Hashable {
    let text: String

    init(_ text: String) { self.text = text }

    var isOverTLS: Bool { text.hasPrefix("ssl:") }

    /// The same with a zero before the port's number; nil when no port is named.
    var otherSpelling: String? {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let port = text[text.index(after: colon)...]
        guard !port.isEmpty, port.allSatisfy(\.isNumber) else { return nil }
        return "\(text[...colon])0\(port)"
    }

    /// Whether a row with this target leads to the same place.
    func isSpelled(_ target: String?) -> Bool { target == text || target.map { $0 == otherSpelling } ?? false }

    /// The spelling that a row with this target does not have.
    func respelled(_ target: String) -> String? { target == text ? otherSpelling : text }

    /// Whether a `Manager` row that dials has this target's address; its port is another one.
    func isDialled(by manager: String) -> Bool {
        guard ["tcp:", "ssl:"].contains(where: manager.hasPrefix), let own = Self.address(text) else { return false }
        return Self.address(manager) == own
    }

    /// The address in `method:ADDRESS:port`, in which one of IPv6 stands in brackets.
    private static func address(_ target: String) -> IPAddress? {
        guard let colon = target.firstIndex(of: ":") else { return nil }
        let rest = target[target.index(after: colon)...]
        guard rest.first == "[" else { return try? IPAddress(rest.prefix { $0 != ":" }) }
        return try? IPAddress(rest.dropFirst().prefix { $0 != "]" })
    }
}
