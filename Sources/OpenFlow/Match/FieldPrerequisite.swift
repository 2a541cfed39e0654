import NetworkTypes

/// The kinds of prerequisites that fields have; each stands for a chain of conditions.
enum FieldPrerequisite: UInt8, Sendable {
    case none, vlan, ip, ipv4, ipv6, arp, mpls, tcp, udp, sctp, icmpv4, icmpv6, nd, ndSolicitation, ndAdvertisement
    case pbb

    var chain: [Field.Prerequisite] {
        switch self {
        case .none: []
        // OFPVID_PRESENT: the packet has a tag.
        case .vlan: [.init(.vlanVID, requiredBits: 0x1000)]
        case .ip: [.init(.etherType, anyOf: [UInt128(EtherType.ipv4), UInt128(EtherType.ipv6)])]
        case .ipv4: [.init(.etherType, anyOf: [UInt128(EtherType.ipv4)])]
        case .ipv6: [.init(.etherType, anyOf: [UInt128(EtherType.ipv6)])]
        // Open vSwitch lets the ARP fields serve reverse ARP too.
        case .arp: [.init(.etherType, anyOf: [UInt128(EtherType.arp), 0x8035])]
        case .mpls: [.init(.etherType, anyOf: [0x8847, 0x8848])]
        case .pbb: [.init(.etherType, anyOf: [0x88e7])]
        case .tcp: Self.ip.chain + [.init(.ipProtocol, anyOf: [6])]
        case .udp: Self.ip.chain + [.init(.ipProtocol, anyOf: [17])]
        case .sctp: Self.ip.chain + [.init(.ipProtocol, anyOf: [132])]
        case .icmpv4: Self.ipv4.chain + [.init(.ipProtocol, anyOf: [1])]
        case .icmpv6: Self.ipv6.chain + [.init(.ipProtocol, anyOf: [58])]
        case .nd: Self.icmpv6.chain + [.init(.icmpv6Type, anyOf: [135, 136])]
        case .ndSolicitation: Self.icmpv6.chain + [.init(.icmpv6Type, anyOf: [135])]
        case .ndAdvertisement: Self.icmpv6.chain + [.init(.icmpv6Type, anyOf: [136])]
        }
    }
}
