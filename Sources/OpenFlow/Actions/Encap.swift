/// Puts a header in front of the packet: NXAST_ENCAP.
public struct Encap: Hashable, Sendable {
    public enum Property: Hashable, Sendable {
        /// Metadata type of a network service header: 1 or 2.
        case nshMetadataType(UInt8)
        /// A piece of metadata of type 2; at most `maximumMetadataBytes`, or the message cannot be encoded.
        case nshMetadata(class: UInt16, type: UInt8, [UInt8])
    }

    /// What the 8-bit length of a piece of metadata leaves beside its head and its padding.
    public static let maximumMetadataBytes = 240

    public static let ethernet: UInt32 = 0
    public static let nsh: UInt32 = 0x1_894f
    public static let mpls: UInt32 = 0x1_8847
    public static let mplsMulticast: UInt32 = 0x1_8848

    /// Namespace and type of the new outermost header.
    public var packetType: UInt32
    /// Bytes; zero: not said.
    public var headerSize: UInt16
    public var properties: [Property]

    public init(_ packetType: UInt32, headerSize: UInt16 = 0, _ properties: [Property] = []) {
        self.packetType = packetType
        self.headerSize = headerSize
        self.properties = properties
    }
}
