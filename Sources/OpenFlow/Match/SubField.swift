/// A run of bits of a field, as move, push, pop and conntrack name them.
public struct SubField: Hashable, Sendable {
    public let field: Field
    /// The lowest bit.
    public let offset: Int
    public let bits: Int

    /// The whole field; of `vlanVID` the identifier alone.
    public init(_ field: Field) {
        self.init(unchecked: field, offset: 0, bits: field.partBits)
    }

    /// The bits of `range`, 0 being the lowest. Traps when they do not lie in the field.
    public init(_ field: Field, _ range: Range<Int>) {
        precondition(
            !range.isEmpty && range.lowerBound >= 0 && range.upperBound <= field.partBits,
            "\(field.name) has the bits 0..<\(field.partBits), found \(range)")
        self.init(unchecked: field, offset: range.lowerBound, bits: range.count)
    }

    init(unchecked field: Field, offset: Int, bits: Int) {
        self.field = field
        self.offset = offset
        self.bits = bits
    }
}
