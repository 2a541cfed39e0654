import NetworkTypes

extension NAT: CustomStringConvertible {
    /// As ovs-ofctl writes it: `nat(src=10.0.0.1-10.0.0.5:1-100)`.
    public var description: String {
        let kind = flags.contains(.source) ? "src" : flags.contains(.destination) ? "dst" : nil
        guard let kind else { return "nat" }
        // Without a range the flags of one stay unsaid.
        guard hasRange else { return "nat(\(kind))" }
        var parts = ["\(kind)=\(rangeText)"]
        if flags.contains(.persistent) { parts.append("persistent") }
        if flags.contains(.protocolHash) { parts.append("hash") }
        if flags.contains(.protocolRandom) { parts.append("random") }
        return "nat(\(parts.joined(separator: ",")))"
    }

    private var hasRange: Bool { ipv4 != nil || ipv6 != nil || ports != nil }

    private var rangeText: String {
        var text = ""
        if let ipv4 { text += Self.range(ipv4.lowerBound.description, ipv4.upperBound.description) }
        if let ipv6 {
            let bracket = { (address: IPv6Address) in ports == nil ? address.description : "[\(address)]" }
            text += Self.range(bracket(ipv6.lowerBound), bracket(ipv6.upperBound))
        }
        if let ports { text += ":" + Self.range(String(ports.lowerBound), String(ports.upperBound)) }
        return text
    }

    private static func range(_ least: String, _ greatest: String) -> String {
        least == greatest ? least : "\(least)-\(greatest)"
    }
}
