/// A field with the value it must have, or, in an action, the value it is given.
///
/// The form is normal: bits outside the mask are zero in the value, and a mask of every bit is no mask.
public struct MatchField: Hashable, Sendable {
    public let field: Field
    private let isMasked: Bool
    // By halves: so a field takes 40 bytes instead of 64, and lists of them need no alignment of their own.
    private let valueHigh: UInt64
    private let valueLow: UInt64
    private let maskHigh: UInt64
    private let maskLow: UInt64

    public var value: UInt128 { UInt128(valueHigh) << 64 | UInt128(valueLow) }
    /// Bits that count; nil when all do. Zero means that nothing is compared: `Match` drops such fields.
    public var mask: UInt128? { isMasked ? UInt128(maskHigh) << 64 | UInt128(maskLow) : nil }
    /// Whether all bits count.
    var isWhole: Bool { !isMasked }
    /// The low 64 bits of the value, which are all of a field of eight bytes at most.
    var low: UInt64 { valueLow }
    /// The low 64 bits of the mask; nil when all bits count.
    var lowMask: UInt64? { isMasked ? maskLow : nil }
    /// Whether something is compared.
    var comparesBits: Bool { !isMasked || maskLow | maskHigh != 0 }

    /// Traps when the value or the mask is wider than the field, or when a field that cannot be masked gets a part mask.
    public init(_ field: Field, _ value: UInt128, mask: UInt128? = nil) {
        let bits = Int(field.layout.bits)
        precondition(
            128 - value.leadingZeroBitCount <= bits, "the value of \(field.name) has at most \(field.bits) bits")
        guard let mask else {
            self.init(whole: field, value)
            return
        }
        let full = field.fullMask
        guard mask != full else {
            self.init(whole: field, value)
            return
        }
        precondition(mask & ~full == 0, "the mask of \(field.name) has at most \(field.bits) bits")
        precondition(mask == 0 || field.isMaskable, "\(field.name) is compared whole or not at all")
        self.init(unchecked: field, value, mask: mask)
    }

    @inlinable
    public init(_ field: Field, _ value: some BinaryInteger, mask: UInt128? = nil) {
        self.init(field, UInt128(value), mask: mask)
    }

    /// For values that are known to fit. Set-field actions may mask fields that a match cannot.
    init(unchecked field: Field, _ value: UInt128, mask: UInt128?) {
        self.field = field
        let masked = mask.flatMap { $0 == field.fullMask ? nil : $0 }
        let value = value & (masked ?? ~0)
        isMasked = masked != nil
        valueHigh = UInt64(truncatingIfNeeded: value >> 64)
        valueLow = UInt64(truncatingIfNeeded: value)
        maskHigh = UInt64(truncatingIfNeeded: (masked ?? 0) >> 64)
        maskLow = UInt64(truncatingIfNeeded: masked ?? 0)
    }

    /// For a value of 64 bits that is known to fit, compared whole.
    @inline(__always)
    init(whole field: Field, low value: UInt64) {
        self.field = field
        isMasked = false
        valueHigh = 0
        valueLow = value
        maskHigh = 0
        maskLow = 0
    }

    /// For a value that is known to fit, compared whole.
    init(whole field: Field, _ value: UInt128) {
        self.field = field
        isMasked = false
        valueHigh = UInt64(truncatingIfNeeded: value >> 64)
        valueLow = UInt64(truncatingIfNeeded: value)
        maskHigh = 0
        maskLow = 0
    }
}
