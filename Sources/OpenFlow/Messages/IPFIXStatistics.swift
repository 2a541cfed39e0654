import Wire

/// What Open vSwitch counted of the records it exports: NXST_IPFIX_BRIDGE and NXST_IPFIX_FLOW of `nicira-ext.h`.
public struct IPFIXStatistics: Hashable, Sendable {
    public var totalFlows: UInt64 = 0
    public var currentFlows: UInt64 = 0
    public var packets: UInt64 = 0
    public var ipv4Packets: UInt64 = 0
    public var ipv6Packets: UInt64 = 0
    public var errorPackets: UInt64 = 0
    public var ipv4ErrorPackets: UInt64 = 0
    public var ipv6ErrorPackets: UInt64 = 0
    public var transmittedPackets: UInt64 = 0
    public var transmitErrors: UInt64 = 0
    /// Of the flow's sample action; nothing for a bridge.
    public var collectorSet: UInt32 = 0

    public init() {}

    init(from reader: inout ByteReader) throws(WireError) {
        totalFlows = try reader.read()
        currentFlows = try reader.read()
        packets = try reader.read()
        ipv4Packets = try reader.read()
        ipv6Packets = try reader.read()
        errorPackets = try reader.read()
        ipv4ErrorPackets = try reader.read()
        ipv6ErrorPackets = try reader.read()
        transmittedPackets = try reader.read()
        transmitErrors = try reader.read()
        collectorSet = try reader.read()
        try reader.skip(4)
    }

    func encode(into writer: inout ByteWriter) {
        for counter in [
            totalFlows, currentFlows, packets, ipv4Packets, ipv6Packets, errorPackets, ipv4ErrorPackets,
            ipv6ErrorPackets, transmittedPackets, transmitErrors,
        ] { writer.write(counter) }
        writer.write(collectorSet)
        writer.writeZeros(4)
    }
}
