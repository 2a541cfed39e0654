import NetworkTypes

extension Learn: CustomStringConvertible {
    /// As ovs-ofctl writes it: `learn(table=2,eth_src=…,NXM_OF_VLAN_TCI[0..11],output:NXM_OF_IN_PORT[])`.
    public var description: String {
        var parts = ["table=\(table)"]
        if idleTimeout != 0 { parts.append("idle_timeout=\(idleTimeout)") }
        if hardTimeout != 0 { parts.append("hard_timeout=\(hardTimeout)") }
        if finIdleTimeout != 0 { parts.append("fin_idle_timeout=\(finIdleTimeout)") }
        if finHardTimeout != 0 { parts.append("fin_hard_timeout=\(finHardTimeout)") }
        if priority != 32768 { parts.append("priority=\(priority)") }
        if flags.contains(.sendFlowRemoved) { parts.append("send_flow_rem") }
        if flags.contains(.deleteLearned) { parts.append("delete_learned") }
        if cookie != 0 { parts.append("cookie=\(TextValue.hexadecimal(cookie))") }
        if limit != 0 { parts.append("limit=\(limit)") }
        if let result { parts.append("result_dst=\(result.text)") }
        return "learn(\((parts + specifications.map(\.description)).joined(separator: ",")))"
    }
}

extension Learn.Specification: CustomStringConvertible {
    public var description: String {
        switch self {
        case .match(let field, let source):
            field == source ? field.text : "\(field.text)=\(source.text)"
        case .matchValue(let field, let value): Self.match(field, value)
        case .load(let field, let source): "load:\(source.text)->\(field.text)"
        case .loadValue(let field, let value): "load:\(TextValue.alternate(value))->\(field.text)"
        case .output(let source): "output:\(source.text)"
        }
    }

    private static func match(_ field: SubField, _ value: UInt128) -> String {
        guard field.offset == 0, field.bits == field.field.partBits else {
            return "\(field.text)=\(TextValue.alternate(value))"
        }
        return "\(field.field.name)=\(MatchField(unchecked: field.field, value, mask: nil).valueText)"
    }
}
