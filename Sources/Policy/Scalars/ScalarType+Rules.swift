import NetworkTypes

extension ScalarType {
    /// A protocol as rules write it: `any`, `tcp/443`, `icmp/echo`, `ip/89`.
    static let proto = ScalarType("a protocol (any, tcp, tcp/443, udp/53-54, icmp/echo, icmp6, ip/89)") {
        (text) throws(ScalarProblem) in
        guard isProtocol(text) else { throw ScalarProblem() }
        return .text(text)
    }

    /// Who a rule speaks about: `any`, a prefix, `net:`, `group:`, `nic:`, `label:` or `external`.
    static let endpoint = ScalarType(
        "an endpoint (any, external, CIDR, net:NAME, group:NAME, nic:VM[:INDEX], label:KEY=VALUE)"
    ) { (text) throws(ScalarProblem) in
        guard isEndpoint(text) else { throw ScalarProblem() }
        return .text(text)
    }

    /// `nic:VM` or `nic:VM:INDEX`.
    static let nicEndpoint = ScalarType("a NIC (nic:VM[:INDEX])") { (text) throws(ScalarProblem) in
        guard text.hasPrefix("nic:"), isNICName(text.dropFirst(4)) else { throw ScalarProblem() }
        return .text(text)
    }

    private static func isProtocol(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let name = parts.first, parts.count <= 2 else { return false }
        guard parts.count == 2 else { return ["any", "icmp", "icmp6", "tcp", "udp"].contains(name) }
        switch name {
        case "tcp", "udp": return numberRange(parts[1]).map { $0.lowerBound >= 1 && $0.upperBound <= 65535 } ?? false
        case "icmp", "icmp6": return parts[1] == "echo" || decimal(parts[1]).map { $0 <= 255 } ?? false
        case "ip": return decimal(parts[1]).map { $0 <= 255 } ?? false
        default: return false
        }
    }

    private static func isEndpoint(_ text: String) -> Bool {
        if text == "any" || text == "external" { return true }
        if (try? IPPrefix(text)) != nil || (try? IPAddress(text)) != nil { return true }
        guard let colon = text.firstIndex(of: ":") else { return false }
        let rest = text[text.index(after: colon)...]
        switch text[..<colon] {
        case "net", "group": return ObjectReference(parsing: rest) != nil
        case "nic": return isNICName(rest)
        case "label":
            let pair = rest.split(separator: "=", omittingEmptySubsequences: false)
            return pair.count == 2 && pair.allSatisfy { isLabelPart($0) }
        default: return false
        }
    }
}

extension ValueType {
    /// One protocol, or a list of them.
    static let protocols = ValueType.choice([.scalar(.proto), .list(.scalar(.proto))])
    static let labels = ValueType.map(key: .labelKey, .scalar(.labelValue))
    static let name = ValueType.scalar(.name())
}
