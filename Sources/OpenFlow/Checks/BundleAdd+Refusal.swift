extension BundleAdd {
    /// What Open vSwitch 3.1 has against the head of the member; nil: it takes it, and asks the member itself. OpenFlow
    /// 1.5.1 section 7.3.9.6.
    ///
    /// - Parameter xid: of the message that adds it.
    public func refusal(xid: UInt32) -> Refusal? {
        let head = message.prefix(MessageHeader.byteCount).reduce(0) { $0 << 8 | UInt64($1) }
        let length = Int(UInt16(truncatingIfNeeded: head >> 32))
        guard message.count >= MessageHeader.byteCount, (MessageHeader.byteCount...message.count).contains(length)
        else {
            return Refusal(
                .badMemberLength, "the member of a bundle", expected: "a whole message in \(message.count) bytes",
                found: "one of \(length)")
        }
        let found = UInt32(truncatingIfNeeded: head)
        guard found == xid else {
            return Refusal(
                .badMemberXID, "the member of a bundle", expected: "xid \(TextValue.hexadecimal(xid)), as around it",
                found: TextValue.hexadecimal(found))
        }
        switch UInt8(truncatingIfNeeded: head >> 48) {
        case MessageType.flowMod, MessageType.groupMod, MessageType.portMod, MessageType.packetOut: return nil
        case let type:
            return Refusal(
                .unsupportedMember, "the member of a bundle",
                expected: "a flow_mod, group_mod, port_mod or packet_out", found: "type \(type)")
        }
    }
}
