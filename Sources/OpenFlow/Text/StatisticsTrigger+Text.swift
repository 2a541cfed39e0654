extension StatisticsTrigger: CustomStringConvertible {
    /// Open vSwitch has no such instruction, and flow syntax no words for it: `stat_trigger(periodic,packet_count=1000)`,
    /// with the specification's names.
    public var description: String {
        var parts: [String] = []
        if flags.contains(.periodic) { parts.append("periodic") }
        if flags.contains(.onlyFirst) { parts.append("only_first") }
        let others = flags.subtracting([.periodic, .onlyFirst]).rawValue
        if others != 0 { parts.append("flags=\(TextValue.hexadecimal(others))") }
        if let duration = thresholds.duration { parts.append("duration=" + TextValue.duration(duration)) }
        if let idle = thresholds.idle { parts.append("idle_time=" + TextValue.duration(idle)) }
        if let flows = thresholds.flows { parts.append("flow_count=\(flows)") }
        if let packets = thresholds.packets { parts.append("packet_count=\(packets)") }
        if let bytes = thresholds.bytes { parts.append("byte_count=\(bytes)") }
        if !thresholds.unknown.isEmpty { parts.append("unknown=\(TextValue.dotted(thresholds.unknown))") }
        return "stat_trigger(\(parts.joined(separator: ",")))"
    }
}
