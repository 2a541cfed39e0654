import NetworkTypes

extension TextWriter {
    mutating func write(_ port: PortNumber) {
        if port.rawValue >= 0xffff_fff7 { write(text: TextValue.port(port)) } else { write(decimal: port.rawValue) }
    }

    mutating func write(mac value: UInt64) {
        for place in stride(from: 40, through: 0, by: -8) {
            if place != 40 { write(UInt8(ascii: ":")) }
            write(digits: value >> UInt64(place) & 0xff, count: 2)
        }
    }

    mutating func write(ipv4 value: UInt32) {
        for place in stride(from: 24, through: 0, by: -8) {
            if place != 24 { write(UInt8(ascii: ".")) }
            write(decimal: value >> UInt32(place) & 0xff)
        }
    }

    mutating func write(ipv4 value: UInt32, mask: UInt32?) {
        write(ipv4: value)
        guard let mask else { return }
        write(UInt8(ascii: "/"))
        if let length = TextValue.prefixLength(UInt128(mask), bits: 32) {
            write(decimal: length)
        } else {
            write(ipv4: mask)
        }
    }

    mutating func write(ipv6 value: UInt128, mask: UInt128?) {
        write(ipv6: value)
        guard let mask else { return }
        write(UInt8(ascii: "/"))
        if let length = TextValue.prefixLength(mask, bits: 128) {
            write(decimal: length)
        } else {
            write(ipv6: mask)
        }
    }

    /// As inet_ntop writes it: the low 32 bits of mapped and compatible addresses are dotted.
    mutating func write(ipv6 value: UInt128) {
        let gap = Self.longestGap(value)
        let isDotted = gap == 0..<6 || (gap == 0..<5 && value >> 32 == 0xffff)
        for index in 0..<(isDotted ? 6 : 8) {
            if gap.contains(index) {
                if index == gap.lowerBound { write("::") }
                continue
            }
            if index != 0, index != gap.upperBound { write(":") }
            write(digits: UInt64(value >> UInt128(112 - 16 * index) & 0xffff), count: 1)
        }
        guard isDotted else { return }
        if gap.upperBound != 6 { write(":") }
        write(ipv4: UInt32(truncatingIfNeeded: value))
    }

    /// The first of the longest runs of groups that are zero; those of one group do not count.
    private static func longestGap(_ value: UInt128) -> Range<Int> {
        var longest = 0..<0
        var start = 0
        for index in 0...8 {
            if index < 8, value >> UInt128(112 - 16 * index) & 0xffff == 0 { continue }
            if index - start > max(longest.count, 1) { longest = start..<index }
            start = index + 1
        }
        return longest
    }

    /// Names of bits that are compared: `+trk-new`.
    mutating func write(signed value: UInt128, mask: UInt128, names: [String]) {
        for (bit, name) in names.enumerated() where mask >> UInt128(bit) & 1 == 1 {
            write(value >> UInt128(bit) & 1 == 1 ? "+" : "-")
            write(text: name)
        }
    }

    /// Names of bits, all of which are compared, joined by bars.
    mutating func write(set value: UInt128, names: [String]) {
        let start = count
        for (bit, name) in names.enumerated() where value >> UInt128(bit) & 1 == 1 {
            if count > start { write("|") }
            write(text: name)
        }
        if count == start { write("0") }
    }

    /// The value, with its mask when there is one, as set_field writes it.
    mutating func write(valueOf field: MatchField) {
        let value = field.value
        switch field.field.entry.format {
        case .decimal:
            write(decimal: value)
            if let mask = field.mask { write(behindBar: mask) }
        case .hexadecimal:
            write(alternate: value)
            if let mask = field.mask { write(behindBar: mask) }
        case .mac:
            write(mac: UInt64(truncatingIfNeeded: value))
            if let mask = field.mask {
                write("/")
                write(mac: UInt64(truncatingIfNeeded: mask))
            }
        case .ipv4:
            write(
                ipv4: UInt32(truncatingIfNeeded: value), mask: field.mask.map { UInt32(truncatingIfNeeded: $0) })
        case .ipv6: write(ipv6: value, mask: field.mask)
        case .port: write(PortNumber(UInt32(truncatingIfNeeded: value)))
        case .ctState: write(flagsOf: field, all: 0xff, names: TextValue.connectionStates)
        case .tcpFlags: write(flagsOf: field, all: 0xfff, names: TextValue.tcpFlags)
        case .tunnelFlags: write(flagsOf: field, all: 1, names: TextValue.tunnelFlags)
        case .fragment: write(text: field.fragmentText)
        case .packetType: write(packetType: UInt32(truncatingIfNeeded: value))
        }
    }

    private mutating func write(behindBar mask: UInt128) {
        write("/")
        write(hexadecimal: mask)
    }

    private mutating func write(flagsOf field: MatchField, all: UInt128, names: [String]) {
        let mask = field.mask ?? field.field.fullMask
        if mask & all == all {
            write(set: field.value, names: names)
        } else {
            write(signed: field.value, mask: mask, names: names)
        }
    }

    mutating func write(packetType value: UInt32) {
        write("(")
        write(decimal: value >> 16)
        write(",")
        // Small types are written alike in every base.
        if value & 0xffff < 10 { write(decimal: value & 0xffff) } else { write(hexadecimal: value & 0xffff) }
        write(")")
    }

    mutating func write(_ metadata: TunnelMetadata) {
        write(number: metadata.value)
        guard let mask = metadata.mask else { return }
        write("/")
        write(number: mask)
    }

    /// A number of any length: hexadecimal without zeros in front, but a plain zero.
    mutating func write(number bytes: [UInt8]) {
        guard let first = bytes.firstIndex(where: { $0 != 0 }) else { return write("0") }
        write(hexadecimal: bytes[first])
        for byte in bytes[(first + 1)...] { write(digits: UInt64(byte), count: 2) }
    }

    /// `NXM_NX_REG0[0..15]`; brackets are empty for the whole field.
    mutating func write(_ part: SubField) {
        write(text: part.field.entry.symbol)
        write("[")
        // Without the switch's table tunnel metadata is as long as it can be.
        let whole = part.field.metadataNumber == nil ? part.field.partBits : 992
        if part.offset != 0 || part.bits != whole {
            write(decimal: part.offset)
            if part.bits > 1 {
                write("..")
                write(decimal: part.offset + part.bits - 1)
            }
        }
        write("]")
    }
}
