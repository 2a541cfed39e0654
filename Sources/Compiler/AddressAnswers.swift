import NetworkTypes
import OpenFlow
import Pipeline

/// Known addresses are resolved where they are asked for: nothing is flooded, and nothing waits for the controller.
enum AddressAnswers {
    /// Answers ARP requests for `address` with the owner's MAC, back to the port that asked.
    static func arp(_ address: IPv4Address, at mac: MACAddress, in vni: VNI, _ cookie: Cookie) -> EncodedFlow {
        FlowBuilder(.services, priority: 100, cookie: cookie)
            .matching(.network, UInt64(vni.rawValue))
            .matching(etherType: EtherType.arp).matching(.arpOperation, 1).matching(.arpTargetIPv4, address.rawValue)
            .copying(.ethernetSource, to: .ethernetDestination)
            .setting(.ethernetSource, mac.rawValue)
            .setting(.arpOperation, 2)
            .copying(.arpSenderMAC, to: .arpTargetMAC)
            .setting(.arpSenderMAC, mac.rawValue)
            .copying(.arpSenderIPv4, to: .arpTargetIPv4)
            .setting(.arpSenderIPv4, address.rawValue)
            .acting(.output(.inPort))
            .ending()
    }

    /// Steers a neighbour solicitation to the owner alone, who answers itself.
    static func steering(_ address: IPv6Address, to mac: MACAddress, in vni: VNI, _ cookie: Cookie) -> EncodedFlow {
        FlowBuilder(.services, priority: 100, cookie: cookie)
            .matching(.network, UInt64(vni.rawValue))
            .matching(neighbourDiscovery: 135).matching(.ndTarget, address.rawValue)
            .setting(.ethernetDestination, mac.rawValue)
            .going(to: .switching)
    }

    /// Answers duplicate address detection of an address that steering has found to be another's: to nobody but who asked.
    ///
    /// The owner is not asked: while it detects the address itself, a stranger's question would take the address from it (RFC
    /// 4862 section 5.4.3). The answer goes to all nodes with S = 0 (RFC 4861 section 7.2.4) and, as it is given for another,
    /// with O = 0 (section 7.2.8).
    static func detection(_ cookie: Cookie) -> EncodedFlow {
        FlowBuilder(.switching, priority: 120, cookie: cookie)
            .matching(.fromTunnel, 0)
            // Guard lets detections pass to groups only: what goes to one station was steered.
            .matching(.ethernetDestination, 0, mask: 0x0100_0000_0000)
            .matching(neighbourDiscovery: 135).matching(.ipv6Source, 0)
            .copying(.ethernetDestination, to: .ethernetSource)
            .setting(.ethernetDestination, 0x3333_0000_0001)
            .copying(.ndTarget, to: .ipv6Source)
            .setting(.ipv6Destination, UInt128(0xff02) << 112 | 1)
            .setting(.icmpv6Type, 136)
            .acting(.output(.inPort))
            .ending()
    }

    /// A detection of an address that nobody is known to have tells nobody: whoever detects the same address would lose it.
    static func unansweredDetection(_ cookie: Cookie) -> EncodedFlow {
        FlowBuilder(.services, priority: 50, cookie: cookie)
            .matching(neighbourDiscovery: 135).matching(.ipv6Source, 0).dropping()
    }
}
