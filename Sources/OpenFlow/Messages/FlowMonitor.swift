public import NetworkTypes
import Wire

/// A request to be told of changes of flows from now on: OFPMP_FLOW_MONITOR (OpenFlow 1.5.1 section 7.3.5.18), in 1.3 the
/// ONF's extension 187.
public struct FlowMonitor: Hashable, Sendable {
    /// OFPFMF_*; the numbers of the ONF's extension are the same as far as both have them.
    public struct Flags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        /// The flows that are there already come first.
        public static let initial = Flags(rawValue: 1)
        public static let added = Flags(rawValue: 2)
        public static let removed = Flags(rawValue: 4)
        public static let modified = Flags(rawValue: 8)
        /// Updates have the instructions, not only the match.
        public static let instructions = Flags(rawValue: 16)
        /// The connection's own changes are told in full.
        public static let own = Flags(rawValue: 32)
        /// Nothing but the connection's own changes. 1.4 and later.
        public static let onlyOwn = Flags(rawValue: 64)
    }

    /// OFPFMC_*; 1.3 can only add.
    public enum Command: UInt8, Hashable, Sendable {
        case add = 0
        case modify = 1
        case delete = 2
    }

    /// Tells the monitors of one connection apart.
    public var id: UInt32
    public var flags: Flags
    public var outPort: PortNumber
    /// 0xffffffff: any. 1.3 has none.
    public var outGroup: UInt32
    /// 0xff: all.
    public var table: UInt8
    public var command: Command
    /// Fields that flows must at least have.
    public var match: Match

    /// Every flow, unless something is said.
    public init(
        id: UInt32, flags: Flags, outPort: PortNumber = .any, outGroup: UInt32 = 0xffff_ffff, table: UInt8 = 0xff,
        command: Command = .add, match: Match = Match()
    ) {
        self.id = id
        self.flags = flags
        self.outPort = outPort
        self.outGroup = outGroup
        self.table = table
        self.command = command
        self.match = match
    }

    /// Everything that changes, but not what is there.
    public static func changes(id: UInt32) -> FlowMonitor {
        FlowMonitor(id: id, flags: [.added, .removed, .modified, .instructions])
    }
}

extension FlowMonitor {
    /// The monitors that a multipart request asks for, in place of its rest; nil when it is something else.
    static func list(
        from reader: inout ByteReader, type: UInt16, version: OpenFlowVersion
    ) throws(WireError) -> [FlowMonitor]? {
        var monitors: [FlowMonitor] = []
        if type == MultipartType.flowMonitor, version > .v1_3 {
            while !reader.isAtEnd { monitors.append(try FlowMonitor(from: &reader)) }
            return monitors
        }
        var trial = reader
        guard try trial.takesFlowMonitorHead(version) else { return nil }
        while !trial.isAtEnd {
            // Ryu sends fields without the head of a match, as no switch takes them: kept as they are. The length before
            // it says nothing that the match does not, and Open vSwitch does not look at it.
            guard trial.remaining >= 20, try trial.peek(ahead: 16, as: UInt16.self) == 1 else { return nil }
            monitors.append(try FlowMonitor(extension: &trial))
        }
        reader = trial
        return monitors
    }

    init(from reader: inout ByteReader) throws(WireError) {
        id = try reader.read()
        outPort = PortNumber(try reader.read())
        outGroup = try reader.read()
        flags = Flags(rawValue: try reader.read())
        table = try reader.read()
        let raw: UInt8 = try reader.read()
        guard let command = Command(rawValue: raw) else {
            throw WireError(.invalid("flow monitor command \(raw)"), at: reader.offset - 1)
        }
        self.command = command
        match = try Match(from: &reader)
    }

    /// The ONF's extension for 1.3, behind the experimenter's head.
    init(extension reader: inout ByteReader) throws(WireError) {
        id = try reader.read()
        flags = Flags(rawValue: try reader.read())
        // The match says its own length.
        try reader.skip(2)
        outPort = PortNumber(try reader.read())
        table = try reader.read()
        try reader.skip(3)
        outGroup = 0xffff_ffff
        command = .add
        match = try Match(from: &reader)
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        guard version == .v1_3 else {
            writer.write(id)
            writer.write(outPort.rawValue)
            writer.write(outGroup)
            writer.write(flags.rawValue)
            writer.write(table)
            writer.write(command.rawValue)
            writer.write(match, version: version)
            return
        }
        let (match, length) = match.written(version: version)
        writer.write(id)
        writer.write(flags.rawValue)
        writer.write(length)
        writer.write(outPort.rawValue)
        writer.write(table)
        writer.writeZeros(3)
        writer.write(bytes: match)
    }
}

extension [FlowMonitor] {
    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        if version == .v1_3 { writer.writeFlowMonitorHead() }
        for monitor in self { monitor.encode(into: &writer, version: version) }
    }
}

extension Match {
    /// ofp_match with its padding, and the length that it says of itself, which leaves the padding out.
    func written(version: OpenFlowVersion) -> (bytes: [UInt8], length: UInt16) {
        var writer = ByteWriter()
        writer.write(self, version: version)
        let bytes = writer.take()
        return (bytes, UInt16(bytes[2]) << 8 | UInt16(bytes[3]))
    }
}

extension ByteWriter {
    /// The ONF's head of what in 1.3 belongs to flow monitors.
    mutating func writeFlowMonitorHead() {
        write(Experimenter.onf)
        write(ExperimenterMultipart.flowMonitor)
    }
}

extension ByteReader {
    /// Whether the body of a multipart message of the experimenter type belongs to flow monitors. Consumes its head if so.
    mutating func takesFlowMonitorHead(_ version: OpenFlowVersion) throws(WireError) -> Bool {
        guard version == .v1_3, remaining >= 8, try peek(ahead: 0, as: UInt32.self) == Experimenter.onf,
            try peek(ahead: 4, as: UInt32.self) == ExperimenterMultipart.flowMonitor
        else { return false }
        try skip(8)
        return true
    }
}
