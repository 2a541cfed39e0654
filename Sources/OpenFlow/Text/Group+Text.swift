import NetworkTypes

extension Group: CustomStringConvertible {
    /// As ovs-ofctl dump-groups writes it: `group_id=1,type=all,bucket=bucket_id:0,actions=output:1`.
    public var description: String {
        var text = "group_id=\(id),type=\(type)"
        if let method = selectionMethod { text += ",selection_method=\(method)" }
        for bucket in buckets { text += ",bucket=" + bucket.text(in: type) }
        return text
    }

    /// The selection method of Open vSwitch (NTR_PROP_SELECTION_METHOD of experimenter 0x154d); nil: the switch's own.
    public var selectionMethod: String? {
        selection?.name
    }
}

extension GroupType: CustomStringConvertible {
    public var description: String {
        switch self {
        case .all: "all"
        case .select: "select"
        case .indirect: "indirect"
        case .fastFailover: "ff"
        }
    }
}

extension Bucket {
    func text(in type: GroupType) -> String {
        var parts = ["bucket_id:\(id)"]
        if type == .select, weight != 1 { parts.append("weight:\(weight)") }
        if watchPort != .any { parts.append("watch_port:\(TextValue.port(watchPort))") }
        if watchGroup != 0xffff_ffff { parts.append("watch_group:\(watchGroup)") }
        parts.append("actions=\(actions.isEmpty ? "drop" : actions.text)")
        return parts.joined(separator: ",")
    }
}
