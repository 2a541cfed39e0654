extension MeterModification {
    /// What Open vSwitch 3.1 has against the meter as it reads it; nil: it takes it. Of a meter that goes it reads the
    /// number only. OpenFlow 1.5.1 section 7.3.4.5.
    public var refusal: FlowRefusal? {
        if command == .delete { return nil }
        if let refusal = meter.bands.lazy.compactMap(\.refusal).first { return refusal }
        guard meter.flags.isSuperset(of: [.kilobitsPerSecond, .packetsPerSecond]) else { return nil }
        return FlowRefusal(
            .badMeterFlags, "meter \(meter.id)", expected: "a rate in kbit/s or in packets/s", found: "both")
    }
}

extension Meter.Band {
    fileprivate var refusal: FlowRefusal? {
        let length: Int
        switch self {
        case .drop, .remarkDSCP: return nil
        case .experimenter(_, _, _, let data): length = 16 + data.count
        case .unknown(let bytes): length = bytes.count
        }
        let code: FlowRefusal.Code = length == 16 ? .badBand : .badMessageLength
        return FlowRefusal(
            code, "a band of a meter", expected: "drop or dscp_remark, in 16 bytes",
            found: "another, in \(length) bytes")
    }
}
