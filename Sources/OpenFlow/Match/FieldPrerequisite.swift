import NetworkTypes

/// The kinds of prerequisites that fields have; each stands for a chain of conditions.
enum FieldPrerequisite: UInt8, Sendable {
    case none, ethernet, vlan, ip, ipv4, ipv6, arp, mpls, pbb, tcp, udp, sctp, icmpv4, icmpv6, nd, ndSolicitation,
        ndAdvertisement
    case nsh, ct, ctIPv4, ctIPv6, ctTransport

    var chain: [Field.Prerequisite] {
        switch self {
        // Whoever asks for no packet type gets Ethernet frames.
        case .none, .ethernet: []
        // OFPVID_PRESENT: the packet has a tag.
        case .vlan: [.init(.vlanVID, .bits(0x1000))]
        case .ip: [.init(.etherType, .anyOf([UInt128(EtherType.ipv4), UInt128(EtherType.ipv6)]))]
        case .ipv4: [.init(.etherType, .anyOf([UInt128(EtherType.ipv4)]))]
        case .ipv6: [.init(.etherType, .anyOf([UInt128(EtherType.ipv6)]))]
        // Open vSwitch lets the ARP fields serve reverse ARP too.
        case .arp: [.init(.etherType, .anyOf([UInt128(EtherType.arp), 0x8035]))]
        case .mpls: [.init(.etherType, .anyOf([0x8847, 0x8848]))]
        case .nsh: [.init(.etherType, .anyOf([0x894f]))]
        case .pbb: [.init(.etherType, .anyOf([0x88e7]))]
        case .tcp: Self.ip.chain + [.init(.ipProtocol, .anyOf([6]))]
        case .udp: Self.ip.chain + [.init(.ipProtocol, .anyOf([17]))]
        case .sctp: Self.ip.chain + [.init(.ipProtocol, .anyOf([132]))]
        case .icmpv4: Self.ipv4.chain + [.init(.ipProtocol, .anyOf([1]))]
        case .icmpv6: Self.ipv6.chain + [.init(.ipProtocol, .anyOf([58]))]
        case .nd: Self.icmpv6.chain + [.init(.icmpv6Type, .anyOf([135, 136]))]
        case .ndSolicitation: Self.icmpv6.chain + [.init(.icmpv6Type, .anyOf([135]))]
        case .ndAdvertisement: Self.icmpv6.chain + [.init(.icmpv6Type, .anyOf([136]))]
        case .ct: [.init(.ctState, .validConnection)]
        case .ctIPv4: Self.ipv4.chain + [.init(.ctState, .validConnection)]
        case .ctIPv6: Self.ipv6.chain + [.init(.ctState, .validConnection)]
        // Open vSwitch takes them without the protocol and forgets them. Of ICMP they are the type and the code.
        case .ctTransport: Self.ct.chain + [.init(.ctProtocol, .anyOf([6, 17, 132, 1, 58]))]
        }
    }
}

extension FieldPrerequisite {
    /// For people.
    var text: String {
        switch self {
        case .ethernet: "an Ethernet frame"
        case .vlan: "a VLAN tag"
        case .ct, .ctIPv4, .ctIPv6, .ctTransport: "ct_state of a valid connection"
        case .nd, .ndSolicitation, .ndAdvertisement: "neighbour discovery, with icmp_code=0"
        default: "\(self)"
        }
    }
}

extension Field {
    /// What another field of the same match must be.
    public struct Prerequisite: Hashable, Sendable {
        public enum Condition: Hashable, Sendable {
            /// Matched exactly, with one of these values.
            case anyOf([UInt128])
            /// These bits are matched as ones.
            case bits(UInt128)
            /// ct_state matches a bit that only a valid connection has (new, est, rel, rpl, snat, dnat), or +trk-inv.
            /// `+trk` alone is not enough: Open vSwitch answers OFPBMC_BAD_PREREQ.
            case validConnection
        }

        public let field: Field
        public let condition: Condition

        init(_ field: Field, _ condition: Condition) {
            self.field = field
            self.condition = condition
        }

        public func isSatisfied(by match: Match) -> Bool {
            guard let found = match[field] else { return false }
            return isSatisfied(by: found)
        }

        func isSatisfied(by found: MatchField) -> Bool {
            let mask = found.mask ?? field.fullMask
            switch condition {
            case .anyOf(let values): return found.mask == nil && values.contains(found.value)
            case .bits(let bits): return found.value & bits == bits
            case .validConnection:
                return found.value & 0xcf != 0
                    || (found.value & 0x20 != 0 && mask & 0x10 != 0 && found.value & 0x10 == 0)
            }
        }
    }
}
