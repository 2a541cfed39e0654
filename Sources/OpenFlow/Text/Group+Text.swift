import NetworkTypes
import Wire

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
        guard properties.count >= 40 else { return nil }
        let method = try? ByteReader.read(properties) { (reader) throws(WireError) -> String? in
            guard try reader.read(as: UInt16.self) == 0xffff else { return nil }
            try reader.skip(2)
            guard try reader.read(as: UInt32.self) == 0x154d, try reader.read(as: UInt32.self) == 1 else { return nil }
            try reader.skip(4)
            return try reader.readText(16)
        }
        return method ?? nil
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
