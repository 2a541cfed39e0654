/// An option of Geneve that a match asks for or an action sets, as the TLV table of the switch maps it.
///
/// The form is normal: bits outside the mask are zero in the value, and a mask of every bit is no mask.
public struct TunnelMetadata: Hashable, Sendable {
    /// The number behind `tun_metadata`: 0…63.
    public let number: Int
    /// 1…124 bytes, the highest first. Open vSwitch takes fewer than its table says for the low ones.
    public let value: [UInt8]
    /// Bits that count; nil when all do. All zeros in a match ask whether the option is there, whatever it says.
    public let mask: [UInt8]?

    /// Traps when a number, a length or a mask's length is out of range: the caller chose them.
    public init(_ number: Int, _ value: [UInt8], mask: [UInt8]? = nil) {
        precondition((0...63).contains(number), "tunnel metadata are numbered 0…63, found \(number)")
        precondition((1...124).contains(value.count), "tunnel metadata have 1…124 bytes, found \(value.count)")
        precondition(mask == nil || mask?.count == value.count, "a mask is as long as its value")
        self.number = number
        self.mask = mask.flatMap { bits in bits.allSatisfy { $0 == 0xff } ? nil : bits }
        self.value = self.mask.map { zip(value, $0).map { $0 & $1 } } ?? value
    }

    /// Sets the bits of `part` to a value that fits in them; above the 128th they become zeros.
    init(_ part: SubField, _ value: UInt128) {
        let count = part.field.byteCount
        var bytes = [UInt8](repeating: 0, count: count)
        var mask = bytes
        for bit in 0..<part.bits {
            let place = count - 1 - (part.offset + bit) / 8
            let one: UInt8 = 1 << UInt8((part.offset + bit) % 8)
            mask[place] |= one
            if bit < 128, value >> UInt128(bit) & 1 == 1 { bytes[place] |= one }
        }
        self.init(part.field.metadataNumber ?? 0, bytes, mask: mask)
    }

    /// The field, with the length of the value.
    public var field: Field { .tunnelMetadata(number, byteCount: value.count) }

    /// Whether only its presence is asked for.
    var asksPresence: Bool { mask?.allSatisfy { $0 == 0 } ?? false }
}
