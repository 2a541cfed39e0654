public import NetworkTypes
public import Wire

/// A neighbour solicitation or advertisement (RFC 4861 sections 4.3 and 4.4), from its ICMPv6 header on.
public struct NeighbourMessage: Hashable, Sendable {
    public enum Kind: UInt8, Hashable, Sendable {
        case solicitation = 135
        case advertisement = 136

        /// The option that tells the sender's own MAC: source (1) or target (2) link-layer address.
        var ownOption: UInt8 { self == .solicitation ? 1 : 2 }
    }

    public let kind: Kind
    public let target: IPv6Address
    /// The source link-layer address of a solicitation, the target's of an advertisement.
    public let linkLayerAddress: MACAddress?

    public init(from reader: inout ByteReader) throws(WireError) {
        let type: UInt8 = try reader.read()
        guard let kind = Kind(rawValue: type) else {
            throw WireError(.invalid("ICMPv6 type \(type) is no neighbour discovery"), at: reader.offset - 1)
        }
        self.kind = kind
        let code: UInt8 = try reader.read()
        guard code == 0 else { throw WireError(.invalid("ICMPv6 code \(code)"), at: reader.offset - 1) }
        // Checksum; reserved bits or flags.
        try reader.skip(6)
        target = try reader.readIPv6()
        linkLayerAddress = try Self.option(kind.ownOption, in: &reader)
    }

    /// The options as far as they are there: a packet may be cut, and may end in padding.
    private static func option(_ wanted: UInt8, in reader: inout ByteReader) throws(WireError) -> MACAddress? {
        while reader.remaining >= 8 {
            let type: UInt8 = try reader.peek()
            let length = Int(try reader.peek(ahead: 1, as: UInt8.self)) * 8
            guard length > 0 else {
                throw WireError(.invalid("option of no length"), at: reader.offset + 1)
            }
            guard reader.remaining >= length else { return nil }
            var option = try reader.slice(length)
            guard type == wanted, length == 8 else { continue }
            try option.skip(2)
            return try option.readMAC()
        }
        return nil
    }
}
