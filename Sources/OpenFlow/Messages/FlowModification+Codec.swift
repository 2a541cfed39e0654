import NetworkTypes
import Wire

extension FlowModification {
    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        let cookie: UInt64 = try reader.read()
        let cookieMask: UInt64 = try reader.read()
        let table: UInt8 = try reader.read()
        let rawCommand: UInt8 = try reader.read()
        guard let command = FlowCommand(rawValue: rawCommand) else {
            throw WireError(.invalid("flow command \(rawCommand)"), at: reader.offset - 1)
        }
        var flow = Flow(table: table, priority: 0, cookie: cookie, match: Match(), instructions: [])
        flow.idleTimeout = try reader.read()
        flow.hardTimeout = try reader.read()
        flow.priority = try reader.read()
        let buffer: UInt32 = try reader.read()
        let outPort: UInt32 = try reader.read()
        let outGroup: UInt32 = try reader.read()
        flow.flags = FlowFlags(rawValue: try reader.read())
        // Two bytes of padding in 1.3.
        let importance: UInt16 = try reader.read()
        if version > .v1_3 { flow.importance = importance }
        flow.match = try Match(from: &reader)
        flow.instructions = try Instruction.list(from: &reader, version: version)
        self.init(
            command, flow, cookieMask: cookieMask, outPort: PortNumber(outPort), outGroup: outGroup, buffer: buffer)
    }

    /// The body, without the header.
    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        writer.write(flow.cookie)
        writer.write(cookieMask)
        writer.write(flow.table)
        writer.write(command.rawValue)
        writer.write(flow.idleTimeout)
        writer.write(flow.hardTimeout)
        writer.write(flow.priority)
        writer.write(buffer)
        writer.write(outPort.rawValue)
        writer.write(outGroup)
        writer.write(flow.flags.rawValue)
        writer.write(version > .v1_3 ? flow.importance : 0)
        writer.write(flow.match, version: version)
        writer.write(flow.instructions, version: version)
    }
}
