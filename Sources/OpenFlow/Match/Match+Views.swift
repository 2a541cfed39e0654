extension Field {
    /// The fields that a view may be kept as, itself among them where those cannot say everything.
    var parts: [Field] {
        switch self {
        case .vlanTCI: return [.vlanVID, .vlanPCP, .vlanTCI]
        case .ipTOS: return [.ipDSCP, .ipTOS]
        default:
            guard let parts = registerParts else { return [] }
            return (0..<parts.count).map { Field.register(parts.first + $0) }
        }
    }
}

extension Match {
    /// Appends what a view of other fields stands for; parts that are not compared are left out.
    mutating func appendParts(of field: MatchField) {
        switch field.field {
        case .vlanTCI: appendTag(field)
        case .ipTOS where field.mask == nil && field.value & 3 == 0:
            append(MatchField(whole: .ipDSCP, field.value >> 2))
        default:
            if let parts = field.field.registerParts {
                append(field, parts: parts)
            } else if field.comparesBits {
                append(field)
            }
        }
    }

    /// The 32-bit registers under a wide one.
    private mutating func append(_ field: MatchField, parts: (first: Int, count: Int)) {
        for part in 0..<parts.count {
            let shift = UInt128(32 * (parts.count - 1 - part))
            let mask = (field.mask ?? field.field.fullMask) >> shift & 0xffff_ffff
            guard mask != 0 else { continue }
            append(
                MatchField(
                    unchecked: .register(parts.first + part), field.value >> shift & 0xffff_ffff, mask: mask))
        }
    }

    /// Identifier and priority. Some bits of the priority only, or a priority without a tag, no other field can say.
    private mutating func appendTag(_ field: MatchField) {
        let mask = field.mask ?? 0xffff
        let identifier = MatchField(unchecked: .vlanVID, field.value & 0x1fff, mask: mask & 0x1fff)
        // A packet without a tag has no priority either: a zero there says nothing more.
        let isUntagged = mask & 0x1fff == 0x1fff && field.value == 0
        switch mask >> 13 {
        case 0: if identifier.comparesBits { append(identifier) }
        case 1...7 where isUntagged: append(identifier)
        case 7 where field.value & 0x1000 != 0:
            append(identifier)
            append(MatchField(whole: .vlanPCP, field.value >> 13))
        default: append(field)
        }
    }
}
