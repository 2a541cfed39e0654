import Wire

/// Asks for a report, OFPMP_FLOW_STATS, when a flow has counted so much: OFPIT_STAT_TRIGGER (OpenFlow 1.5.1 section 7.2.5).
/// 1.5 only.
public struct StatisticsTrigger: Hashable, Sendable {
    /// OFPSTF_*.
    public struct Flags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// At every multiple of a threshold, not only at the threshold itself.
        public static let periodic = Flags(rawValue: 1)
        /// At the first threshold that is reached, and not at the others.
        public static let onlyFirst = Flags(rawValue: 2)
    }

    public var flags: Flags
    /// What the flow must have counted; a counter that is nil is no threshold.
    public var thresholds: FlowCounters

    public init(flags: Flags = [], thresholds: FlowCounters) {
        self.flags = flags
        self.thresholds = thresholds
    }

    /// An instruction that is shorter has no thresholds: type, length, flags and the head of ofp_stats with its padding.
    static let minimumBytes: UInt16 = 16

    /// Reads an instruction; nil when it would be written otherwise.
    init?(exactly whole: ByteReader) {
        var (body, head) = (whole, whole)
        var writer = ByteWriter()
        do throws(WireError) {
            try body.skip(4)
            flags = Flags(rawValue: try body.read())
            thresholds = try FlowCounters(oxs: &body)
            writer.write(bytes: try head.readBytes(4))
            encode(into: &writer)
            var same = whole
            guard body.isAtEnd, try same.readBytes(same.remaining) == writer.bytes else { return nil }
        } catch {
            return nil
        }
    }

    /// Writes what follows the length.
    func encode(into writer: inout ByteWriter) {
        writer.write(flags.rawValue)
        thresholds.encodeOXS(into: &writer)
    }
}
