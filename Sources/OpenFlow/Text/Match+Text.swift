import NetworkTypes

extension Match: CustomStringConvertible {
    /// As ovs-ofctl dump-flows writes it, in its order and with its abbreviations: `icmp,in_port=1,nw_dst=10.0.0.1`.
    public var description: String { parts.joined(separator: ",") }

    var parts: [String] {
        var result: [String] = []
        add(Self.beforeProtocol, to: &result)
        let shorthand = shorthand
        if let name = shorthand?.name { result.append(name) }
        add(Self.afterProtocol, to: &result)
        appendVLAN(to: &result)
        add([.ethernetSource, .ethernetDestination], to: &result)
        if shorthand == nil, let type = self[.etherType] {
            result.append("dl_type=\(TextValue.padded(type.value, digits: 4))")
        }
        add(Self.addresses, to: &result)
        if shorthand?.coversProtocol != true, let number = self[.ipProtocol] {
            result.append("nw_proto=\(number.value)")
        }
        add([.arpOperation, .arpSenderMAC, .arpTargetMAC], to: &result)
        if let dscp = self[.ipDSCP] { result.append("nw_tos=\(dscp.value << 2)") }
        add(Self.rest, to: &result)
        if !unknown.isEmpty { result.append("unknown=\(TextValue.dotted(unknown))") }
        return result
    }

    private func add(_ fields: [Field], to result: inout [String]) {
        for field in fields {
            guard let found = self[field] else { continue }
            result.append("\(Self.names[field] ?? field.name)=\(text(of: found))")
        }
    }

    private func text(of field: MatchField) -> String {
        field.field == .ipv6FlowLabel && field.mask == nil
            ? TextValue.padded(field.value, digits: 5) : field.matchText
    }

    /// One word for the EtherType and, where there is one, the protocol.
    private var shorthand: (name: String, coversProtocol: Bool)? {
        guard let type = self[.etherType]?.value else { return nil }
        let number = self[.ipProtocol]?.value
        switch (type, number) {
        case (0x0800, 1): return ("icmp", true)
        case (0x0800, 2): return ("igmp", true)
        case (0x0800, 6): return ("tcp", true)
        case (0x0800, 17): return ("udp", true)
        case (0x0800, 132): return ("sctp", true)
        case (0x0800, _): return ("ip", false)
        case (0x86dd, 58): return ("icmp6", true)
        case (0x86dd, 6): return ("tcp6", true)
        case (0x86dd, 17): return ("udp6", true)
        case (0x86dd, 132): return ("sctp6", true)
        case (0x86dd, _): return ("ipv6", false)
        case (0x0806, _): return ("arp", false)
        case (0x8035, _): return ("rarp", false)
        case (0x8847, _): return ("mpls", false)
        case (0x8848, _): return ("mplsm", false)
        default: return nil
        }
    }

    /// OVS keeps the tag as one 16-bit word and prints it so unless identifier and priority are whole.
    private func appendVLAN(to result: inout [String]) {
        let vid = self[.vlanVID]
        let pcp = self[.vlanPCP]
        guard vid != nil || pcp != nil else { return }
        let vidMask = vid.map { $0.mask ?? 0x1fff } ?? 0
        let vidValue = vid?.value ?? 0
        let hasTag = vidValue & 0x1000 != 0
        if hasTag, vidMask & 0xfff == 0xfff || (vidMask & 0xfff == 0 && pcp != nil) {
            if vidMask & 0xfff != 0 { result.append("dl_vlan=\(vidValue & 0xfff)") }
            if let pcp { result.append("dl_vlan_pcp=\(pcp.value)") }
            return
        }
        let value = vidValue | (pcp?.value ?? 0) << 13
        let mask = vidMask | (pcp == nil ? 0 : 0xe000)
        result.append("vlan_tci=\(TextValue.padded(value, digits: 4))/\(TextValue.padded(mask, digits: 4))")
    }

    private static let beforeProtocol: [Field] = [
        .packetMark, .recirculationID, .dpHash, .conjunctionID, .actionSetOutput, .ctState, .ctZone, .ctMark, .ctLabel,
        .ctIPv4Source, .ctIPv6Source, .ctIPv4Destination, .ctIPv6Destination, .ctProtocol, .ctTransportSource,
        .ctTransportDestination,
    ]

    private static let afterProtocol: [Field] =
        (0...15).map { Field.register($0) } + [
            .tunnelID, .tunnelIPv4Source, .tunnelIPv4Destination, .tunnelIPv6Source, .tunnelIPv6Destination,
            .tunnelGBPID, .tunnelGBPFlags, .tunnelFlags, .metadata, .inPort, .inPhysicalPort,
        ]

    private static let addresses: [Field] = [
        .ipv4Source, .ipv4Destination, .ipv6Source, .ipv6Destination, .ipv6FlowLabel, .arpSenderIPv4, .arpTargetIPv4,
    ]

    private static let rest: [Field] = [
        .ipECN, .ipTTL, .mplsLabel, .mplsTC, .mplsTTL, .mplsBottomOfStack, .ipFragment, .icmpv4Type, .icmpv4Code,
        .icmpv6Type, .icmpv6Code, .ndTarget, .ndSourceLinkLayer, .ndTargetLinkLayer, .ndReserved, .ndOptionsType,
        .tcpSource, .tcpDestination, .udpSource, .udpDestination, .sctpSource, .sctpDestination, .tcpFlags,
        .packetType, .ipv6ExtensionHeader, .pbbISID, .pbbUCA,
    ]

    /// Where a match calls a field otherwise than set_field does.
    private static let names: [Field: String] = [
        .ethernetSource: "dl_src", .ethernetDestination: "dl_dst", .ipv4Source: "nw_src", .ipv4Destination: "nw_dst",
        .ipFragment: "nw_frag", .tcpSource: "tp_src", .tcpDestination: "tp_dst", .udpSource: "tp_src",
        .udpDestination: "tp_dst", .sctpSource: "tp_src", .sctpDestination: "tp_dst", .icmpv6Type: "icmp_type",
        .icmpv6Code: "icmp_code",
    ]
}
