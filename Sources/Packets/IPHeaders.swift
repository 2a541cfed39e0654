public import NetworkTypes
public import Wire

/// An IPv4 header (RFC 791 section 3.1); options are passed over.
public struct IPv4Header: Hashable, Sendable {
    public let source: IPv4Address
    public let destination: IPv4Address
    public let protocolNumber: UInt8

    public init(from reader: inout ByteReader) throws(WireError) {
        let first: UInt8 = try reader.peek()
        let length = Int(first & 0x0f) * 4
        guard first >> 4 == 4, length >= 20 else {
            throw WireError(.invalid("IPv4 header of \(length) bytes, version \(first >> 4)"), at: reader.offset)
        }
        var header = try reader.slice(length)
        try header.skip(9)
        protocolNumber = try header.read()
        try header.skip(2)
        source = IPv4Address(rawValue: try header.read())
        destination = IPv4Address(rawValue: try header.read())
    }
}

/// The fixed header of IPv6 (RFC 8200 section 3).
public struct IPv6Header: Hashable, Sendable {
    public let source: IPv6Address
    public let destination: IPv6Address
    /// What follows: an upper-layer protocol or an extension header.
    public let nextHeader: UInt8
    public let hopLimit: UInt8

    public init(from reader: inout ByteReader) throws(WireError) {
        let first: UInt8 = try reader.peek()
        guard first >> 4 == 6 else {
            throw WireError(.invalid("IPv6 header, version \(first >> 4)"), at: reader.offset)
        }
        try reader.skip(6)
        nextHeader = try reader.read()
        hopLimit = try reader.read()
        source = try reader.readIPv6()
        destination = try reader.readIPv6()
    }
}
