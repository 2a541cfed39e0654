/// What decoding needs to know of a field, in one word.
struct WireField: Sendable {
    /// Position in the registry; `WireField.none` when the code is no field's.
    let index: UInt8
    let byteCount: UInt8
    /// Bits that a value may have.
    let bits: UInt8
    /// Whether it is a view of several 32-bit registers, which are kept instead.
    let isRegisterView: Bool

    init(index: UInt8, byteCount: UInt8, bits: UInt8) {
        self.index = index
        self.byteCount = byteCount
        self.bits = bits
        isRegisterView = Field(index: index).registerParts != nil
    }

    static let none = WireField(index: 0xff, byteCount: 0, bits: 0)

    var isKnown: Bool { index != 0xff }
    var field: Field { Field(index: index) }
    /// Whether some bits of its bytes are always zero.
    var isNarrow: Bool { Int(bits) != Int(byteCount) * 8 }
}

/// From what stands on the wire to the registry.
extension FieldRegistry {
    /// The classes that have fields here; each has 128 places in the table.
    private static let classes: [UInt16] = [0x8000, 0x0001, 0x0000, 0x8001, 0x1000, 0xffff]

    /// One table for all, so that a field costs one look. Who looks often takes it once: getting it is not free.
    static let wire: [WireField] = {
        var result = [WireField](repeating: .none, count: classes.count * 128)
        for (index, entry) in entries.enumerated() {
            let layout = layouts[index]
            let found = WireField(index: UInt8(index), byteCount: layout.byteCount, bits: layout.bits)
            for code in [entry.code, entry.legacy, entry.nicira] {
                guard let place = classes.firstIndex(of: code.classID) else { continue }
                result[place * 128 + Int(code.number)] = found
            }
        }
        return result
    }()

    /// The field of an OXM header of any class but the experimenters'.
    static func wireField(header: UInt32) -> WireField { wire.field(header: header) }

    /// The field of a code, whichever version or extension wrote it.
    static func field(classID: UInt16, number: UInt8, experimenter: UInt32) -> Field? {
        let found: WireField
        if classID == 0xffff {
            guard experimenter == Experimenter.onf else { return nil }
            found = wire[5 << 7 | Int(number & 0x7f)]
        } else {
            found = wireField(header: UInt32(classID) << 16 | UInt32(number & 0x7f) << 9)
        }
        return found.isKnown ? found.field : nil
    }
}

extension [WireField] {
    /// The field of an OXM header of any class but the experimenters', in `FieldRegistry.wire`.
    func field(header: UInt32) -> WireField {
        let row: Int
        switch header >> 16 {
        case 0x8000: row = 0
        case 0x0001: row = 1
        case 0x0000: row = 2
        case 0x8001: row = 3
        case 0x1000: row = 4
        default: return .none
        }
        return self[row << 7 | Int(header >> 9 & 0x7f)]
    }
}
