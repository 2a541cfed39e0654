import NetworkTypes
import OpenFlow
import Pipeline
import Topology

/// What one NIC may send: its MAC with its known addresses, in IP, ARP and ND alike.
///
/// Everything else from the NIC falls to the table's drop, unless `AddressRequests` has the controller look at it.
/// Priorities: 220 own exceptions, 215 and 214 duplicate address detection, 210 ND, 100 plain traffic; the refusals that hold for all NICs stand
/// above (280 and more), between (212, other detections), and above 100 those for ND (200). Detections come before ND from known addresses, as an
/// exception may cover `::`, which they ask from.
struct SourceGuard {
    private let served: ServedNIC
    private let cookie: Cookie
    private let linkLocals: [UInt128]

    init(_ served: ServedNIC, cookie: Cookie) {
        self.served = served
        self.cookie = cookie
        linkLocals = served.addresses.compactMap { address in
            if case .v6(let v6) = address, v6.isLinkLocal { v6.rawValue } else { nil }
        }
    }

    func add(to flows: inout [EncodedFlow]) {
        flows.append(detection)
        for address in served.addresses { pass(IPPrefix(containing: address, length: address.bits), to: &flows) }
        for prefix in served.foreignPrefixes { pass(prefix, to: &flows) }
        for case .v6(let own) in served.addresses { flows.append(detectionOfOneself(own)) }
        if served.usesIPv4 { flows.append(probeForAnyone) }
    }

    /// Duplicate address detection asks from :: (RFC 4862 section 5.4), and always a solicited-node group (RFC 4861 section
    /// 7.1.1). Services knows who has the address; where it is nobody's the question goes no further.
    private var detection: EncodedFlow {
        pass(214).matching(.ethernetDestination, 0x3333_ff00_0000, mask: 0xffff_ff00_0000)
            .matching(neighbourDiscovery: 135).matching(.ipv6Source, 0)
            .going(to: .services)
    }

    /// A detection of an own address must not be answered with the NIC itself.
    private func detectionOfOneself(_ address: IPv6Address) -> EncodedFlow {
        pass(215).matching(neighbourDiscovery: 135).matching(.ipv6Source, 0).matching(.ndTarget, address.rawValue)
            .dropping()
    }

    /// Lets pass what comes from an address of this prefix.
    private func pass(_ prefix: IPPrefix, to flows: inout [EncodedFlow]) {
        switch prefix.address {
        case .v4(let v4): ipv4(UInt128(v4.rawValue), mask: prefix.mask, isWhole: prefix.length == 32, to: &flows)
        case .v6(let v6): ipv6(v6.rawValue, mask: prefix.mask, isWhole: prefix.length == 128, to: &flows)
        }
    }

    private func pass(_ priority: UInt16) -> FlowBuilder {
        FlowBuilder(.guardian, priority: priority, cookie: cookie)
            .matching(.sourceNIC, UInt64(served.nic.number)).matching(source: served.mac)
    }

    private func arp(_ priority: UInt16) -> FlowBuilder {
        pass(priority).matching(etherType: EtherType.arp).matching(.arpSenderMAC, served.mac.rawValue)
    }

    private func ipv4(_ address: UInt128, mask: UInt128?, isWhole: Bool, to flows: inout [EncodedFlow]) {
        flows.append(
            pass(100).matching(etherType: EtherType.ipv4).matching(.ipv4Source, address, mask: mask)
                .going(to: .services))
        flows.append(arp(100).matching(.arpSenderIPv4, address, mask: mask).going(to: .services))
        // From no address nobody announces, and whoever asks for it probes for nothing.
        guard isWhole, address != 0 else { return }
        // An announcement asks nobody: it goes to everyone instead of being answered.
        flows.append(
            arp(220).matching(.arpSenderIPv4, address).matching(.arpTargetIPv4, address).going(to: .switching))
        // A probe for the NIC's own address (RFC 5227) must not be answered with itself.
        flows.append(arp(220).matching(.arpSenderIPv4, 0).matching(.arpTargetIPv4, address).dropping())
    }

    private var probeForAnyone: EncodedFlow {
        arp(100).matching(.arpOperation, 1).matching(.arpSenderIPv4, 0).going(to: .services)
    }

    private func ipv6(_ address: UInt128, mask: UInt128?, isWhole: Bool, to flows: inout [EncodedFlow]) {
        func discovery(_ type: UInt8) -> FlowBuilder { pass(210).matching(neighbourDiscovery: type) }
        flows.append(
            pass(100).matching(etherType: EtherType.ipv6).matching(.ipv6Source, address, mask: mask)
                .going(to: .services))
        // The link-layer option is either absent, which Open vSwitch shows as zero, or tells the NIC's own MAC.
        for option in [0, served.mac.rawValue] {
            flows.append(
                discovery(135).matching(.ipv6Source, address, mask: mask).matching(.ndSourceLinkLayer, option)
                    .going(to: .services))
            func advertisement(_ source: UInt128, _ sourceMask: UInt128?) -> EncodedFlow {
                discovery(136).matching(.ipv6Source, source, mask: sourceMask)
                    .matching(.ndTarget, address, mask: mask).matching(.ndTargetLinkLayer, option)
                    .going(to: .services)
            }
            // An advertisement comes from the address that it is about, or from a link-local one (RFC 4861 section 7.2.4
            // leaves it open, and systems differ).
            flows.append(advertisement(address, mask))
            if !IPv6Address(rawValue: address).isLinkLocal || !isWhole {
                for linkLocal in linkLocals { flows.append(advertisement(linkLocal, nil)) }
            }
        }
    }
}

extension IPAddress {
    var bits: Int { isV4 ? 32 : 128 }
}

extension IPPrefix {
    /// Nothing where all bits count.
    var mask: UInt128? {
        let bits = address.bits
        guard length < bits else { return nil }
        let ones = bits == 128 ? UInt128.max : (1 << UInt128(bits)) - 1
        return length == 0 ? 0 : ones << UInt128(bits - length) & ones
    }
}
