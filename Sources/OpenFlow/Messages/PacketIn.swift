import Wire

/// A packet for the controller: OFPT_PACKET_IN (section 7.4.1).
public struct PacketIn: Hashable, Sendable {
    public var buffer: UInt32
    /// Bytes of the whole packet, of which `packet` may be the beginning.
    public var totalLength: UInt16
    /// OFPR_*: 0 no match, 1 action, 2 invalid TTL, 3 action set, 4 group, 5 packet-out (the last three since 1.4).
    public var reason: UInt8
    public var table: UInt8
    /// Of the flow that sent it; all ones: unknown.
    public var cookie: UInt64
    /// Where it came in and what the pipeline knew: in_port, metadata, registers, tunnel.
    public var match: Match
    public var packet: [UInt8]

    public init(
        buffer: UInt32 = 0xffff_ffff, totalLength: UInt16, reason: UInt8, table: UInt8, cookie: UInt64, match: Match,
        packet: [UInt8]
    ) {
        self.buffer = buffer
        self.totalLength = totalLength
        self.reason = reason
        self.table = table
        self.cookie = cookie
        self.match = match
        self.packet = packet
    }

    init(from reader: inout ByteReader) throws(WireError) {
        buffer = try reader.read()
        totalLength = try reader.read()
        reason = try reader.read()
        table = try reader.read()
        cookie = try reader.read()
        match = try Match(from: &reader)
        try reader.skip(2)
        packet = try reader.readBytes(reader.remaining)
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        writer.write(buffer)
        writer.write(totalLength)
        writer.write(reason)
        writer.write(table)
        writer.write(cookie)
        writer.write(match, version: version)
        writer.writeZeros(2)
        writer.write(bytes: packet)
    }
}
