import NetworkTypes
import Wire

extension FlowModification {
    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        let cookie: UInt64 = try reader.read()
        let cookieMask: UInt64 = try reader.read()
        // Eight bytes at a time, as in `encode`: ofp_flow_mod, section 7.3.4.2.
        let places: UInt64 = try reader.read()
        let rawCommand = UInt8(truncatingIfNeeded: places >> 48)
        guard let command = FlowCommand(rawValue: rawCommand) else {
            throw Self.unknownCommand(rawCommand, at: reader.offset - 7)
        }
        let bufferAndPort: UInt64 = try reader.read()
        let rest: UInt64 = try reader.read()
        let match = try Match(from: &reader)
        let instructions = try Instruction.list(from: &reader, version: version)
        self.init(
            command,
            Flow(
                table: UInt8(truncatingIfNeeded: places >> 56), priority: UInt16(truncatingIfNeeded: places),
                cookie: cookie, match: match, instructions: instructions,
                idleTimeout: UInt16(truncatingIfNeeded: places >> 32),
                hardTimeout: UInt16(truncatingIfNeeded: places >> 16),
                flags: FlowFlags(rawValue: UInt16(truncatingIfNeeded: rest >> 16)),
                // Padding in 1.3.
                importance: version > .v1_3 ? UInt16(truncatingIfNeeded: rest) : 0),
            cookieMask: cookieMask, outPort: PortNumber(UInt32(truncatingIfNeeded: bufferAndPort)),
            outGroup: UInt32(truncatingIfNeeded: rest >> 32), buffer: UInt32(truncatingIfNeeded: bufferAndPort >> 32))
    }

    @inline(never)
    private static func unknownCommand(_ command: UInt8, at offset: Int) -> WireError {
        WireError(.invalid("flow command \(command)"), at: offset)
    }

    /// The body, without the header.
    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        flow.encode(
            command, cookieMask: cookieMask, outPort: outPort, outGroup: outGroup, buffer: buffer, into: &writer,
            version: version)
    }
}

extension Flow {
    /// The body of a flow_mod about this flow, without the header; `FlowModification` says what the parameters mean.
    func encode(
        _ command: FlowCommand, cookieMask: UInt64 = 0, outPort: PortNumber = .any, outGroup: UInt32 = 0xffff_ffff,
        buffer: UInt32 = 0xffff_ffff, into writer: inout ByteWriter, version: OpenFlowVersion
    ) {
        // Whole words at a time, as this is the hottest path there is: ofp_flow_mod, section 7.3.4.2.
        let importance = version > .v1_3 ? importance : 0
        let places =
            UInt64(table) << 56 | UInt64(command.rawValue) << 48 | UInt64(idleTimeout) << 32
            | UInt64(hardTimeout) << 16 | UInt64(priority)
        let bufferAndPort = UInt64(buffer) << 32 | UInt64(outPort.rawValue)
        let rest = UInt64(outGroup) << 32 | UInt64(flags.rawValue) << 16 | UInt64(importance)
        writer.write(words: [cookie, cookieMask, places, bufferAndPort, rest])
        writer.write(match, version: version)
        writer.write(instructions, version: version)
    }
}
