import NetworkTypes
import OpenFlow
import Pipeline

/// What no NIC may send, whoever it is. These flows stand above everything that lets a NIC's own frames pass, and below
/// them nothing passes but IPv4, ARP and IPv6, so LLDP, MPLS, LACP, probes and the like need no flow.
struct Refusals {
    private let cookie: Cookie
    private let vtep: IPAddress?

    /// - Parameter vtep: the address that the host's tunnels end at.
    init(_ cookie: Cookie, vtep: IPAddress?) {
        self.cookie = cookie
        self.vtep = vtep
    }

    var flows: [EncodedFlow] { frames + packets + fragments + services + liveness + tunnels + discovery }

    private func refuse(_ priority: UInt16) -> FlowBuilder {
        FlowBuilder(.guardian, priority: priority, cookie: cookie)
    }

    private static let families = [EtherType.ipv4, EtherType.ipv6]

    private var frames: [EncodedFlow] {
        [
            // Tagged frames, 802.1Q and 802.1ad alike: a tenant's NIC has no VLANs of its own.
            refuse(300).matching(.vlanVID, 0x1000, mask: 0x1000).dropping(),
            // Control groups of bridges (STP, LACP, LLDP, MVRP), whatever is in the frame.
            refuse(290).matching(.ethernetDestination, 0x0180_c200_0000, mask: 0xffff_ffff_ff00).dropping(),
        ]
    }

    /// Protocol 0 is nobody's over IPv4; over IPv6 it is how Open vSwitch shows a chain of extension headers that does not
    /// end within the packet (RFC 7112 has the first fragment hold it whole).
    private var packets: [EncodedFlow] {
        Self.families.map { refuse(288).matching(etherType: $0).matching(.ipProtocol, 0).dropping() }
    }

    /// Neighbour discovery never comes in fragments (RFC 6980), and a first fragment whose ports or type are not seen
    /// could be anything: Open vSwitch shows zeros there until Weft has told it to look (OFPC_FRAG_NX_MATCH).
    private var fragments: [EncodedFlow] {
        let discovery = (133...137).map { type in
            refuse(286).matchingICMPv6().matchingFirstFragment().matching(.icmpv6Type, type).dropping()
        }
        let unseen = Self.families.map { family in
            refuse(286).matching(udpOver: family).matchingFirstFragment()
                .matching(.udpSource, 0).matching(.udpDestination, 0).dropping()
        }
        return discovery + unseen
            + [refuse(286).matchingICMPv6().matchingFirstFragment().matching(.icmpv6Type, 0).dropping()]
    }

    /// DHCP and DHCPv6 servers, by the port that they send from and the one that clients listen on.
    private var services: [EncodedFlow] {
        [
            refuse(280).matching(udpOver: EtherType.ipv4).matching(.udpSource, 67).dropping(),
            refuse(280).matching(udpOver: EtherType.ipv4).matching(.udpDestination, 68).dropping(),
            refuse(280).matching(udpOver: EtherType.ipv6).matching(.udpSource, 547).dropping(),
            refuse(280).matching(udpOver: EtherType.ipv6).matching(.udpDestination, 546).dropping(),
        ]
    }

    /// BFD: control, echo, multihop (RFC 5881, RFC 5883). Hosts watch each other by it.
    private var liveness: [EncodedFlow] {
        [3784, 3785, 4784].flatMap { port in
            Self.families.map { refuse(280).matching(udpOver: $0).matching(.udpDestination, port).dropping() }
        }
    }

    /// VXLAN to the host's own VTEP. Those of other hosts are behind no MAC of a tenant's network.
    private var tunnels: [EncodedFlow] {
        let port = 4789
        return switch vtep {
        case nil: []
        case .v4(let address):
            [
                refuse(280).matching(udpOver: EtherType.ipv4).matching(.ipv4Destination, address.rawValue)
                    .matching(.udpDestination, port).dropping()
            ]
        case .v6(let address):
            [
                refuse(280).matching(udpOver: EtherType.ipv6).matching(.ipv6Destination, address.rawValue)
                    .matching(.udpDestination, port).dropping()
            ]
        }
    }

    /// Router advertisements and redirects; and solicitations and advertisements of neighbours, which pass only by a
    /// NIC's own flows above these.
    private var discovery: [EncodedFlow] {
        // What tells a MAC twice, or is cut off, shows as one without target and options: what it tells is not known.
        [135, 136].map { refuse(280).matching(neighbourDiscovery: $0).matching(.ndTarget, 0).dropping() }
            // Detections that no NIC's own flow has taken. None of them is a solicitation from an address that an exception allows.
            + [refuse(212).matching(neighbourDiscovery: 135).matching(.ipv6Source, 0).dropping()]
            + [(280, 134), (280, 137), (200, 135), (200, 136)].map { priority, type in
                refuse(priority).matchingICMPv6().matching(.icmpv6Type, type).dropping()
            }
    }
}
