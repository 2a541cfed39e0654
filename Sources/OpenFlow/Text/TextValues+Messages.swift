extension TextValue {
    /// Names of the bits that are set, then what is left over as a number; `0` when there is none.
    static func bits(_ bits: UInt32, _ names: [Int: String], separator: String = " ") -> String {
        guard bits != 0 else { return "0" }
        var rest = bits
        var parts: [String] = []
        for bit in 0..<32 where bits & 1 << UInt32(bit) != 0 {
            guard let name = names[bit] else { continue }
            parts.append(name)
            rest &= ~(1 << UInt32(bit))
        }
        if rest != 0 { parts.append(hexadecimal(rest)) }
        return parts.joined(separator: separator)
    }

    /// The same without the bits that have no names.
    static func knownBits(_ bits: UInt32, _ names: [Int: String]) -> String {
        Self.bits(names.keys.reduce(0) { $0 | bits & 1 << UInt32($1) }, names)
    }

    /// Names by their bits' places.
    static func numbered(_ names: [String]) -> [Int: String] {
        Dictionary(
            uniqueKeysWithValues: names.enumerated().filter { !$0.element.isEmpty }.map { ($0.offset, $0.element) })
    }

    /// Seconds, with three digits behind the point where those say all, else with as many as are needed.
    static func duration(_ span: FlowCounters.Span?) -> String {
        guard let span, span.nanoseconds != 0 else { return "\(span?.seconds ?? 0)s" }
        let thousandths = span.nanoseconds / 1_000_000
        if thousandths * 1_000_000 == span.nanoseconds {
            return "\(span.seconds).\(digits(thousandths, count: 3))s"
        }
        var text = digits(span.nanoseconds, count: 9)
        while text.last == "0" { text.removeLast() }
        return "\(span.seconds).\(text)s"
    }

    static func digits(_ number: some BinaryInteger, count: Int, radix: Int = 10) -> String {
        let text = String(number, radix: radix)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }

    /// Sixteen bytes a line, in hexadecimal and as text.
    static func dump(_ bytes: [UInt8]) -> String {
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 16) {
            let line = bytes[start..<min(start + 16, bytes.count)]
            text += digits(start, count: 8, radix: 16) + " "
            for index in 0..<16 {
                text += index == 8 && line.count >= 8 ? "-" : " "
                text += index < line.count ? digits(line[start + index], count: 2, radix: 16) : "  "
            }
            text += " |"
            for byte in line { text += byte >= 0x20 && byte < 0x7f ? String(UnicodeScalar(byte)) : "." }
            text += String(repeating: " ", count: 16 - line.count) + "|\n"
        }
        return text
    }

    static func group(_ id: UInt32) -> String { id == 0xffff_fffc ? "ALL" : id == 0xffff_ffff ? "ANY" : String(id) }

    static func meter(_ id: UInt32) -> String {
        switch id {
        case 0...0xffff_0000: String(id)
        case 0xffff_fffd: "slowpath"
        case 0xffff_fffe: "controller"
        case 0xffff_ffff: "all"
        default: "unknown"
        }
    }

    /// OFPRR_*.
    static func removalReason(_ reason: UInt16) -> String {
        let names = ["idle", "hard", "delete", "group_delete", "meter_delete", "eviction"]
        return Int(reason) < names.count ? names[Int(reason)] : String(reason)
    }

    /// NXPIF_*.
    static func packetInFormat(_ format: UInt32) -> String {
        let names = ["standard", "nxt_packet_in", "nxt_packet_in2"]
        return format < 3 ? names[Int(format)] : String(format)
    }

    /// OFPR_*, of 1.4 and later.
    static func packetInReason(_ reason: UInt8) -> String {
        let names = ["no_match", "action", "invalid_ttl", "action_set", "group", "packet_out"]
        return Int(reason) < names.count ? names[Int(reason)] : String(reason)
    }
}
