@testable import OpenFlow

/// Matches and actions of every field, with what the field needs.
enum FieldCases {
    /// The least match that meets what a field needs.
    static func base(_ field: Field) -> Match {
        var match = Match()
        switch field.entry.prerequisite {
        case .vlan: match.set(.vlanVID, 0x1000, mask: 0x1000)
        case .ctIPv4, .ct, .ctTransport, .ctIPv6:
            match.set(.etherType, field.entry.prerequisite == .ctIPv6 ? 0x86dd : 0x0800)
            match.set(.ctState, 0x21, mask: 0x21)
            if field.entry.prerequisite == .ctTransport { match.set(.ctProtocol, 6) }
        default:
            for prerequisite in field.prerequisites {
                if case .anyOf(let values) = prerequisite.condition { match.set(prerequisite.field, values[0]) }
            }
        }
        switch field {
        case .tunnelERSPANIndex: match.set(.tunnelERSPANVersion, 1)
        case .tunnelERSPANDirection, .tunnelERSPANHardwareID: match.set(.tunnelERSPANVersion, 2)
        case Field.nshContext(1)...Field.nshContext(4): match.set(.nshMetadataType, 1)
        default: break
        }
        return match
    }

    /// A value that every switch takes.
    static func value(_ field: Field) -> UInt128 {
        switch field {
        case .vlanVID: 0x1005
        case .vlanTCI: 0x7005
        case .ipTOS: 0x48
        case .ctState: 0x21
        case .ipFragment, .nshMetadataType, .tunnelERSPANVersion, .mplsBottomOfStack, .tunnelFlags: 1
        case .inPort, .inPort16, .actionSetOutput, .inPhysicalPort: 7
        case .packetType: 0x1_894f
        case .arpOperation: 2
        case .icmpv6Type: 135
        default: 0x1234_5678_9abc_def0_1122_3344_5566_7788 & field.fullMask
        }
    }

    static func matches(of field: Field) -> [Match] {
        var match = base(field)
        if let number = field.metadataNumber {
            return [
                TunnelMetadata(number, [0x12, 0, 0x34, 5]),
                TunnelMetadata(number, [0, 0, 1, 2], mask: [0, 0, 0xff, 3]),
            ].map { metadata in
                var match = match
                match.set(metadata)
                return match
            }
        }
        // Only fields with views of their own are compared in the form they are kept in.
        match.set(field, value(field))
        var result = [match]
        guard field.isMaskable, ![.vlanVID, .vlanTCI, .ipFragment].contains(field) else { return result }
        for mask in masks(field) {
            match.set(field, value(field) & mask, mask: mask)
            result.append(match)
        }
        return result
    }

    /// The lower half, and every other bit.
    private static func masks(_ field: Field) -> [UInt128] {
        if field == .ctState { return [0x25] }
        // Open vSwitch prints no mask of these, but for others.
        let half = field.fullMask >> UInt128(field.bits / 2)
        let other = UInt128(0x5555_5555_5555_5555_5555_5555_5555_5555) & field.fullMask
        return field.bits < 4 ? [] : [half, other]
    }

    /// Actions that read and write a field.
    static func actions(_ field: Field) -> [Action] {
        let register = SubField(.xxregister(1), 0..<min(field.partBits, 64))
        let part = SubField(field, 0..<min(field.partBits, 64))
        var actions: [Action] = [.move(from: part, to: register), .push(part), .outputField(part, maxLength: 0xffff)]
        if field.isWritable {
            if let number = field.metadataNumber {
                actions.append(.setTunnelMetadata(TunnelMetadata(number, [1, 2, 3, 4])))
                actions.append(.setTunnelMetadata(TunnelMetadata(number, [1, 2, 3, 4], mask: [0xff, 0, 0, 0xff])))
            } else if field != .inPort16, field != .inPort {
                actions.append(.setField(MatchField(field, value(field))))
            }
            actions += [.move(from: register, to: part), .pop(part)]
        }
        // What is written as the 16 bits of a port is read so.
        return field == .inPort ? [] : actions
    }
}
