/// What passes whatever rules say, as without it no NIC would come up (INTERFACE.md 1.3).
struct ImplicitRule {
    let protocols: String
    let peer: String
    let note: String

    static func all(_ direction: RulePlace.Direction) -> [ImplicitRule] {
        switch direction {
        case .ingress:
            [
                ImplicitRule(protocols: "arp", peer: "any", note: "address resolution, IPv4"),
                neighbourDiscovery,
                ImplicitRule(
                    protocols: "udp, from port 67 to 68", peer: "the network's DHCP service", note: "DHCP"),
                ImplicitRule(
                    protocols: "udp, from port 547 to 546", peer: "the network's DHCP service", note: "DHCPv6"),
            ]
        case .egress:
            [
                ImplicitRule(protocols: "arp", peer: "any", note: "address resolution, IPv4"),
                neighbourDiscovery,
                ImplicitRule(
                    protocols: "udp, from port 68 to 67", peer: "the network's DHCP service", note: "DHCP"),
                ImplicitRule(
                    protocols: "udp, from port 546 to 547", peer: "the network's DHCP service", note: "DHCPv6"),
                ImplicitRule(protocols: "udp/53, tcp/53", peer: "the subnet's resolver", note: "DNS"),
            ]
        }
    }

    /// Solicitations and advertisements, of routers and of neighbours (RFC 4861, section 4).
    private static let neighbourDiscovery = ImplicitRule(
        protocols: "icmp6/133-136", peer: "any", note: "neighbour discovery, IPv6")
}
