import Wire

/// What a table can do, or shall be able to: an entry of OFPMP_TABLE_FEATURES (section 7.3.5.18).
public struct TableFeatures: Hashable, Sendable {
    public var table: UInt8
    /// OFPTFC_*: 0 replace, 1 modify, 2 enable, 3 disable. 1.5 only.
    public var command: UInt8 = 0
    /// OFPTFF_* bits. 1.5 only.
    public var features: UInt32 = 0
    /// At most 31 bytes.
    public var name: String
    /// Bits of the metadata that the table can match and write.
    public var metadataMatch: UInt64 = 0
    public var metadataWrite: UInt64 = 0
    /// OFPTC_* bits; of no use in 1.3.
    public var capabilities: UInt32 = 0
    public var maximumEntries: UInt32 = 0
    public var properties: [TableFeatureProperty] = []
    /// The 32 bytes of the name as they came, where they are not the text and zeros.
    private var rawName: [UInt8] = []

    public init(table: UInt8, name: String) {
        self.table = table
        self.name = name
    }

    init(from reader: inout ByteReader, version: OpenFlowVersion) throws(WireError) {
        let length = Int(try reader.read(as: UInt16.self))
        guard length >= 64 else {
            throw WireError(.invalid("table features of \(length) bytes"), at: reader.offset - 2)
        }
        var body = try reader.slice(length - 2)
        table = try body.read()
        let command: UInt8 = try body.read()
        let features: UInt32 = try body.read()
        if version == .v1_5 {
            self.command = command
            self.features = features
        }
        let bytes = try body.readBytes(32)
        name = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        if bytes != Self.padded(name) { rawName = bytes }
        metadataMatch = try body.read()
        metadataWrite = try body.read()
        capabilities = try body.read()
        maximumEntries = try body.read()
        properties = try TableFeatureProperty.list(from: &body)
    }

    func encode(into writer: inout ByteWriter, version: OpenFlowVersion) {
        let start = writer.count
        writer.write(UInt16(0))
        writer.write(table)
        writer.write(version == .v1_5 ? command : 0)
        writer.write(version == .v1_5 ? features : 0)
        let kept = String(decoding: rawName.prefix { $0 != 0 }, as: UTF8.self) == name ? rawName : []
        writer.write(bytes: kept.isEmpty ? Self.padded(name) : kept)
        writer.write(metadataMatch)
        writer.write(metadataWrite)
        writer.write(capabilities)
        writer.write(maximumEntries)
        writer.write(properties: properties)
        writer.patchLength(at: start, from: start)
    }

    private static func padded(_ name: String) -> [UInt8] {
        let bytes = Array(name.utf8.prefix(31))
        return bytes + [UInt8](repeating: 0, count: 32 - bytes.count)
    }
}
