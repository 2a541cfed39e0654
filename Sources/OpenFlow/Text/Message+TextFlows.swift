import NetworkTypes

/// Flows, packets and groups.
extension FlowModification {
    var text: String {
        let names = ["ADD", "MOD", "MOD_STRICT", "DEL", "DEL_STRICT"]
        var text = " \(names[Int(command.rawValue)])" + (flow.table == 0 ? "" : " table:\(flow.table)") + " "
        let match = flow.match.text(priority: flow.priority)
        if !match.isEmpty { text += match + " " }
        if command == .add {
            if flow.cookie != 0, flow.cookie != .max { text += "cookie:\(TextValue.hexadecimal(flow.cookie)) " }
        } else if cookieMask != 0 {
            text += "cookie:\(TextValue.hexadecimal(flow.cookie))/\(TextValue.hexadecimal(cookieMask)) "
        }
        if flow.idleTimeout != 0 { text += "idle:\(flow.idleTimeout) " }
        if flow.hardTimeout != 0 { text += "hard:\(flow.hardTimeout) " }
        if flow.importance != 0, command == .add { text += "importance:\(flow.importance) " }
        if buffer != 0xffff_ffff { text += "buf:\(TextValue.hexadecimal(buffer)) " }
        if outPort != .any { text += "out_port:\(TextValue.port(outPort)) " }
        if outGroup != 0xffff_ffff, command == .delete || command == .deleteStrict { text += "out_group:\(outGroup) " }
        return text + flow.flags.text + "actions=" + flow.actionsText
    }
}

extension FlowFlags {
    /// Each name with a blank behind it.
    var text: String { Flow.flagNames.filter { contains($0.0) }.map { $0.1 + " " }.joined() }
}

extension FlowDescription {
    var text: String {
        var text =
            "\n cookie=\(TextValue.hexadecimal(flow.cookie)), duration=\(TextValue.duration(counters.duration)), "
        text += "table=\(flow.table), n_packets=\(counters.packets ?? .max), n_bytes=\(counters.bytes ?? .max), "
        if flow.idleTimeout != 0 { text += "idle_timeout=\(flow.idleTimeout), " }
        if flow.hardTimeout != 0 { text += "hard_timeout=\(flow.hardTimeout), " }
        text += flow.flags.text
        if flow.importance != 0 { text += "importance=\(flow.importance), " }
        if let idle = counters.idle { text += "idle_age=\(idle.seconds), " }
        let match = flow.match.text(priority: flow.priority)
        return text + (match.isEmpty ? "" : match + " ") + "actions=" + flow.actionsText
    }
}

extension FlowFilter {
    var text: String {
        (table == 0xff ? "" : " table=\(table)") + (outPort == .any ? "" : " out_port=\(TextValue.port(outPort))")
            + " \(match.description)"
    }
}

extension FlowRemoved {
    var text: String {
        " \(match.text(priority: priority)) reason=\(TextValue.removalReason(UInt16(reason)))"
            + (table == 255 ? "" : " table_id=\(table)")
            + (cookie == 0 ? "" : " cookie:\(TextValue.hexadecimal(cookie))")
            + " duration\(counters.duration.map(TextValue.duration) ?? "4294967295.4294967295s") idle\(idleTimeout)"
            + (hardTimeout == 0 ? "" : " hard\(hardTimeout)")
            + " pkts\(counters.packets ?? .max) bytes\(counters.bytes ?? .max)"
    }
}

extension PacketIn {
    /// Without what the packet itself says.
    var text: String {
        TextValue.packetIn(
            table: table, cookie: cookie, total: Int(totalLength), match: match, reason: reason, held: packet.count,
            buffer: buffer)
    }
}

extension PacketIn2 {
    /// Without what the packet itself says, and without the continuation, which is the switch's own.
    var text: String {
        let text = TextValue.packetIn(
            table: table, cookie: cookie, total: fullLength.map(Int.init) ?? packet.count, match: metadata,
            reason: reason, held: packet.count, buffer: buffer ?? 0xffff_ffff)
        return userdata.isEmpty ? text : text + "\n userdata=\(TextValue.dotted(userdata))"
    }
}

extension TextValue {
    fileprivate static func packetIn(
        table: UInt8, cookie: UInt64, total: Int, match: Match, reason: UInt8, held: Int, buffer: UInt32
    ) -> String {
        var text = table == 0 ? "" : " table_id=\(table)"
        if cookie != .max { text += " cookie=\(hexadecimal(cookie))" }
        text += " total_len=\(total) \(match.description) (via \(packetInReason(reason))) data_len=\(held)"
        guard buffer == 0xffff_ffff else {
            text += " buffer=\(padded(buffer, digits: 8))"
            return total < held ? text + " (***total_len < data_len***)" : text
        }
        return text + " (unbuffered)" + (total == held ? "" : " (***total_len != data_len***)")
    }
}

