import OpenFlow
import Pipeline

extension Mutation {
    /// Mistakes in what a NIC may send.
    static let inGuard: [Mutation] = [
        Mutation("honest traffic goes before the refusals", in: .guardian) { flow in
            flow.priority == 100 ? flow.with(priority: 400) : flow
        },
        Mutation("neighbour discovery is refused behind plain IPv6", in: .guardian) { flow in
            flow.priority == 200 ? flow.with(priority: 50) : flow
        },
        Mutation("the source MAC is not checked", in: .guardian) { $0.without(.ethernetSource) },
        Mutation("the IPv4 source is not checked", in: .guardian) { $0.without(.ipv4Source) },
        Mutation("the IPv6 source is not checked", in: .guardian) { $0.without(.ipv6Source) },
        Mutation("source and destination are exchanged", in: .guardian) { flow in
            flow.exchanging(.ipv4Source, for: .ipv4Destination)
        },
        Mutation("one NIC may send as any other with its MAC", in: .guardian) { flow in
            flow.isDrop ? flow : flow.without(.register(0))
        },
        Mutation("the ARP sender's MAC is not checked", in: .guardian) { $0.without(.arpSenderMAC) },
        Mutation("the ARP sender's address is not checked", in: .guardian) { flow in
            flow.isDrop ? flow : flow.without(.arpSenderIPv4)
        },
        Mutation("the link-layer option is not checked", in: .guardian) { flow in
            flow.without(.ndSourceLinkLayer, .ndTargetLinkLayer)
        },
        Mutation("an advertisement may be about anybody", in: .guardian) { flow in
            flow.has(.icmpv6Type, 136) ? flow.without(.ndTarget) : flow
        },
        Mutation("an advertisement may come from anybody", in: .guardian) { flow in
            flow.has(.icmpv6Type, 136) ? flow.without(.ipv6Source) : flow
        },
        Mutation("any detection counts as one of an own address", in: .guardian) { flow in
            flow.has(.ipv6Source, 0) ? flow.without(.ndTarget) : flow
        },
        Mutation("a detection of an own address is answered", in: .guardian) { flow in
            flow.isAboutDetections && flow.isDrop && flow.has(.ndTarget) ? nil : flow
        },
        Mutation("exceptions outrank detections", in: .guardian) { flow in
            flow.isAboutDetections ? flow.with(priority: flow.priority - 8) : flow
        },
        Mutation("exceptions let detections ask one station", in: .guardian) { flow in
            flow.isAboutDetections && flow.isDrop && !flow.has(.ndTarget) ? nil : flow
        },
        Mutation("a probe for one's own address is answered", in: .guardian) { flow in
            flow.has(.arpTargetIPv4) && flow.isDrop ? nil : flow
        },
        Mutation("tagged frames are forgotten", in: .guardian) { $0.has(.vlanVID) ? nil : $0 },
        Mutation("control frames of bridges are forgotten", in: .guardian) { flow in
            flow.has(.ethernetDestination) ? nil : flow
        },
        Mutation("DHCP servers are forgotten", in: .guardian) { flow in
            flow.has(.udpSource, 67) || flow.has(.udpDestination, 68) ? nil : flow
        },
        Mutation("DHCPv6 servers are forgotten", in: .guardian) { flow in
            flow.has(.udpSource, 547) || flow.has(.udpDestination, 546) ? nil : flow
        },
        Mutation("router advertisements are forgotten", in: .guardian) { $0.has(.icmpv6Type, 134) ? nil : $0 },
        Mutation("redirects are forgotten", in: .guardian) { $0.has(.icmpv6Type, 137) ? nil : $0 },
    ]
}
