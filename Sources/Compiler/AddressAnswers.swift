import NetworkTypes
import OpenFlow
import Pipeline

/// Known addresses are resolved where they are asked for: nothing is flooded, and nothing waits for the controller.
enum AddressAnswers {
    /// Answers ARP requests for `address` with the owner's MAC, back to the port that asked.
    static func arp(_ address: IPv4Address, at mac: MACAddress, in vni: VNI, _ cookie: Cookie) -> Flow {
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
    static func steering(_ address: IPv6Address, to mac: MACAddress, in vni: VNI, _ cookie: Cookie) -> Flow {
        FlowBuilder(.services, priority: 100, cookie: cookie)
            .matching(.network, UInt64(vni.rawValue))
            .matching(neighbourDiscovery: 135).matching(.ndTarget, address.rawValue)
            .setting(.ethernetDestination, mac.rawValue)
            .going(to: .switching)
    }
}
