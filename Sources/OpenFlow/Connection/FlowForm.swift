import Wire

/// What a flow_mod is apart from its values: a switch that has taken one takes others of its form too.
///
/// Left out are cookie and priority, and the values (not the masks) of fields any value of which is as good as another, in matches and in
/// set-field, and numbers of output ports. Everything else counts as it is, byte by byte: prerequisites such as the EtherType, masks,
/// groups, tables, and every other action. What names a meter, which a switch looks for before it takes the flow, has no form.
enum FlowForm {
    /// The form of a member of a bundle, as a hash; nil for one that has none: groups, meters, flows with meters, and
    /// flushes.
    static func digest(of member: ModificationBatch.Member) -> UInt64? {
        let isDeletion: Bool
        switch member.verb {
        case .addFlow: isDeletion = false
        case .deleteFlow: isDeletion = true
        case .addFlowAlone, .group, .meter, .flushZone: return nil
        }
        var bytes = Array(member.bytes)
        let match = EncodedFlow.Layout.match
        let end = match + Int(member.bytes.load(at: match + 2, as: UInt16.self))
        clear(&bytes, EncodedFlow.Layout.cookie, 8)
        clear(&bytes, EncodedFlow.Layout.priority, 2)
        clearFields(&bytes, match + 4..<end)
        let instructions = match + (end - match + 7) / 8 * 8
        // What does not concern a deletion is not looked at by the switch either.
        if isDeletion {
            bytes.removeSubrange(instructions...)
            clear(&bytes, 2, 2)
        } else {
            guard clearInstructions(&bytes, from: instructions) else { return nil }
        }
        return bytes.withUnsafeBytes { Digest.xxh64($0, seed: isDeletion ? 1 : 0) }
    }

    private static func clear(_ bytes: inout [UInt8], _ start: Int, _ count: Int) {
        for place in start..<start + count { bytes[place] = 0 }
    }

    /// Clears the values of free fields in a list of OXMs.
    private static func clearFields(_ bytes: inout [UInt8], _ range: Range<Int>) {
        var place = range.lowerBound
        while place + 4 <= range.upperBound {
            let header = bytes[place...].load(at: 0, as: UInt32.self)
            let length = Int(header & 0xff)
            if freeFields.contains(header >> 9) { clear(&bytes, place + 4, header & 0x100 == 0 ? length : length / 2) }
            place += 4 + length
        }
    }

    /// False when an action is found that has no form.
    private static func clearInstructions(_ bytes: inout [UInt8], from start: Int) -> Bool {
        var place = start
        while place + 8 <= bytes.count {
            let head = bytes[place...].load(at: 0, as: UInt32.self)
            let end = place + Int(head & 0xffff)
            switch UInt16(head >> 16) {
            case InstructionType.goto: break
            case InstructionType.applyActions: guard clearActions(&bytes, place + 8..<end) else { return false }
            default: return false
            }
            place = end
        }
        return true
    }

    private static func clearActions(_ bytes: inout [UInt8], _ range: Range<Int>) -> Bool {
        var place = range.lowerBound
        while place < range.upperBound {
            let head = bytes[place...].load(at: 0, as: UInt32.self)
            let length = Int(head & 0xffff)
            switch UInt16(head >> 16) {
            case ActionType.meter: return false
            case ActionType.experimenter:
                let subtype = bytes[place...].load(at: 8, as: UInt16.self)
                if subtype == NiciraAction.controller2 { return false }
            case ActionType.setField:
                let field = bytes[place...].load(at: 4, as: UInt32.self)
                clearFields(&bytes, place + 4..<place + 8 + Int(field & 0xff))
            case ActionType.output:
                let port = bytes[place...].load(at: 4, as: UInt32.self)
                if (1..<0xff00).contains(port) { clear(&bytes, place + 4, 4) }
            default: break
            }
            place += length
        }
        return true
    }

    /// Class and number of fields of which a switch takes any value, as they stand in an OXM.
    private static let freeFields: Set<UInt32> = {
        let fields: [Field] = [
            .ethernetSource, .ethernetDestination, .ipv4Source, .ipv4Destination, .ipv6Source, .ipv6Destination,
            .arpSenderIPv4, .arpTargetIPv4, .arpSenderMAC, .arpTargetMAC, .ndTarget, .ndSourceLinkLayer,
            .ndTargetLinkLayer, .tunnelID, .tunnelIPv4Source, .tunnelIPv4Destination, .tunnelIPv6Source,
            .tunnelIPv6Destination, .metadata,
        ]
        // A match has registers by pairs, actions one by one.
        let registers = (0...15).map { Field.register($0) }
        let codes = (fields + registers).map { $0.layout.code } + (0..<8).map { FieldCode.packetRegister($0) }
        return Set(codes.map { $0.header >> 9 })
    }()
}
