import NetworkTypes
import OpenFlow
import Pipeline
import Topology

/// What one NIC may send: its MAC with its known addresses, in IP, ARP and ND alike.
///
/// Everything else from the NIC falls to the table's drop. Priorities: 220 own exceptions, 210 ND, 100 plain traffic;
/// the refusals that hold for all NICs stand above (280 and more), and above 100 those for ND (200).
struct SourceGuard {
    private let served: ServedNIC
    private let cookie: Cookie

    init(_ served: ServedNIC, cookie: Cookie) {
        self.served = served
        self.cookie = cookie
    }

    var flows: [Flow] {
        var flows: [Flow] = []
        for address in served.passingAddresses {
            switch address {
            case .v4(let v4): flows += ipv4(v4)
            case .v6(let v6): flows += ipv6(v6)
            }
        }
        if served.passingAddresses.contains(where: \.isV4) { flows.append(probeForAnyone) }
        return flows
    }

    private func pass(_ priority: UInt16) -> FlowBuilder {
        FlowBuilder(.guardian, priority: priority, cookie: cookie)
            .matching(.sourceNIC, UInt64(served.nic.number)).matching(source: served.mac)
    }

    private func arp(_ priority: UInt16) -> FlowBuilder {
        pass(priority).matching(etherType: EtherType.arp).matching(.arpSenderMAC, served.mac.rawValue)
    }

    private func ipv4(_ address: IPv4Address) -> [Flow] {
        let raw = address.rawValue
        return [
            pass(100).matching(etherType: EtherType.ipv4).matching(.ipv4Source, raw).going(to: .services),
            arp(100).matching(.arpSenderIPv4, raw).going(to: .services),
            // An announcement asks nobody: it goes to everyone instead of being answered.
            arp(220).matching(.arpSenderIPv4, raw).matching(.arpTargetIPv4, raw).going(to: .switching),
            // A probe for the NIC's own address (RFC 5227) must not be answered with itself.
            arp(220).matching(.arpSenderIPv4, 0).matching(.arpTargetIPv4, raw).dropping(),
        ]
    }

    private var probeForAnyone: Flow {
        arp(100).matching(.arpOperation, 1).matching(.arpSenderIPv4, 0).going(to: .services)
    }

    private func ipv6(_ address: IPv6Address) -> [Flow] {
        let raw = address.rawValue
        func discovery(_ type: UInt8) -> FlowBuilder { pass(210).matching(neighbourDiscovery: type) }
        var flows = [
            pass(100).matching(etherType: EtherType.ipv6).matching(.ipv6Source, raw).going(to: .services),
            // Duplicate address detection asks from :: about the address itself (RFC 4862 section 5.4).
            discovery(135).matching(.ipv6Source, 0).matching(.ndTarget, raw).going(to: .services),
        ]
        // The link-layer option is either absent, which Open vSwitch shows as zero, or tells the NIC's own MAC.
        for option in [0, served.mac.rawValue] {
            flows.append(
                discovery(135).matching(.ipv6Source, raw).matching(.ndSourceLinkLayer, option).going(to: .services))
            flows.append(
                discovery(136).matching(.ndTarget, raw).matching(.ndTargetLinkLayer, option).going(to: .services))
        }
        return flows
    }
}
