/// One entry of the registry of match fields: what a packet, or its pipeline metadata, can be asked for and told.
///
/// The order of fields is the canonical order of a match: the order in which Open vSwitch 3.1 writes them in
/// OpenFlow 1.5 flow descriptions, where prerequisites stand before what depends on them.
@frozen
public struct Field: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Position in the registry and in the canonical order.
    public let index: UInt8

    init(index: UInt8) { self.index = index }

    var entry: FieldEntry { FieldRegistry.entries[Int(index)] }
    var layout: FieldLayout { FieldRegistry.layouts[Int(index)] }

    /// The name ovs-ofctl prints and reads, `eth_src` for example.
    public var name: String { entry.name }
    /// Width in bits: 1…128.
    public var bits: Int { Int(layout.bits) }
    /// Whether a match may compare a part of the bits.
    public var isMaskable: Bool { layout.isMaskable }
    /// What must stand in a match before this field may (OpenFlow 1.5.1 section 7.2.3.6), outermost first.
    public var prerequisites: [Prerequisite] { entry.prerequisite.chain }

    /// Width on the wire, in bytes.
    var byteCount: Int { Int(layout.byteCount) }
    /// What decoding needs to know of it.
    var wire: WireField { WireField(index: index, byteCount: layout.byteCount, bits: layout.bits) }
    /// A mask that compares every bit.
    public var fullMask: UInt128 { ~0 >> UInt128(128 - bits) }

    public static func < (left: Self, right: Self) -> Bool { left.index < right.index }
    public var description: String { name }
}
