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
        case "mod_vlan_vid", "mod_vlan_pcp":
            throw item.key.fail("push_vlan and set_field, which say whether a tag is added")
        case "set_mpls_label": return try set(.mplsLabel, value)
        case "set_mpls_tc": return try set(.mplsTC, value)
        case "mod_tp_src", "mod_tp_dst": return try setPort(item)
        default: return nil
        }
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
        guard let field = Field(name: destination.text) else { throw destination.fail("a field") }
        let set = try MatchField(field, value, mayMask: true)
        guard set.mask != 0 else { throw value.fail("a mask that is not zero") }
        return .setField(set)
    }

    private func load(_ piece: TextPiece) throws(FlowTextError) -> Action {
        let (value, destination) = try arrow(piece)
        let part = try SubField(destination)
        let number = try value.number("a value of \(part.bits) bits", atMost: part.ones)
        let shift = UInt128(part.offset)
        return .setField(MatchField(unchecked: part.field, number << shift, mask: part.ones << shift).fromActions)
    }
}
