import OpenFlow

/// Where a field that actions may write stands in a frame.
struct HeaderField {
    enum Place {
        /// Bytes from the start of the network header.
        case network(Int)
        /// Bytes from the start of the transport header.
        case transport(Int)
        case sourceLinkLayer, targetLinkLayer, optionType
        /// Bits of the first four bytes of an IPv4 or IPv6 header.
        case trafficClass, flowLabel
        /// Byte 8 of IPv4, byte 7 of IPv6.
        case hopLimit
    }

    let field: Field
    let place: Place
    let byteCount: Int

    init(_ field: Field, _ place: Place, _ byteCount: Int) {
        self.field = field
        self.place = place
        self.byteCount = byteCount
    }

    static let all: [HeaderField] = [
        .init(.ipv4Source, .network(12), 4), .init(.ipv4Destination, .network(16), 4),
        .init(.ipv6Source, .network(8), 16), .init(.ipv6Destination, .network(24), 16),
        .init(.ipDSCP, .trafficClass, 1), .init(.ipECN, .trafficClass, 1), .init(.ipTTL, .hopLimit, 1),
        .init(.ipv6FlowLabel, .flowLabel, 3),
        .init(.tcpSource, .transport(0), 2), .init(.tcpDestination, .transport(2), 2),
        .init(.udpSource, .transport(0), 2), .init(.udpDestination, .transport(2), 2),
        .init(.sctpSource, .transport(0), 2), .init(.sctpDestination, .transport(2), 2),
        .init(.icmpv4Type, .transport(0), 1), .init(.icmpv4Code, .transport(1), 1),
        .init(.icmpv6Type, .transport(0), 1), .init(.icmpv6Code, .transport(1), 1),
        .init(.ndReserved, .transport(4), 4), .init(.ndTarget, .transport(8), 16),
        .init(.ndOptionsType, .optionType, 1), .init(.ndSourceLinkLayer, .sourceLinkLayer, 6),
        .init(.ndTargetLinkLayer, .targetLinkLayer, 6),
        .init(.arpOperation, .network(6), 2), .init(.arpSenderMAC, .network(8), 6),
        .init(.arpSenderIPv4, .network(14), 4), .init(.arpTargetMAC, .network(18), 6),
        .init(.arpTargetIPv4, .network(24), 4),
    ]
}
