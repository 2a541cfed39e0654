import NetworkTypes
import OpenFlow
import Pipeline

/// What passes whatever rules say, and without being tracked (INTERFACE.md 1.3), where it is the same for all networks: neighbour
/// discovery, and DHCP as it begins. ARP is no matter of rules at all.
///
/// Priority 200 in the stages that lead to connection tracking. What comes in fragments is none of it.
struct ImplicitRows {
    private let side: PolicySide
    private let cookie: Cookie

    init(_ side: PolicySide, _ cookie: Cookie) {
        self.side = side
        self.cookie = cookie
    }

    var flows: [EncodedFlow] { discovery + [side == .egress ? toAllServers : fromLinkLocalServer].flatMap { $0 } }

    private var row: FlowBuilder { FlowBuilder(side.stages.connect, priority: 200, cookie: cookie) }

    /// Solicitations and advertisements, of routers and of neighbours (RFC 4861 section 4).
    private var discovery: [EncodedFlow] {
        (133...136).map { type in
            row.matchingICMPv6().matchingWhole().matching(.icmpv6Type, type).going(to: side.stages.after)
        }
    }

    /// To 255.255.255.255 (RFC 2131 section 4.1), or All_DHCP_Relay_Agents_and_Servers (RFC 8415 section 7.1).
    private var toAllServers: [EncodedFlow] {
        [
            row.matching(dhcpOver: EtherType.ipv4, side).matching(.ipv4Destination, UInt32.max)
                .going(to: side.stages.after),
            row.matching(dhcpOver: EtherType.ipv6, side).matching(.ipv6Destination, UInt128(0xff02) << 112 | 0x1_0002)
                .going(to: side.stages.after),
        ]
    }

    /// DHCPv6 servers answer from a link-local address.
    private var fromLinkLocalServer: [EncodedFlow] {
        [
            row.matching(dhcpOver: EtherType.ipv6, side)
                .matching(.ipv6Source, UInt128(0xfe80) << 112, mask: UInt128(0xffc0) << 112)
                .going(to: side.stages.after)
        ]
    }
}

extension FlowBuilder {
    /// A client's message to a server where the NIC sends, a server's to a client where it receives (RFC 2131 section 4.1, RFC
    /// 8415 section 7).
    consuming func matching(dhcpOver family: UInt16, _ side: PolicySide) -> Self {
        let (client, server): (UInt16, UInt16) = family == EtherType.ipv4 ? (68, 67) : (546, 547)
        return matching(udpOver: family).matchingWhole()
            .matching(.udpSource, side == .egress ? client : server)
            .matching(.udpDestination, side == .egress ? server : client)
    }
}
