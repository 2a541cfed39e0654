public import NetworkTypes
import Wire

/// What a switch is: OFPT_FEATURES_REPLY (section 7.3.1).
public struct Features: Hashable, Sendable {
    public var datapathID: DatapathID
    /// Packets the switch can hold; Open vSwitch holds none.
    public var bufferCount: UInt32
    public var tableCount: UInt8
    /// Zero on the main connection.
    public var auxiliaryID: UInt8
    /// OFPC_* bits.
    public var capabilities: UInt32
    public var reserved: UInt32 = 0

    public init(
        datapathID: DatapathID, bufferCount: UInt32 = 0, tableCount: UInt8, auxiliaryID: UInt8 = 0,
        capabilities: UInt32 = 0
    ) {
        self.datapathID = datapathID
        self.bufferCount = bufferCount
        self.tableCount = tableCount
        self.auxiliaryID = auxiliaryID
        self.capabilities = capabilities
    }

    init(from reader: inout ByteReader) throws(WireError) {
        datapathID = DatapathID(try reader.read())
        bufferCount = try reader.read()
        tableCount = try reader.read()
        auxiliaryID = try reader.read()
        try reader.skip(2)
        capabilities = try reader.read()
        reserved = try reader.read()
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(datapathID.rawValue)
        writer.write(bufferCount)
        writer.write(tableCount)
        writer.write(auxiliaryID)
        writer.writeZeros(2)
        writer.write(capabilities)
        writer.write(reserved)
    }
}
