import NetworkTypes
import Wire

extension FlowModification {
    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        let cookie: UInt64 = try reader.read()
        let cookieMask: UInt64 = try reader.read()
        let table: UInt8 = try reader.read()
        let rawCommand: UInt8 = try reader.read()
        guard let command = FlowCommand(rawValue: rawCommand) else {
            throw Self.unknownCommand(rawCommand, at: reader.offset - 1)
        }
        let idleTimeout: UInt16 = try reader.read()
        let hardTimeout: UInt16 = try reader.read()
        let priority: UInt16 = try reader.read()
        let buffer: UInt32 = try reader.read()
        let outPort: UInt32 = try reader.read()
        let outGroup: UInt32 = try reader.read()
        let flags: UInt16 = try reader.read()
        // Two bytes of padding in 1.3.
        let importance: UInt16 = try reader.read()
        let match = try Match(from: &reader)
        let instructions = try Instruction.list(from: &reader, version: version)
        self.init(
            command,
            Flow(
                table: table, priority: priority, cookie: cookie, match: match, instructions: instructions,
                idleTimeout: idleTimeout, hardTimeout: hardTimeout, flags: FlowFlags(rawValue: flags),
                importance: version > .v1_3 ? importance : 0),
            cookieMask: cookieMask, outPort: PortNumber(outPort), outGroup: outGroup, buffer: buffer)
    }

    @inline(never)
    private static func unknownCommand(_ command: UInt8, at offset: Int) -> WireError {
        WireError(.invalid("flow command \(command)"), at: offset)
    }

    /// The body, without the header.
    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        writer.write(flow.cookie)
        writer.write(cookieMask)
        // Eight bytes at a time, as this is the hottest path there is: ofp_flow_mod, section 7.3.4.2.
        let importance = version > .v1_3 ? flow.importance : 0
        writer.write(
            UInt64(flow.table) << 56 | UInt64(command.rawValue) << 48 | UInt64(flow.idleTimeout) << 32
                | UInt64(flow.hardTimeout) << 16 | UInt64(flow.priority))
        writer.write(UInt64(buffer) << 32 | UInt64(outPort.rawValue))
        writer.write(UInt64(outGroup) << 32 | UInt64(flow.flags.rawValue) << 16 | UInt64(importance))
        writer.write(flow.match, version: version)
        writer.write(flow.instructions, version: version)
    }
}
