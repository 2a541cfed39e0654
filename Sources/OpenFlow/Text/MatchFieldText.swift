/// Where and how a match writes each field, which is not how set_field does.
struct MatchFieldText: Sendable {
    /// Place in the text; zero: not by itself.
    let rank: UInt8
    /// The name with an equals sign.
    let head: [UInt8]

    /// By the fields' positions in the registry.
    static let table: [MatchFieldText] = {
        var result = FieldRegistry.entries.map { MatchFieldText(rank: 0, head: Array("\($0.name)=".utf8)) }
        for (rank, field) in order.enumerated() {
            let name = names[field] ?? field.name
            result[Int(field.index)] = MatchFieldText(rank: UInt8(rank + 1), head: Array("\(name)=".utf8))
        }
        return result
    }()

    /// The EtherType stands behind this where there is no word for it.
    static let lastAddress = rank(of: .ethernetDestination)
    /// Tunnel metadata stands behind this.
    static let lastTunnelField = rank(of: .tunnelFlags)

    private static func rank(of field: Field) -> UInt8 {
        UInt8((order.firstIndex(of: field) ?? 0) + 1)
    }

    private static let order: [Field] = pipeline + (0...15).map(Field.register) + tunnel + link + network + transport

    private static let pipeline: [Field] = [
        .packetMark, .recirculationID, .dpHash, .conjunctionID, .actionSetOutput, .ctState, .ctZone, .ctMark, .ctLabel,
        .ctIPv4Source, .ctIPv6Source, .ctIPv4Destination, .ctIPv6Destination, .ctProtocol, .ctTransportSource,
        .ctTransportDestination, .packetType, .etherType,
    ]

    private static let tunnel: [Field] = [
        .tunnelID, .tunnelIPv4Source, .tunnelIPv4Destination, .tunnelIPv6Source, .tunnelIPv6Destination, .tunnelGBPID,
        .tunnelGBPFlags, .tunnelERSPANVersion, .tunnelERSPANIndex, .tunnelERSPANDirection, .tunnelERSPANHardwareID,
        .tunnelGTPUFlags, .tunnelGTPUMessageType, .tunnelFlags,
    ]

    private static let link: [Field] = [
        .metadata, .inPort, .inPort16, .inPhysicalPort, .vlanTCI, .vlanVID, .vlanPCP, .ethernetSource,
        .ethernetDestination,
    ]

    private static let network: [Field] = [
        .ipv4Source, .ipv4Destination, .ipv6Source, .ipv6Destination, .ipv6FlowLabel, .arpSenderIPv4, .arpTargetIPv4,
        .nshFlags, .nshTTL, .nshMetadataType, .nshNextProtocol, .nshServicePath, .nshServiceIndex, .nshContext(1),
        .nshContext(2), .nshContext(3), .nshContext(4), .ipProtocol, .arpOperation, .arpSenderMAC, .arpTargetMAC,
        .ipDSCP, .ipTOS, .ipECN, .ipTTL, .mplsLabel, .mplsTC, .mplsTTL, .mplsBottomOfStack, .ipFragment,
    ]

    private static let transport: [Field] = [
        .icmpv4Type, .icmpv4Code, .icmpv6Type, .icmpv6Code, .ndTarget, .ndSourceLinkLayer, .ndTargetLinkLayer,
        .ndReserved, .ndOptionsType, .tcpSource, .tcpDestination, .udpSource, .udpDestination, .sctpSource,
        .sctpDestination, .tcpFlags, .ipv6ExtensionHeader, .pbbISID, .pbbUCA,
    ]

    /// Where a match calls a field otherwise than set_field does.
    private static let names: [Field: String] = [
        .ethernetSource: "dl_src", .ethernetDestination: "dl_dst", .ipv4Source: "nw_src", .ipv4Destination: "nw_dst",
        .ipFragment: "nw_frag", .tcpSource: "tp_src", .tcpDestination: "tp_dst", .udpSource: "tp_src",
        .udpDestination: "tp_dst", .sctpSource: "tp_src", .sctpDestination: "tp_dst", .icmpv6Type: "icmp_type",
        .icmpv6Code: "icmp_code", .ipDSCP: "nw_tos", .tunnelGTPUFlags: "gtpu_flags",
        .tunnelGTPUMessageType: "gtpu_msgtype",
    ]
}