extension PacketOut {
    /// Without what the packet itself says.
    var text: String {
        " \(match.description) actions=\(actions.isEmpty ? "drop" : actions.text)"
            + (buffer == 0xffff_ffff ? " data_len=\(packet.count)" : " buffer=\(TextValue.padded(buffer, digits: 8))")
    }
}

extension FlowMonitor {
    var text: String {
        if command == .delete { return "\n id=\(id) command=delete" }
        let names = TextValue.numbered(["initial", "add", "delete", "modify", "actions", "own", "own"])
        var text = "\n id=\(id) flags=" + TextValue.bits(UInt32(flags.rawValue), names, separator: ",")
        if outPort != .any { text += " out_port=\(TextValue.port(outPort))" }
        if outGroup != 0, outGroup != 0xffff_ffff { text += " out_group=\(outGroup)" }
        if table != 0xff { text += " table=\(table)" }
        return match.isEmpty ? text : text + " \(match.description)"
    }
}

extension FlowUpdate {
    var text: String {
        switch self {
        case .ownChange(let xid): "\n event=ABBREV xid=\(TextValue.hexadecimal(xid))"
        case .paused: "\n event=PAUSED"
        case .resumed: "\n event=RESUMED"
        case .change(let change): "\n event=" + change.text
        }
    }
}

extension FlowUpdate.Change {
    fileprivate var text: String {
        var text =
            switch event {
            case .initial: "INITIAL"
            case .added: "ADDED"
            case .removed: "DELETED reason=\(TextValue.removalReason(reason))"
            case .modified: "MODIFIED"
            }
        text += " table=\(flow.table)"
        if flow.idleTimeout != 0 { text += " idle_timeout=\(flow.idleTimeout)" }
        if flow.hardTimeout != 0 { text += " hard_timeout=\(flow.hardTimeout)" }
        text += " cookie=\(TextValue.withBareZero(flow.cookie))"
        if !flow.match.isEmpty { text += " \(flow.match.description)" }
        return flow.instructions.isEmpty ? text : text + " actions=\(flow.actionsText)"
    }
}

extension GroupModification {
    func text(version: OpenFlowVersion) -> String {
        let bucketText =
            switch bucket {
            case 0xffff_fffd: "first"
            case 0xffff_fffe: "last"
            case 0xffff_ffff: "all"
            default: String(bucket)
            }
        let isOfBuckets = command == .insertBucket || command == .removeBucket
        let name =
            switch command {
            case .add: "ADD"
            case .modify: "MOD"
            case .addOrModify: "ADD_OR_MOD"
            case .delete: "DEL"
            case .insertBucket: "INSERT_BUCKET command_bucket_id:\(bucketText),"
            case .removeBucket: "REMOVE_BUCKET command_bucket_id:\(bucketText),"
            }
        return "\n \(name)" + (isOfBuckets ? "" : " ") + group.text(version: version, withType: !isOfBuckets)
    }
}

extension Group {
    func text(version: OpenFlowVersion, withType: Bool = true) -> String {
        var text = "group_id=\(id)" + (withType ? ",type=\(type)" : "")
        if let selection {
            text += ",selection_method=\(selection.name)"
            if selection.parameter != 0 { text += ",selection_method_param=\(selection.parameter)" }
            let fields = selection.fields.fields.map { field in
                let isWhole = field.value == field.field.fullMask
                return isWhole ? field.field.name : "\(field.field.name)=\(field.valueText)"
            }
            if fields.count == 1 { text += ",fields=\(fields[0])" }
            if fields.count > 1 { text += ",fields(\(fields.joined(separator: ",")))" }
        }
        for bucket in buckets { text += ",bucket=" + bucket.messageText(in: type, version: version) }
        return text
    }
}

extension Bucket {
    fileprivate func messageText(in type: GroupType, version: OpenFlowVersion) -> String {
        var parts = version == .v1_5 ? ["bucket_id:\(id)"] : []
        if weight != (type == .select ? 1 : 0) { parts.append("weight:\(weight)") }
        if watchPort != .any { parts.append("watch_port:\(TextValue.port(watchPort))") }
        if watchGroup != 0xffff_ffff { parts.append("watch_group:\(watchGroup)") }
        parts.append("actions=\(actions.isEmpty ? "drop" : actions.text)")
        return parts.joined(separator: ",")
    }
}
