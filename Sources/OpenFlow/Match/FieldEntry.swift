/// Where a field stands on the wire: an OXM class, its number, and the experimenter of class 0xffff.
struct FieldCode: Hashable, Sendable {
    let classID: UInt16
    let number: UInt8
    let experimenter: UInt32

    static func basic(_ number: UInt8) -> Self { .init(classID: 0x8000, number: number, experimenter: 0) }
    /// Nicira class 0: the fields that OpenFlow 1.0 had.
    static func nxm0(_ number: UInt8) -> Self { .init(classID: 0, number: number, experimenter: 0) }
    /// Nicira class 1: Open vSwitch's own.
    static func nxm1(_ number: UInt8) -> Self { .init(classID: 1, number: number, experimenter: 0) }
    static func packetRegister(_ number: UInt8) -> Self { .init(classID: 0x8001, number: number, experimenter: 0) }
    static func onf(_ number: UInt8) -> Self { .init(classID: 0xffff, number: number, experimenter: 0x4f4e_4600) }
    /// Class 0x1000: Ericsson's fields for neighbour discovery.
    static func ericsson(_ number: UInt8) -> Self { .init(classID: 0x1000, number: number, experimenter: 0) }

    /// Class and number as they stand in an OXM header, without the mask bit and the length.
    var header: UInt32 { UInt32(classID) << 16 | UInt32(number) << 9 }
}

/// How ovs-ofctl writes the values of a field.
enum FieldFormat: UInt8, Sendable {
    case decimal, hexadecimal, mac, ipv4, ipv6, port, ctState, tcpFlags, fragment
}

/// What the registry knows of one field.
struct FieldEntry: Sendable {
    let name: String
    /// The name in brackets notation: `move:NXM_OF_ETH_SRC[]->…`.
    let symbol: String
    let bits: UInt8
    let isMaskable: Bool
    let prerequisite: FieldPrerequisite
    let format: FieldFormat
    /// The code in OpenFlow 1.5, and in everything where `legacy` and `nicira` say nothing else.
    let code: FieldCode
    /// The code in OpenFlow 1.3 and 1.4.
    let legacy: FieldCode
    /// The code inside Nicira actions (stack, conntrack zone), whatever the version.
    let nicira: FieldCode

    init(
        _ name: String, _ symbol: String, bits: UInt8, maskable: Bool = false,
        needs prerequisite: FieldPrerequisite = .none, _ format: FieldFormat, _ code: FieldCode,
        legacy: FieldCode? = nil, nicira: FieldCode? = nil
    ) {
        self.name = name
        self.symbol = symbol
        self.bits = bits
        self.isMaskable = maskable
        self.prerequisite = prerequisite
        self.format = format
        self.code = code
        self.legacy = legacy ?? code
        self.nicira = nicira ?? code
    }
}

/// The part of an entry that encoding needs: numbers only, so that looking it up costs no reference counting.
struct FieldLayout: Sendable {
    let code: FieldCode
    let legacy: FieldCode
    let nicira: FieldCode
    let bits: UInt8
    let byteCount: UInt8
    let isMaskable: Bool

    init(_ entry: FieldEntry) {
        code = entry.code
        legacy = entry.legacy
        nicira = entry.nicira
        bits = entry.bits
        // The 20-bit fields (labels) have four bytes, PBB's 24 bits have three.
        byteCount = entry.bits == 20 ? 4 : (entry.bits + 7) / 8
        isMaskable = entry.isMaskable
    }
}
