public import OpenFlow

/// A value for every field of the registry: what a packet, with its metadata, shows to a match.
///
/// Tunnel metadata has no place here, as its length is each switch's own: to ask for it traps.
///
/// The 64- and 128-bit registers are views of the 32-bit ones, as in Open vSwitch.
public struct FieldValues: Hashable, Sendable {
    private var values = [UInt128](repeating: 0, count: FieldValues.count)

    /// One more than the highest position in the registry.
    private static let count = Int(Field.metadata.index) + 1

    public init() {}

    public subscript(field: Field) -> UInt128 {
        get {
            guard let parts = Self.wideRegisters[Int(field.index)] else { return values[Int(field.index)] }
            return (0..<parts.count).reduce(0) { $0 << 32 | values[Int(Field.register(parts.first + $1).index)] }
        }
        set {
            guard let parts = Self.wideRegisters[Int(field.index)] else {
                values[Int(field.index)] = newValue
                return
            }
            for part in 0..<parts.count {
                let shift = UInt128(32 * (parts.count - 1 - part))
                values[Int(Field.register(parts.first + part).index)] = newValue >> shift & 0xffff_ffff
            }
        }
    }

    /// The value at a position of the registry that is no wide register.
    @inline(__always)
    func value(at index: Int) -> UInt128 { values[index] }

    public subscript(part: SubField) -> UInt128 {
        get { self[part.field] >> UInt128(part.offset) & part.ones }
        set {
            let mask = part.ones << UInt128(part.offset)
            self[part.field] = self[part.field] & ~mask | newValue << UInt128(part.offset) & mask
        }
    }

    private static let wideRegisters: [(first: Int, count: Int)?] = {
        var result = [(first: Int, count: Int)?](repeating: nil, count: count)
        for number in 0..<8 { result[Int(Field.xregister(number).index)] = (number * 2, 2) }
        for number in 0..<4 { result[Int(Field.xxregister(number).index)] = (number * 4, 4) }
        return result
    }()
}

extension SubField {
    /// As many ones as the part has bits.
    var ones: UInt128 { ~0 >> UInt128(128 - bits) }
}
