import NetworkTypes

extension ActionParser {
    /// Actions that change fields, the old ones of OpenFlow 1.0 among them, which set_field says now.
    func change(_ item: TextItem) throws(FlowTextError) -> Action? {
        let value = item.value
        switch item.name {
        case "set_field": return try setField(value)
        case "load": return try load(value)
        case "move":
            let (source, destination) = try arrow(value)
            let from = try SubField(source)
            let to = try SubField(destination)
            guard from.bits == to.bits else { throw destination.fail("\(from.bits) bits") }
            return .move(from: from, to: to)
        case "mod_dl_src": return try set(.ethernetSource, value)
        case "mod_dl_dst": return try set(.ethernetDestination, value)
        case "mod_nw_src": return try set(.ipv4Source, value)
        case "mod_nw_dst": return try set(.ipv4Destination, value)
        case "mod_nw_ecn": return try set(.ipECN, value)
        case "mod_nw_tos":
            let number = try value.number("a type of service", atMost: 0xff)
            guard number & 3 == 0 else { throw value.fail("a multiple of four") }
            return .setField(.ipDSCP, number >> 2)
        case "set_vlan_vid": return .setField(.vlanVID, try value.number("a VLAN identifier", atMost: 0xfff) | 0x1000)
        case "set_vlan_pcp": return try set(.vlanPCP, value)
        case "set_mpls_label": return try set(.mplsLabel, value)
        case "set_mpls_tc": return try set(.mplsTC, value)
        case "mod_tp_src", "mod_tp_dst": return try setPort(item)
        default: return nil
        }
    }

    /// Words of OpenFlow 1.0 that say several actions now; nil for others.
    mutating func old(_ item: TextItem) throws(FlowTextError) -> [Action]? {
        switch item.name {
        case "mod_vlan_vid":
            let number = try item.value.number("a VLAN identifier", atMost: 0xfff)
            return tagged(.setField(.vlanVID, number | 0x1000))
        case "mod_vlan_pcp": return tagged(try set(.vlanPCP, item.value))
        case "enqueue":
            guard let (port, queue) = item.value.split(item.hasBrackets ? "," : ":") ?? item.value.split(",") else {
                throw item.value.fail("a port and a queue")
            }
            return [.setQueue(try queue.integer("a queue")), .output(try PortNumber(port)), .popQueue]
        default: return nil
        }
    }

    private mutating func tagged(_ action: Action) -> [Action] {
        defer { hasTag = true }
        return hasTag ? [action] : [.pushVLAN(0x8100), action]
    }

    private func set(_ field: Field, _ value: TextPiece) throws(FlowTextError) -> Action {
        .setField(try MatchField(field, value, mayMask: false))
    }

    private func setPort(_ item: TextItem) throws(FlowTextError) -> Action {
        let isSource = item.name == "mod_tp_src"
        switch transport {
        case 6: return try set(isSource ? .tcpSource : .tcpDestination, item.value)
        case 17: return try set(isSource ? .udpSource : .udpDestination, item.value)
        case 132: return try set(isSource ? .sctpSource : .sctpDestination, item.value)
        default: throw item.key.fail("a match on tcp, udp or sctp with \(item.name)")
        }
    }

    func arrow(_ piece: TextPiece) throws(FlowTextError) -> (TextPiece, TextPiece) {
        guard let parts = piece.split("->") else { throw piece.fail("a source, -> and a destination") }
        return parts
    }

    /// `set_field:VALUE[/MASK]->FIELD`; with bits behind the field the value goes there.
    private func setField(_ piece: TextPiece) throws(FlowTextError) -> Action {
        let (value, destination) = try arrow(piece)
        if destination.split("[") != nil { return try load(piece) }
        if let number = Field.metadataNumber(destination.text) {
            let metadata = try TunnelMetadata(number, value)
            guard !metadata.asksPresence else { throw value.fail("a mask that is not zero") }
            return .setTunnelMetadata(metadata)
        }
        guard let field = Field(name: destination.text) else { throw destination.fail("a field") }
        let set = try MatchField(field, value, mayMask: true)
        guard set.mask != 0 else { throw value.fail("a mask that is not zero") }
        return .setField(set)
    }

    private func load(_ piece: TextPiece) throws(FlowTextError) -> Action {
        let (value, destination) = try arrow(piece)
        let part = try SubField(destination)
        let number = try value.number("a value of \(part.bits) bits", atMost: part.ones)
        guard part.field.metadataNumber == nil else { return .setTunnelMetadata(TunnelMetadata(part, number)) }
        let shift = UInt128(part.offset)
        return .setField(MatchField(unchecked: part.field, number << shift, mask: part.ones << shift).fromActions)
    }
}
