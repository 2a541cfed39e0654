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

    /// The length of a mask that is a prefix; nil for others.
    static func prefixLength(_ mask: UInt128, bits: Int) -> Int? {
        let length = mask.nonzeroBitCount
        let prefix: UInt128 =
            length == 0 ? 0 : (~0 << UInt128(bits - length)) & (~0 >> UInt128(128 - bits))
        return mask == prefix ? length : nil
    }

    static let connectionStates = ["new", "est", "rel", "rpl", "inv", "trk", "snat", "dnat"]
    static let tunnelFlags = ["oam"]
    static let tcpFlags = [
        "fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr", "ns", "[200]", "[400]", "[800]",
    ]
}
