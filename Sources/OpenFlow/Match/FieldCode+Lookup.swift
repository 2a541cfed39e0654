/// What decoding needs to know of a field, in two words.
struct WireField: Sendable {
    /// The head of its OXM when it is plain: no view of other fields, of eight bytes at most, and compared whole. Else zero,
    /// which is the head of none.
    var head: UInt32 = 0
    /// Position in the registry; `WireField.none` when the code is no field's.
    let index: UInt8
    let byteCount: UInt8
    /// Bits that a value may have.
    let bits: UInt8
    /// The greatest value of a plain field.
    private let greatest: UInt64

    init(index: UInt8, byteCount: UInt8, bits: UInt8) {
        self.index = index
        self.byteCount = byteCount
        self.bits = bits
        greatest = ~0 >> (64 - UInt64(min(bits, 64)))
    }

    static let none = WireField(index: 0xff, byteCount: 0, bits: 0)

    var isKnown: Bool { index != 0xff }
    var field: Field { Field(index: index) }

    /// The value of a plain field in the first bytes of `word`; nil when it is too great.
    @inline(__always)
    func value(first word: UInt64) -> UInt64? {
        let value = word &>> (64 &- 8 &* UInt64(byteCount))
        return value <= greatest ? value : nil
    }

    /// Whether some bits of its bytes are always zero.
    var isNarrow: Bool { Int(bits) != Int(byteCount) * 8 }
}

/// From what stands on the wire to the registry.
extension FieldRegistry {
    /// The classes that have fields here, class 0xffff once for each experimenter; each has 128 places in the table.
    private static let classes: [(classID: UInt16, experimenter: UInt32)] = [
        (0x0000, 0), (0x0001, 0), (0x8000, 0), (0x8001, 0), (0x1000, 0), (0xffff, Experimenter.onf),
        (0xffff, Experimenter.nicira), (0xffff, Experimenter.nsh),
    ]

    /// Codes that Open vSwitch reads but does not write.
    private static let aliases: [(FieldCode, Field)] = [(.nicira(0), .dpHash)]

    /// One table for all, so that a field costs one look. Who looks often takes it once: getting it is not free.
    /// Tunnel metadata is not in it: its length is not the field's.
    static let wire: [WireField] = {
        var result = [WireField](repeating: .none, count: classes.count * 128)
        for (index, entry) in entries.enumerated() where entry.bits != 0 {
            let layout = layouts[index]
            var found = WireField(index: UInt8(index), byteCount: layout.byteCount, bits: layout.bits)
            for code in [entry.code, entry.legacy, entry.nicira] {
                let isPlain = layout.byteCount <= 8 && !found.field.isView
                found.head = isPlain ? code.header | UInt32(layout.byteCount) : 0
                result[place(of: code)] = found
            }
        }
        for (code, field) in aliases { result[place(of: code)] = field.wire }
        return result
    }()

    private static func place(of code: FieldCode) -> Int {
        guard let row = classes.firstIndex(where: { $0 == (code.classID, code.experimenter) }) else {
            preconditionFailure("the fields' classes are listed here, not \(code)")
        }
        return row << 7 | Int(code.number)
    }

    /// The field of an OXM header of any class but the experimenters'.
    static func wireField(header: UInt32) -> WireField { wire.field(header: header) }

    /// The field of a code, whichever version or extension wrote it. `byteCount` is that of its value, which says the length
    /// of tunnel metadata.
    static func field(classID: UInt16, number: UInt8, experimenter: UInt32, byteCount: Int) -> Field? {
        if classID == 1, (40...103).contains(number) {
            return (1...124).contains(byteCount)
                ? .tunnelMetadata(Int(number) - 40, byteCount: byteCount) : nil
        }
        guard let row = classes.firstIndex(where: { $0 == (classID, experimenter) }) else { return nil }
        let found = wire[row << 7 | Int(number & 0x7f)]
        return found.isKnown ? found.field : nil
    }
}

extension [WireField] {
    /// The field of an OXM header of any class but the experimenters', in `FieldRegistry.wire`.
    func field(header: UInt32) -> WireField {
        let row: Int
        switch header >> 16 {
        case 0x0000: row = 0
        case 0x0001: row = 1
        case 0x8000: row = 2
        case 0x8001: row = 3
        case 0x1000: row = 4
        default: return .none
        }
        return self[row << 7 | Int(header >> 9 & 0x7f)]
    }

    /// The field whose `head` an OXM header is, if there is one; else any other, or none. So that costs one look and one
    /// comparison. The first four classes differ in their highest and lowest bits, which make the row.
    @inline(__always)
    func field(head header: UInt32) -> WireField {
        self[Int(header >> 23 & 0x100 | header >> 9 & 0xff)]
    }
}
