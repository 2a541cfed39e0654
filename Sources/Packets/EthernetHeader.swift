public import NetworkTypes
public import Wire

/// The first 14 bytes of an untagged Ethernet frame (IEEE 802.3 clause 3).
public struct EthernetHeader: Hashable, Sendable {
    public let destination: MACAddress
    public let source: MACAddress
    public let etherType: UInt16

    public init(from reader: inout ByteReader) throws(WireError) {
        destination = try reader.readMAC()
        source = try reader.readMAC()
        etherType = try reader.read()
    }
}

extension ByteReader {
    @_lifetime(self: copy self)
    mutating func readMAC() throws(WireError) -> MACAddress {
        MACAddress(rawValue: UInt64(try readInteger(byteCount: 6)))
    }

    @_lifetime(self: copy self)
    mutating func readIPv6() throws(WireError) -> IPv6Address {
        IPv6Address(rawValue: try readInteger(byteCount: 16))
    }
}
