import NetworkTypes

extension MatchField {
    /// The value, with its mask when there is one, as set_field and most matches write it.
    var valueText: String {
        switch field.entry.format {
        case .decimal: String(value) + maskText
        case .hexadecimal: TextValue.alternate(value) + maskText
        case .mac: TextValue.mac(value) + (mask.map { "/" + TextValue.mac($0) } ?? "")
        case .ipv4: TextValue.ipv4(value, mask: mask)
        case .ipv6: TextValue.ipv6(value, mask: mask)
        case .port: TextValue.port(PortNumber(UInt32(truncatingIfNeeded: value)))
        case .ctState:
            TextValue.flags(value, mask: mask ?? field.fullMask, all: 0xff, names: TextValue.connectionStates)
        case .tcpFlags: TextValue.flags(value, mask: mask ?? field.fullMask, all: 0xfff, names: TextValue.tcpFlags)
        case .fragment: fragmentText
        }
    }

    /// Numbers with a mask are hexadecimal in a match, whatever they are without, and a label of zero is `0x0`.
    var matchText: String {
        if field == .ctLabel, value == 0 { return "0x0" + maskText }
        if field.entry.format == .decimal, let mask {
            return "\(TextValue.hexadecimal(value))/\(TextValue.hexadecimal(mask))"
        }
        return valueText
    }

    private var maskText: String { mask.map { "/" + TextValue.hexadecimal($0) } ?? "" }

    /// Bit 0: a fragment; bit 1: not the first.
    private var fragmentText: String {
        switch (mask ?? 3, value) {
        case (3, 0), (1, 0): "no"
        case (3, 1): "first"
        case (3, 3), (2, 2): "later"
        case (1, 1): "yes"
        case (2, 0): "not_later"
        default: "<error>"
        }
    }
}

extension SubField {
    /// `NXM_NX_REG0[0..15]`; brackets are empty for the whole field.
    var text: String {
        let symbol = field.entry.symbol
        if offset == 0, bits == field.partBits { return "\(symbol)[]" }
        return bits == 1 ? "\(symbol)[\(offset)]" : "\(symbol)[\(offset)..\(offset + bits - 1)]"
    }
}
