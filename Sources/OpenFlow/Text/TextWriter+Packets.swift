import NetworkTypes

extension TextWriter {
    mutating func write(_ packet: PacketIn) {
        write(
            table: packet.table, cookie: packet.cookie, total: Int(packet.totalLength), match: packet.match,
            reason: packet.reason, held: packet.packet.count, buffer: packet.buffer)
        write("\n")
        write(contents: packet.packet, match: packet.match)
    }

    mutating func write(_ packet: PacketIn2, version: OpenFlowVersion) {
        write(
            table: packet.table, cookie: packet.cookie, total: packet.fullLength.map(Int.init) ?? packet.packet.count,
            match: packet.metadata, reason: packet.reason, held: packet.packet.count,
            buffer: packet.buffer ?? 0xffff_ffff)
        write("\n")
        if !packet.userdata.isEmpty {
            write(" userdata=")
            write(text: TextValue.dotted(packet.userdata))
            write("\n")
        }
        write(continuation: packet.continuation, version: version)
        write(contents: packet.packet, match: packet.metadata)
    }

    private mutating func write(
        table: UInt8, cookie: UInt64, total: Int, match: Match, reason: UInt8, held: Int, buffer: UInt32
    ) {
        if table != 0 {
            write(" table_id=")
            write(decimal: table)
        }
        if cookie != .max {
            write(" cookie=")
            write(hexadecimal: cookie)
        }
        write(" total_len=")
        write(decimal: total)
        write(" ")
        write(knownFieldsOf: match)
        write(" (via ")
        write(text: TextValue.packetInReason(reason))
        write(") data_len=")
        write(decimal: held)
        if buffer == 0xffff_ffff {
            write(total == held ? " (unbuffered)" : " (unbuffered) (***total_len != data_len***)")
        } else {
            write(" buffer=")
            write(padded: buffer, digits: 8)
            if total < held { write(" (***total_len < data_len***)") }
        }
    }

    mutating func write(_ packet: PacketOut) {
        write(" ")
        write(knownFieldsOf: packet.match)
        write(" actions=")
        write(orDrop: packet.actions)
        if packet.buffer == 0xffff_ffff {
            write(" data_len=")
            write(decimal: packet.packet.count)
            write("\n")
            if !packet.packet.isEmpty { write(contents: packet.packet, match: packet.match) }
        } else {
            write(" buffer=")
            write(padded: packet.buffer, digits: 8)
        }
    }

    /// What a packet's metadata has beside is no error to Open vSwitch, and not printed.
    private mutating func write(knownFieldsOf match: Match) {
        var known = match
        known.removeUnknown()
        write(known)
    }
}
