import NetworkTypes
import Wire

/// The forms that the flow messages of `nicira-ext.h` have: a match without a head, whose length stands before it.
extension ByteReader {
    /// `length` bytes of fields and their padding to eight bytes.
    @_lifetime(self: copy self)
    fileprivate mutating func readNiciraMatch(_ length: UInt16) throws(WireError) -> Match {
        var fields = try slice(Int(length))
        try skip((8 - Int(length) % 8) % 8)
        return try Match(fields: &fields)
    }
}

extension ByteWriter {
    /// Writes fields and their padding, and their length at `lengthOffset`.
    fileprivate mutating func writeNicira(_ match: Match, version: OpenFlowVersion, lengthAt lengthOffset: Int) {
        let start = count
        writeFields(of: match, version: version)
        patchLength(at: lengthOffset, from: start)
        pad(to: 8, from: start)
    }
}

extension PacketIn {
    init(nicira reader: inout ByteReader) throws(WireError) {
        buffer = try reader.read()
        totalLength = try reader.read()
        reason = try reader.read()
        table = try reader.read()
        cookie = try reader.read()
        let length: UInt16 = try reader.read()
        try reader.skip(6)
        match = try reader.readNiciraMatch(length)
        try reader.skip(2)
        packet = try reader.readBytes(reader.remaining)
    }

    func encodeNicira(into writer: inout ByteWriter, version: OpenFlowVersion) {
        writer.write(buffer)
        writer.write(totalLength)
        writer.write(reason)
        writer.write(table)
        writer.write(cookie)
        let lengthOffset = writer.count
        writer.writeZeros(8)
        writer.writeNicira(match, version: version, lengthAt: lengthOffset)
        writer.writeZeros(2)
        writer.write(bytes: packet)
    }
}

extension FlowRemoved {
    /// The table stands there plus one; zero is an unknown one, here 255.
    init(nicira reader: inout ByteReader) throws(WireError) {
        let cookie: UInt64 = try reader.read()
        let priority: UInt16 = try reader.read()
        let reason: UInt8 = try reader.read()
        let table = try reader.read(as: UInt8.self) &- 1
        var counters = FlowCounters()
        counters.duration = try .init(seconds: reader.read(), nanoseconds: reader.read())
        var flow = Flow(table: table, priority: priority, cookie: cookie, match: Match(), instructions: [])
        flow.idleTimeout = try reader.read()
        let length: UInt16 = try reader.read()
        counters.packets = try reader.read()
        counters.bytes = try reader.read()
        flow.match = try reader.readNiciraMatch(length)
        self.init(flow, reason: reason, counters: counters)
    }

    func encodeNicira(into writer: inout ByteWriter, version: OpenFlowVersion) {
        writer.write(cookie)
        writer.write(priority)
        writer.write(reason)
        writer.write(table &+ 1)
        writer.write(counters.duration ?? .init(seconds: 0, nanoseconds: 0))
        writer.write(idleTimeout)
        let lengthOffset = writer.count
        writer.write(UInt16(0))
        writer.write(counters.packets ?? .max)
        writer.write(counters.bytes ?? .max)
        writer.writeNicira(match, version: version, lengthAt: lengthOffset)
    }
}

extension FlowModification {
    /// The command's high byte is the table, as NXT_FLOW_MOD_TABLE_ID has it; without that it is zero.
    init(nicira reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        let cookie: UInt64 = try reader.read()
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
        let outPort: UInt16 = try reader.read()
        flow.flags = FlowFlags(rawValue: try reader.read())
        let length: UInt16 = try reader.read()
        try reader.skip(6)
        flow.match = try reader.readNiciraMatch(length)
        flow.instructions = try Instruction.list(from: &reader, version: version)
        self.init(command, flow, outPort: PortNumber(short: outPort), buffer: buffer)
    }

    func encodeNicira(into writer: inout ByteWriter, version: OpenFlowVersion) {
        writer.write(flow.cookie)
        writer.write(flow.table)
        writer.write(command.rawValue)
        writer.write(flow.idleTimeout)
        writer.write(flow.hardTimeout)
        writer.write(flow.priority)
        writer.write(buffer)
        writer.write(outPort.short)
        writer.write(flow.flags.rawValue)
        let lengthOffset = writer.count
        writer.writeZeros(8)
        writer.writeNicira(flow.match, version: version, lengthAt: lengthOffset)
        writer.write(flow.instructions, version: version)
    }
}

extension PortNumber {
    /// Reserved ports are 0xff00…0xffff in 16 bits and 0xffffff00… in 32.
    fileprivate init(short: UInt16) {
        self.init(short >= 0xff00 ? UInt32(short) | 0xffff_0000 : UInt32(short))
    }

    fileprivate var short: UInt16 { UInt16(truncatingIfNeeded: rawValue) }
}
