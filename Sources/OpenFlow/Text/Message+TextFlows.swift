import NetworkTypes

/// Flows, packets and groups.
extension FlowFilter {
    var text: String {
        (table == 0xff ? "" : " table=\(table)") + (outPort == .any ? "" : " out_port=\(TextValue.port(outPort))")
            + " \(match.description)"
    }
}

extension FlowMonitor {
    var text: String {
        if command == .delete { return "\n id=\(id) command=delete" }
        let names = TextValue.numbered(["initial", "add", "delete", "modify", "actions", "own", "own"])
        var text = "\n id=\(id) flags=" + TextValue.bits(UInt32(flags.rawValue), names, separator: ",")
        if outPort != .any { text += " out_port=\(TextValue.port(outPort))" }
        // ovs-ofctl writes the number with a sign.
        if outGroup != 0, outGroup != 0xffff_ffff { text += " out_group=\(Int32(bitPattern: outGroup))" }
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
        return flow.instructions.isEmpty ? text : text + " " + flow.actionsText
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
        // Before 1.5 they are in no specification, and name no bucket.
        let place = version == .v1_5 ? " command_bucket_id:\(bucketText)," : " "
        let name =
            switch command {
            case .add: "ADD"
            case .modify: "MOD"
            case .addOrModify: "ADD_OR_MOD"
            case .delete: "DEL"
            case .insertBucket: "INSERT_BUCKET\(place)"
            case .removeBucket: "REMOVE_BUCKET\(place)"
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
        parts.append("actions=" + actions.text(version: version))
        return parts.joined(separator: ",")
    }
}
