extension Meter: CustomStringConvertible {
    /// As ovs-ofctl dump-meters writes it, on one line: `meter=2 pktps burst bands=type=drop rate=200 burst_size=200`.
    public var description: String {
        var words = ["meter=\(id)"]
        if flags.contains(.kilobitsPerSecond) { words.append("kbps") }
        if flags.contains(.packetsPerSecond) { words.append("pktps") }
        if flags.contains(.burst) { words.append("burst") }
        if flags.contains(.statistics) { words.append("stats") }
        return words.joined(separator: " ") + " bands=" + bands.map { text(of: $0) }.joined(separator: " ")
    }

    func text(of band: Band) -> String {
        switch band {
        case .drop(let rate, let burst): "type=drop rate=\(rate)" + suffix(burst)
        case .remarkDSCP(let rate, let burst, let levels):
            "type=dscp_remark rate=\(rate)" + suffix(burst) + " prec_level=\(levels)"
        case .experimenter(let rate, let burst, _, _): "type=experimenter rate=\(rate)" + suffix(burst)
        case .unknown(let bytes): "type=unknown length=\(bytes.count)"
        }
    }

    private func suffix(_ burst: UInt32) -> String { flags.contains(.burst) ? " burst_size=\(burst)" : "" }
}
