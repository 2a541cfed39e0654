import Wire

/// Registers in OpenFlow 1.5, as Open vSwitch writes them: two of 32 bits in one packet register of 64, the even one in the high half.
struct RegisterPair {
    let number: UInt8
    let value: UInt64
    let mask: UInt64

    private init(number: UInt8, value: UInt64, mask: UInt64) {
        self.number = number
        self.value = value
        self.mask = mask
    }

    /// Of one register.
    init(_ field: MatchField) {
        let number = field.field.index - Field.firstRegister.index
        let shift: UInt64 = number % 2 == 0 ? 32 : 0
        self.init(
            number: number / 2, value: field.low << shift, mask: (field.lowMask ?? 0xffff_ffff) << shift)
    }

    /// From an OXM that was written.
    init(written oxm: ArraySlice<UInt8>) {
        let header = oxm.load(at: 0, as: UInt32.self)
        self.init(
            number: UInt8(truncatingIfNeeded: header >> 9 & 0x7f), value: oxm.load(at: 4, as: UInt64.self),
            mask: header & 0x100 == 0 ? .max : oxm.load(at: 12, as: UInt64.self))
    }

    /// Both registers of a pair.
    func joined(with other: RegisterPair) -> RegisterPair {
        RegisterPair(number: number, value: value | other.value, mask: mask | other.mask)
    }
}

extension ByteWriter {
    mutating func write(_ pair: RegisterPair) {
        let isWhole = pair.mask == .max
        let header = FieldCode.packetRegister(pair.number).header | (isWhole ? 8 : 0x110)
        if isWhole {
            write(head: header, low: pair.value, byteCount: 8)
        } else {
            write(header)
            write(words: [pair.value, pair.mask])
        }
    }
}

extension Field {
    var isRegister: Bool { index &- Self.firstRegister.index <= Self.lastRegister.index &- Self.firstRegister.index }
}
