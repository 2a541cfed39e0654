extension ScalarType {
    /// A protocol as rules write it: `any`, `tcp/443`, `icmp/echo`, `ip/89`.
    static let proto = ScalarType("a protocol (any, tcp, tcp/443, udp/53-54, icmp/echo, icmp6, ip/89)") {
        (text) throws(ScalarProblem) in
        .proto(try RuleProtocol(parsing: text))
    }

    /// Whom a rule speaks about: `any`, a prefix, `net:`, `group:`, `set:`, `nic:`, `label:` or `external`.
    static let endpoint = ScalarType(
        "an endpoint (any, external, CIDR, net:NAME, group:NAME, set:NAME, nic:VM[:INDEX], label:KEY=VALUE)"
    ) { (text) throws(ScalarProblem) in
        .endpoint(try RuleEndpoint(parsing: text))
    }

    /// `nic:VM` or `nic:VM:INDEX`.
    static let nicEndpoint = ScalarType("a NIC (nic:VM[:INDEX])") { (text) throws(ScalarProblem) in
        guard text.hasPrefix("nic:"), isNICName(text.dropFirst(4)) else { throw ScalarProblem() }
        return .text(text)
    }
}

extension ValueType {
    /// One protocol, or a list of them.
    static let protocols = ValueType.choice([.scalar(.proto), .list(.scalar(.proto))])
    static let labels = ValueType.map(key: .labelKey, .scalar(.labelValue))
    static let name = ValueType.scalar(.name())
}
