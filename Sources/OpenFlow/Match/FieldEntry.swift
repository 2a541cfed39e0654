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
    static func onf(_ number: UInt8) -> Self {
        .init(classID: 0xffff, number: number, experimenter: Experimenter.onf)
    }
    /// NXOXM_ET_*: what Open vSwitch added since experimenters may have fields of their own.
    static func nicira(_ number: UInt8) -> Self {
        .init(classID: 0xffff, number: number, experimenter: Experimenter.nicira)
    }
    /// NXOXM_NSH_*: the fields of the network service header.
    static func nsh(_ number: UInt8) -> Self {
        .init(classID: 0xffff, number: number, experimenter: Experimenter.nsh)
    }
    /// Class 0x1000: Ericsson's fields for neighbour discovery.
    static func ericsson(_ number: UInt8) -> Self { .init(classID: 0x1000, number: number, experimenter: 0) }

    /// Class and number as they stand in an OXM header, without the mask bit and the length.
    var header: UInt32 { UInt32(classID) << 16 | UInt32(number) << 9 }
}

/// How ovs-ofctl writes the values of a field.
enum FieldFormat: UInt8, Sendable {
    case decimal, hexadecimal, mac, ipv4, ipv6, port, ctState, tcpFlags, fragment, tunnelFlags, packetType
}

/// What Open vSwitch 3.1 lets flows do with a field.
enum FieldAccess: UInt8, Sendable {
    case readWrite, readOnly
    /// It has no such field.
    case absent
}

/// What the registry knows of one field.
struct FieldEntry: Sendable {
    let name: String
    /// The name in brackets notation: `move:NXM_OF_ETH_SRC[]->…`.
    let symbol: String
    /// Zero: the value says it.
    let bits: UInt8
    let byteCount: UInt8
    let isMaskable: Bool
    let access: FieldAccess
    let prerequisite: FieldPrerequisite
    let format: FieldFormat
    /// The code in OpenFlow 1.5, and in everything where `legacy` and `nicira` say nothing else.
    let code: FieldCode
    /// The code in OpenFlow 1.3 and 1.4.
    let legacy: FieldCode
    /// The code inside Nicira actions (stack, conntrack zone), whatever the version.
    let nicira: FieldCode

    init(
        _ name: String, _ symbol: String, bits: UInt8, bytes: UInt8? = nil, maskable: Bool = false,
        access: FieldAccess = .readWrite, needs prerequisite: FieldPrerequisite = .none, _ format: FieldFormat,
        _ code: FieldCode, legacy: FieldCode? = nil, nicira: FieldCode? = nil
    ) {
        self.name = name
        self.symbol = symbol
        self.bits = bits
        byteCount = bytes ?? (bits + 7) / 8
        isMaskable = maskable
        self.access = access
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
    /// The OXM header of a plain field compared whole, by `code` and by `legacy`; zero where it is not so simple: a field of
    /// more than eight bytes or of an experimenter.
    let plainHead: UInt32
    let plainLegacyHead: UInt32

    init(_ entry: FieldEntry) {
        code = entry.code
        legacy = entry.legacy
        nicira = entry.nicira
        bits = entry.bits
        byteCount = entry.byteCount
        isMaskable = entry.isMaskable
        plainHead = entry.plainHead(entry.code)
        plainLegacyHead = entry.plainHead(entry.legacy)
    }

    /// The OXM header of a plain field in messages of a version; zero when it is not so simple.
    @inline(__always)
    func plainHead(in version: OpenFlowVersion) -> UInt32 { version == .v1_5 ? plainHead : plainLegacyHead }
}

extension FieldEntry {
    fileprivate func plainHead(_ code: FieldCode) -> UInt32 {
        bits > 0 && byteCount <= 8 && code.classID != 0xffff ? code.header | UInt32(byteCount) : 0
    }
}
