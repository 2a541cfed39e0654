import NetworkTypes

/// Values as ovs-ofctl writes them.
enum TextValue {
    static func hexadecimal(_ value: some BinaryInteger) -> String { "0x" + String(value, radix: 16) }

    /// Hexadecimal, but a plain zero.
    static func alternate(_ value: some BinaryInteger) -> String { value == 0 ? "0" : hexadecimal(value) }

    /// A number of any length: hexadecimal without leading zeros, but a plain zero.
    static func hexadecimal(_ bytes: [UInt8]) -> String {
        guard let first = bytes.firstIndex(where: { $0 != 0 }) else { return "0" }
        let rest = bytes[(first + 1)...].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return "0x" + String(bytes[first], radix: 16) + rest.joined()
    }

    /// Hexadecimal with leading zeros to `digits`.
    static func padded(_ value: some BinaryInteger, digits: Int) -> String {
        let text = String(value, radix: 16)
        return "0x" + String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    /// Reserved ports by name.
    static func port(_ port: PortNumber) -> String {
        switch port.rawValue {
        case 0xffff_fff7: "UNSET"
        case 0xffff_fff8: "IN_PORT"
        case 0xffff_fff9: "TABLE"
        case 0xffff_fffa: "NORMAL"
        case 0xffff_fffb: "FLOOD"
        case 0xffff_fffc: "ALL"
        case 0xffff_fffd: "CONTROLLER"
        case 0xffff_fffe: "LOCAL"
        case 0xffff_ffff: "ANY"
        default: String(port.rawValue)
        }
    }

    /// Bytes joined by dots, as userdata is written.
    static func dotted(_ bytes: [UInt8]) -> String {
        bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined(separator: ".")
    }

    static func mac(_ value: UInt128) -> String { MACAddress(rawValue: UInt64(truncatingIfNeeded: value)).description }

    static func ipv4(_ value: UInt128) -> String {
        IPv4Address(rawValue: UInt32(truncatingIfNeeded: value)).description
    }

    /// The length of a mask that is a prefix; nil for others.
    static func prefixLength(_ mask: UInt128, bits: Int) -> Int? {
        let length = mask.nonzeroBitCount
        let prefix: UInt128 =
            length == 0 ? 0 : (~0 << UInt128(bits - length)) & (~0 >> UInt128(128 - bits))
        return mask == prefix ? length : nil
    }

    static func ipv4(_ value: UInt128, mask: UInt128?) -> String {
        guard let mask else { return ipv4(value) }
        return "\(ipv4(value))/" + (prefixLength(mask, bits: 32).map(String.init) ?? ipv4(mask))
    }

    static func ipv6(_ value: UInt128, mask: UInt128?) -> String {
        let address = IPv6Address(rawValue: value).description
        guard let mask else { return address }
        return "\(address)/"
            + (prefixLength(mask, bits: 128).map(String.init) ?? IPv6Address(rawValue: mask).description)
    }

    /// Names of bits that are compared: `+trk-new`. All of them compared: those that are set, joined by bars.
    static func flags(_ value: UInt128, mask: UInt128, all: UInt128, names: [String]) -> String {
        if mask & all == all {
            let set = names.enumerated().filter { value >> UInt128($0.offset) & 1 == 1 }.map(\.element)
            return set.isEmpty ? "0" : set.joined(separator: "|")
        }
        var text = ""
        for (bit, name) in names.enumerated() where mask >> UInt128(bit) & 1 == 1 {
            text += (value >> UInt128(bit) & 1 == 1 ? "+" : "-") + name
        }
        return text
    }

    static let connectionStates = ["new", "est", "rel", "rpl", "inv", "trk", "snat", "dnat"]
    static let tcpFlags = [
        "fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr", "ns", "[200]", "[400]", "[800]",
    ]
}
