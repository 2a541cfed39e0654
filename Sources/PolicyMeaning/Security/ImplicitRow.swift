import NetworkTypes
import Policy

/// What passes whatever rules say: without it a NIC would not come up (INTERFACE.md 1.3).
public enum ImplicitRow: String, Hashable, Sendable {
    case arp
    case neighbourDiscovery = "neighbour discovery"
    case dhcp
    /// To the subnet's own resolver.
    case dns

    /// The row that a packet falls under, if any.
    /// - Parameters:
    ///   - direction: seen from the NIC.
    ///   - gateways: those of the subnets of the NIC's network.
    init?(_ packet: FirstPacket, _ direction: Direction, gateways: [IPAddress]) {
        guard case .ip(let tuple) = packet else {
            self = .arp
            return
        }
        // The switch sees no ports in fragments, and neighbour discovery has none (RFC 6980).
        guard !tuple.isFragmented else { return nil }
        switch tuple.transport {
        // RFC 4861 section 4: solicitations and advertisements, of routers and of neighbours.
        case .icmp(type: 133...136) where !tuple.source.isV4: self = .neighbourDiscovery
        case .udp(let from, let to) where Self.isDHCP(tuple, from, to, direction, Self.identities(gateways)):
            self = .dhcp
        case .udp(_, to: 53) where direction == .egress, .tcp(_, to: 53) where direction == .egress:
            guard Self.identities(gateways).contains(tuple.destination) else { return nil }
            self = .dns
        default: return nil
        }
    }

    /// The addresses that DHCP and DNS are served from.
    private static func identities(_ gateways: [IPAddress]) -> [IPAddress] {
        gateways.contains(where: \.isV4) ? gateways : gateways + [.v4(IPv4Address(rawValue: 0xa9fe_0001))]
    }

    /// A client's message to the service, or the service's to a client (RFC 2131 section 4.1, RFC 8415 section 7).
    private static func isDHCP(
        _ tuple: FirstPacket.Tuple, _ from: UInt16, _ to: UInt16, _ direction: Direction, _ identities: [IPAddress]
    ) -> Bool {
        let (client, server): (UInt16, UInt16) = tuple.source.isV4 ? (68, 67) : (546, 547)
        switch direction {
        case .egress:
            guard from == client, to == server else { return false }
            return identities.contains(tuple.destination) || tuple.destination.isAllServers
        case .ingress:
            guard from == server, to == client else { return false }
            return identities.contains(tuple.source) || tuple.source.isLinkLocal6
        }
    }
}

extension IPAddress {
    /// 255.255.255.255, or All_DHCP_Relay_Agents_and_Servers.
    fileprivate var isAllServers: Bool {
        switch self {
        case .v4(let address): address.rawValue == .max
        case .v6(let address): address.rawValue == 0xff02 << 112 | 0x1_0002
        }
    }

    fileprivate var isLinkLocal6: Bool { if case .v6(let address) = self { address.isLinkLocal } else { false } }
}
