import NetworkTypes
import OpenFlow
import Pipeline
import Topology

extension Unit {
    /// What a prepared host has before it serves anyone: the tunnel port's way in and out, refusals that hold for
    /// every NIC, and an explicit drop at the end of each table, so that its counter can be read.
    func compileBase(_ id: HostID, _ topology: inout TrackedTopology) -> [Fragment] {
        guard let host = topology.host(id) else { return [] }
        let cookie = Cookie(.base, UInt64(host.number))
        var flows = Self.refusals(cookie) + Self.tableMisses(cookie)
        if host.vtep != nil { flows += Self.tunnelPort(cookie) }
        return [Fragment(cookie, owner: .host(id), audience: .host(id), rank: .receive, flows: flows)]
    }

    private static func tunnelPort(_ cookie: Cookie) -> [Flow] {
        [
            FlowBuilder(.classify, priority: 100, cookie: cookie)
                .matching(.inPort, Pipeline.tunnelPort.rawValue)
                .setting(.fromTunnel, 1)
                .going(to: .tunnel),
            // Split horizon: what came by a tunnel reaches local NICs only.
            FlowBuilder(.deliver, priority: 200, cookie: cookie)
                .matching(.fromTunnel, 1).matching(.destination, Destination.tunnel)
                .dropping(),
            FlowBuilder(.deliver, priority: 100, cookie: cookie)
                .matching(.destination, Destination.tunnel)
                .copying(.metadata, to: .tunnelID)
                .acting(.output(Pipeline.tunnelPort))
                .ending(),
        ]
    }

    /// What no NIC may send, whoever it is.
    private static func refusals(_ cookie: Cookie) -> [Flow] {
        func refuse(_ priority: UInt16) -> FlowBuilder { FlowBuilder(.guardian, priority: priority, cookie: cookie) }
        let neighbourSolicitation = 135
        let neighbourAdvertisement = 136
        return [
            // Tagged frames: a tenant's NIC has no VLANs of its own.
            refuse(300).matching(.vlanVID, 0x1000, mask: 0x1000).dropping(),
            // Link-local control groups (STP, LACP, LLDP; IEEE 802.1D table 7-10).
            refuse(290).matching(.ethernetDestination, 0x0180_c200_0000, mask: 0xffff_ffff_fff0).dropping(),
            // DHCP and DHCPv6 servers, router advertisements, redirects.
            refuse(280).matching(etherType: EtherType.ipv4).matching(.ipProtocol, 17).matching(.udpSource, 67)
                .dropping(),
            refuse(280).matching(etherType: EtherType.ipv6).matching(.ipProtocol, 17).matching(.udpSource, 547)
                .dropping(),
            refuse(280).matching(etherType: EtherType.ipv6).matching(.ipProtocol, 58).matching(.icmpv6Type, 134)
                .dropping(),
            refuse(280).matching(etherType: EtherType.ipv6).matching(.ipProtocol, 58).matching(.icmpv6Type, 137)
                .dropping(),
            // A solicitation that tells a MAC twice shows as one without target and options: what it tells is not known.
            refuse(280).matching(neighbourDiscovery: 135).matching(.ndTarget, 0).dropping(),
            // Neighbour discovery passes only by a NIC's own flows above this.
            refuse(200).matching(etherType: EtherType.ipv6).matching(.ipProtocol, 58)
                .matching(.icmpv6Type, neighbourSolicitation).dropping(),
            refuse(200).matching(etherType: EtherType.ipv6).matching(.ipProtocol, 58)
                .matching(.icmpv6Type, neighbourAdvertisement).dropping(),
        ]
    }

    private static func tableMisses(_ cookie: Cookie) -> [Flow] {
        let drops = [Stage.classify, .tunnel, .guardian, .switching, .deliver].map {
            FlowBuilder($0, priority: 0, cookie: cookie).dropping()
        }
        return drops + [FlowBuilder(.services, priority: 0, cookie: cookie).going(to: .switching)]
    }
}
