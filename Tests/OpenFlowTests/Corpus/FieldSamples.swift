import NetworkTypes

@testable import OpenFlow

/// A value and a mask for each field of the registry. New entries are taken as they come; one with values of its own, or
/// with more bits than a value of this library has, says so by failing.
enum FieldSamples {
    /// Every field, in the registry's order. Tunnel metadata, whose fields have the lengths that a switch gives them, has
    /// tests of its own.
    static let fields: [Field] = FieldRegistry.entries.indices.map { Field(index: numericCast($0)) }
        .filter { $0.metadataNumber == nil }

    /// Where not every value may stand.
    private static let values: [Field: UInt128] = [
        // A port of the switch, in both forms.
        .inPort: 1, .inPhysicalPort: 1, .inPort16: 1, .actionSetOutput: 1,
        // Ethernet, which is no packet type of its own; what is none of the prerequisites of others.
        .packetType: 0, .etherType: 0x88b5,
        // OFPVID_PRESENT.
        .vlanVID: 0x1064,
        // A first fragment; a request; a tracked connection; 8 bits of 16; the one bit that there is.
        .ipFragment: 1, .ndOptionsType: 2, .ctState: 0x22, .arpOperation: 2, .tunnelFlags: 1, .ctProtocol: 6,
    ]

    static func value(_ field: Field) -> UInt128 {
        values[field] ?? 0x1234_5678_9abc_def0_1122_3344_5566_778d & field.fullMask
    }

    /// A part of the bits, with ones among those compared.
    static func masked(_ field: Field) -> MatchField? {
        guard field.isMaskable else { return nil }
        let mask: UInt128 =
            switch field {
            case .vlanVID: 0x1000
            case .ipFragment, .tunnelFlags: 1
            case .ctState: 0x22
            case .tunnelERSPANVersion: 3
            default: 0x0f0f_0f0f_0f0f_0f0f_0f0f_0f0f_0f0f_0f0f & field.fullMask
            }
        guard mask != field.fullMask else { return nil }
        return MatchField(field, value(field) & mask, mask: mask)
    }

    /// Why a field of the registry has no case here; nil when it has.
    static func absence(of field: Field) -> String? {
        guard (1...128).contains(field.bits) else {
            return "field \(field.entry.symbol) of \(field.bits) bits has no case in the generated corpus"
        }
        return value(field) & ~field.fullMask == 0
            ? nil : "the sample value of field \(field.entry.symbol) does not fit it"
    }

    /// What must stand beside a field, outermost first.
    static func prerequisites(_ field: Field) -> [MatchField] {
        field.prerequisites.map { needed in
            switch needed.condition {
            case .anyOf(let values): MatchField(needed.field, values.first ?? 0)
            case .bits(let bits): MatchField(needed.field, bits | 0x64, mask: needed.field.fullMask)
            case .validConnection: MatchField(needed.field, 0x22, mask: 0x22)
            }
        }
    }
}
