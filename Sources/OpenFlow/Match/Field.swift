/// One entry of the registry of match fields: what a packet, or its pipeline metadata, can be asked for and told.
///
/// The order of fields is the canonical order of a match: the order in which Open vSwitch 3.1 writes them in
/// OpenFlow 1.5 flow descriptions, where prerequisites stand before what depends on them.
@frozen
public struct Field: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Position in the registry and in the canonical order.
    public let index: UInt8
    /// Bytes of tunnel metadata, which each switch maps to an option of a length of its own; zero for other fields.
    let metadataByteCount: UInt8

    init(index: UInt8, metadataByteCount: UInt8 = 0) {
        self.index = index
        self.metadataByteCount = metadataByteCount
    }

    var entry: FieldEntry { FieldRegistry.entries[Int(index)] }
    var layout: FieldLayout { FieldRegistry.layouts[Int(index)] }

    /// The name ovs-ofctl prints and reads, `eth_src` for example.
    public var name: String { entry.name }
    /// Width in bits: 1…128, for tunnel metadata 8…992.
    public var bits: Int { metadataByteCount == 0 ? Int(layout.bits) : Int(metadataByteCount) * 8 }
    /// Bits that actions may name one by one: all but OFPVID_PRESENT of a VLAN identifier (OFPBAC_BAD_SET_LEN).
    public var partBits: Int { self == .vlanVID ? 12 : bits }
    /// Whether a match may compare a part of the bits.
    public var isMaskable: Bool { layout.isMaskable }
    /// Whether actions may write it.
    public var isWritable: Bool { entry.access == .readWrite }
    /// What must stand in a match before this field may (OpenFlow 1.5.1 section 7.2.3.6), outermost first.
    public var prerequisites: [Prerequisite] { entry.prerequisite.chain }

    /// Whether the head of its OXM has eight bytes, for which some actions have no room.
    var isOfExperimenter: Bool { layout.nicira.classID == 0xffff }
    /// Width on the wire, in bytes.
    var byteCount: Int { metadataByteCount == 0 ? Int(layout.byteCount) : Int(metadataByteCount) }
    /// What decoding needs to know of it.
    var wire: WireField { WireField(index: index, byteCount: layout.byteCount, bits: layout.bits) }
    /// A mask that compares every bit. Traps for tunnel metadata, which may be wider.
    public var fullMask: UInt128 { ~0 >> UInt128(128 - Int(layout.bits)) }

    public static func < (left: Self, right: Self) -> Bool { left.index < right.index }
    public var description: String { name }
}
