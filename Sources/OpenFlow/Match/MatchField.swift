/// A field with the value it must have, or, in an action, the value it is given.
///
/// The form is normal: bits outside the mask are zero in the value, and a mask of every bit is no mask.
public struct MatchField: Hashable, Sendable {
    public let field: Field
    public let value: UInt128
    /// Bits that count; nil when all do. Zero means that nothing is compared: `Match` drops such fields.
    public let mask: UInt128?

    /// Traps when the value or the mask is wider than the field, or when a field that cannot be masked gets a part mask.
    public init(_ field: Field, _ value: UInt128, mask: UInt128? = nil) {
        let full = field.fullMask
        precondition(value & ~full == 0, "the value of \(field.name) has at most \(field.bits) bits")
        precondition((mask ?? 0) & ~full == 0, "the mask of \(field.name) has at most \(field.bits) bits")
        self.init(unchecked: field, value, mask: mask)
        precondition(
            self.mask == nil || self.mask == 0 || field.isMaskable, "\(field.name) is compared whole or not at all")
    }

    public init(_ field: Field, _ value: some BinaryInteger, mask: UInt128? = nil) {
        self.init(field, UInt128(value), mask: mask)
    }

    /// For values that are known to fit. Set-field actions may mask fields that a match cannot.
    init(unchecked field: Field, _ value: UInt128, mask: UInt128?) {
        self.field = field
        if let mask, mask != field.fullMask {
            self.value = value & mask
            self.mask = mask
        } else {
            self.value = value
            self.mask = nil
        }
    }
}
