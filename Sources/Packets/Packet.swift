import NetworkTypes
public import Wire

/// What an Ethernet frame carries, as far as the fabric has to look into it.
public enum Packet: Hashable, Sendable {
    case arp(ARPMessage)
    case ipv4(IPv4Header)
    case ipv6(IPv6Header)
    /// Neighbour discovery right behind the IPv6 header, with the hop limit of 255 that keeps it on the link
    /// (RFC 4861 section 7.1).
    case neighbour(NeighbourMessage, IPv6Header)
    case other(etherType: UInt16)

    public init(from reader: inout ByteReader, etherType: UInt16) throws(WireError) {
        switch etherType {
        case EtherType.arp: self = .arp(try ARPMessage(from: &reader))
        case EtherType.ipv4: self = .ipv4(try IPv4Header(from: &reader))
        case EtherType.ipv6:
            let header = try IPv6Header(from: &reader)
            let isNeighbour = header.nextHeader == 58 && header.hopLimit == 255 && reader.isAtNeighbourMessage
            self =
                isNeighbour
                ? .neighbour(try NeighbourMessage(from: &reader), header) : .ipv6(header)
        default: self = .other(etherType: etherType)
        }
    }
}

/// A frame with what it carries.
public struct Frame: Hashable, Sendable {
    public let ethernet: EthernetHeader
    public let packet: Packet

    /// Throws when the bytes end too early or contradict themselves. What follows the headers is not looked at.
    public init(_ bytes: [UInt8]) throws(WireError) {
        (ethernet, packet) = try ByteReader.read(bytes) { (reader) throws(WireError) in
            let ethernet = try EthernetHeader(from: &reader)
            return (ethernet, try Packet(from: &reader, etherType: ethernet.etherType))
        }
    }
}

extension ByteReader {
    /// Whether the next byte is a type of ICMPv6 that `NeighbourMessage` reads.
    fileprivate var isAtNeighbourMessage: Bool {
        guard let type = try? peek(as: UInt8.self) else { return false }
        return NeighbourMessage.Kind(rawValue: type) != nil
    }
}
