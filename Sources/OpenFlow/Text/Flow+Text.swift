extension Instruction: CustomStringConvertible {
    /// As ovs-ofctl writes it, among actions.
    public var description: String {
        switch self {
        case .meter(let id): "meter:\(id)"
        case .applyActions(let actions): actions.text
        case .clearActions: "clear_actions"
        case .writeActions(let actions): "write_actions(\(actions.text))"
        case .writeMetadata(let value, .max): "write_metadata:\(TextValue.hexadecimal(value))"
        case .writeMetadata(let value, let mask):
            "write_metadata:\(TextValue.hexadecimal(value))/\(TextValue.hexadecimal(mask))"
        case .goto(let table): "goto_table:\(table)"
        case .unknown(let bytes): "unknown(\(TextValue.dotted(bytes)))"
        }
    }
}

extension Flow: CustomStringConvertible {
    /// As ovs-ofctl dump-flows writes it, without counters:
    /// `cookie=0x1, table=0, priority=100,icmp,in_port=1 actions=output:2`. The default priority, 32768, is left out.
    public var description: String { text() }

    /// `omitsZeros` leaves out cookie and table where they are zero, as `ovs-ofctl --no-stats` does.
    public func text(omitsZeros: Bool = false) -> String {
        var text = ""
        if cookie != 0 || !omitsZeros { text += "cookie=\(TextValue.hexadecimal(cookie)), " }
        if table != 0 || !omitsZeros { text += "table=\(table), " }
        if idleTimeout != 0 { text += "idle_timeout=\(idleTimeout), " }
        if hardTimeout != 0 { text += "hard_timeout=\(hardTimeout), " }
        for (flag, name) in Self.flagNames where flags.contains(flag) { text += "\(name) " }
        if importance != 0 { text += "importance=\(importance), " }
        var parts = match.parts
        if priority != 32768 { parts.insert("priority=\(priority)", at: 0) }
        if !parts.isEmpty { text += parts.joined(separator: ",") + " " }
        return text + "actions=\(actionsText)"
    }

    var actionsText: String {
        let parts = canonical.instructions.map(\.description).filter { !$0.isEmpty }
        return parts.isEmpty ? "drop" : parts.joined(separator: ",")
    }

    static let flagNames: [(FlowFlags, String)] = [
        (.sendFlowRemoved, "send_flow_rem"), (.checkOverlap, "check_overlap"), (.resetCounts, "reset_counts"),
        (.noPacketCounts, "no_packet_counts"), (.noByteCounts, "no_byte_counts"),
    ]
}
