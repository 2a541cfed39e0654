import NetworkTypes
import OpenFlow
import Pipeline
import Topology

/// The frames by which a NIC may ask for an address that it is not known to have: they go to the controller, metered,
/// and no further. Gone when the NIC has as many as it may have.
///
/// Priorities in guard: 205 ND, between a NIC's known addresses and the refusal of all other ND; 60 plain traffic, below
/// what is known. In services 60, below what another NIC is known to have: a detection of that is answered there.
struct AddressRequests {
    private let served: ServedNIC
    private let cookie: Cookie

    init(_ served: ServedNIC, cookie: Cookie) {
        self.served = served
        self.cookie = cookie
    }

    var flows: [EncodedFlow] {
        switch served.openness {
        case .anyUse: anyUse
        case .detection(of: let prefixes): prefixes.flatMap { detection(of: $0) }
        }
    }

    /// What the controller needs to see: Ethernet, IPv6, and a neighbour solicitation with its option.
    private static let bytes: UInt16 = 128

    private func ask(_ priority: UInt16, _ matching: (consuming FlowBuilder) -> FlowBuilder) -> EncodedFlow {
        let own = FlowBuilder(.guardian, priority: priority, cookie: cookie)
            .matching(.sourceNIC, UInt64(served.nic.number)).matching(source: served.mac)
        return askController(matching(own))
    }

    /// Duplicate address detection, whose MAC guard has checked.
    private func askAboutDetection(_ matching: (consuming FlowBuilder) -> FlowBuilder) -> EncodedFlow {
        askController(
            matching(
                FlowBuilder(.services, priority: 60, cookie: cookie)
                    .matching(.sourceNIC, UInt64(served.nic.number))
                    .matching(neighbourDiscovery: 135).matching(.ipv6Source, 0)))
    }

    private func askController(_ flow: consuming FlowBuilder) -> EncodedFlow {
        flow.acting(.controller(maxLength: Self.bytes, userdata: [], meter: NICMeter.learning.id(served.port)))
            .ending()
    }

    /// First use binds: ARP, IPv4, IPv6 and ND from an address that is not known yet.
    private var anyUse: [EncodedFlow] {
        let mac = served.mac.rawValue
        return [
            ask(60) { $0.matching(etherType: EtherType.ipv4) },
            ask(60) { $0.matching(etherType: EtherType.arp).matching(.arpSenderMAC, mac) },
            ask(60) { $0.matching(etherType: EtherType.ipv6) },
            askAboutDetection { $0 },
            ask(205) { $0.matching(neighbourDiscovery: 135).matching(.ndSourceLinkLayer, mac) },
            ask(205) { $0.matching(neighbourDiscovery: 136).matching(.ndTargetLinkLayer, mac) },
        ]
    }

    /// Duplicate address detection of an address in this prefix (RFC 4862 section 5.4); and a solicitation from one, for the
    /// guest whose detection nobody saw, as Weft or its host was not there: it never does it again.
    private func detection(of prefix: IPPrefix) -> [EncodedFlow] {
        guard case .v6(let address) = prefix.address else { preconditionFailure("only IPv6 has such a detection") }
        return [
            askAboutDetection { $0.matching(.ndTarget, address.rawValue, mask: prefix.mask) },
            ask(205) {
                $0.matching(neighbourDiscovery: 135).matching(.ipv6Source, address.rawValue, mask: prefix.mask)
                    .matching(.ndSourceLinkLayer, served.mac.rawValue)
            },
        ]
    }
}
