public import NetworkTypes
import Wire

/// A packet for the switch to send: OFPT_PACKET_OUT (section 7.3.6).
public struct PacketOut: Hashable, Sendable {
    public var buffer: UInt32
    /// The pipeline fields the packet starts with. 1.3 and 1.4 can say only in_port.
    public var match: Match
    public var actions: [Action]
    public var packet: [UInt8]

    /// `inPort`: what the actions see as in_port; `controller` when the packet came from nowhere.
    public init(inPort: PortNumber = .controller, actions: [Action], packet: [UInt8], buffer: UInt32 = 0xffff_ffff) {
        self.buffer = buffer
        self.match = Match([MatchField(.inPort, inPort.rawValue)])
        self.actions = actions
        self.packet = packet
    }

    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        buffer = try reader.read()
        var match = Match()
        if version < .v1_5 { match.set(.inPort, try reader.read(as: UInt32.self)) }
        let length = Int(try reader.read(as: UInt16.self))
        try reader.skip(version < .v1_5 ? 6 : 2)
        if version == .v1_5 { match = try Match(from: &reader) }
        self.match = match
        var list = try reader.slice(length)
        actions = try Action.list(from: &list, version: version)
        packet = try reader.readBytes(reader.remaining)
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        writer.write(buffer)
        if version < .v1_5 {
            writer.write(UInt32(truncatingIfNeeded: match[.inPort]?.value ?? UInt128(PortNumber.controller.rawValue)))
        }
        let lengthOffset = writer.count
        writer.write(UInt16(0))
        writer.writeZeros(version < .v1_5 ? 6 : 2)
        if version == .v1_5 { writer.write(match, version: version) }
        let start = writer.count
        writer.write(actions, version: version)
        writer.patchLength(at: lengthOffset, from: start)
        writer.write(bytes: packet)
    }
}
