import NetworkTypes
import TestSupport

/// One kind of frame that a VM may send, honest or not.
struct PacketClass: Sendable, CustomStringConvertible {
    let name: String
    let make: @Sendable (inout PacketMaker) -> [UInt8]

    init(_ name: String, _ make: @escaping @Sendable (inout PacketMaker) -> [UInt8]) {
        self.name = name
        self.make = make
    }

    var description: String { name }

    static let all = legal + arp + discovery + pretences + services + oddFrames + fragments + broken
}

extension PacketClass {
    static let legal: [PacketClass] = [
        .init("IPv4 UDP to a peer") { $0.udp4() },
        .init("IPv4 UDP to anybody") { maker in maker.udp4(to: maker.anyMAC()) },
        .init("IPv4 TCP to a peer") { maker in
            maker.ip4(
                transport: 6,
                FrameBuilder.tcp((1024, maker.port()), from: .v4(maker.ownV4), to: .v4(maker.peerV4), maker.data()))
        },
        .init("IPv4 echo") { $0.ip4(transport: 1, FrameBuilder.icmp([8, 0, 0, 0, 0, 1, 0, 1] + $0.data())) },
        .init("IPv4 with options") { $0.udp4(options: [1, 1, 1, 0]) },
        .init("IPv4 of protocol 0") { $0.ip4(transport: 0, $0.data()) },
        .init("IPv4 of OSPF") { $0.ip4(transport: 89, $0.data()) },
        .init("IPv6 UDP to a peer") { $0.udp6() },
        .init("IPv6 UDP to anybody") { maker in maker.udp6(to: maker.anyMAC()) },
        .init("IPv6 TCP") { maker in
            let (source, target) = (maker.ownV6(), maker.peerV6())
            return maker.ip6(
                from: source, to: target, next: 6,
                FrameBuilder.tcp((1024, maker.port()), from: .v6(source), to: .v6(target), maker.data()))
        },
        .init("IPv6 echo") { maker in
            maker.icmp6([128, 0, 0, 0, 0, 1, 0, 1], to: maker.peerV6(), at: maker.peer.mac)
        },
        .init("IPv6 with extension headers") { maker in
            let (source, target) = (maker.ownV6(), maker.peerV6())
            let datagram = FrameBuilder.udp((9, maker.port()), from: .v6(source), to: .v6(target), maker.data())
            return maker.ip6(
                from: source, to: target, next: 0, [60, 0, 1, 4, 0, 0, 0, 0, 17, 0, 1, 4, 0, 0, 0, 0] + datagram)
        },
        .init("broadcast") { $0.udp4(to: .broadcast) },
        .init("IPv4 multicast") { $0.udp4(to: MACAddress(rawValue: 0x0100_5e00_00fb)) },
        .init("IPv6 multicast") { $0.udp6(to: MACAddress(rawValue: 0x3333_0000_00fb)) },
        .init("to its own MAC") { $0.udp4(to: $0.own.mac) },
        .init("to an unknown MAC") { $0.udp4(to: PacketMaker.unknownMAC) },
        .init("to a MAC of another network") { $0.udp4(to: $0.other.mac) },
    ]

    static let arp: [PacketClass] = [
        .init("ARP for a peer") { $0.arp(target: $0.peerV4) },
        .init("ARP for somebody of another network") { $0.arp(target: $0.otherV4) },
        .init("ARP for nobody") { $0.arp(target: PacketMaker.unknownV4) },
        .init("ARP to one station") { $0.arp(target: $0.pick($0.peerV4, PacketMaker.unknownV4), to: $0.peer.mac) },
        .init("ARP for one's own other address") { $0.arp(target: $0.own.ipv4.last ?? $0.ownV4) },
        .init("ARP reply to a peer") { $0.arp(2, target: $0.peerV4, to: $0.peer.mac) },
        .init("ARP announcement") { $0.arp($0.pick(1, 2), target: $0.ownV4) },
        .init("ARP probe for a peer") { $0.arp(sender: ($0.own.mac, PacketMaker.nowhere), target: $0.peerV4) },
        .init("ARP probe for oneself") { $0.arp(sender: ($0.own.mac, PacketMaker.nowhere), target: $0.ownV4) },
        .init("ARP probe for nobody") {
            $0.arp(sender: ($0.own.mac, PacketMaker.nowhere), target: PacketMaker.unknownV4)
        },
        .init("ARP reply from nowhere") {
            $0.arp(2, sender: ($0.own.mac, PacketMaker.nowhere), target: $0.pick($0.peerV4, $0.ownV4))
        },
        .init("ARP of an odd operation") { $0.arp($0.pick(0, 3, 8, 257, 513), target: $0.peerV4) },
        .init("ARP in another's name") { $0.arp($0.pick(1, 2), sender: ($0.own.mac, $0.otherV4), target: $0.peerV4) },
        .init("ARP with another's MAC inside") {
            $0.arp($0.pick(1, 2), sender: ($0.peer.mac, $0.ownV4), target: $0.peerV4)
        },
        .init("ARP announcement in another's name") {
            $0.arp($0.pick(1, 2), sender: ($0.own.mac, $0.peerV4), target: $0.peerV4)
        },
        .init("ARP with another's MAC outside") { $0.arp(target: $0.peerV4, as: $0.peer.mac) },
        .init("reverse ARP") { maker in
            let body = FrameBuilder.ARP(3, sender: (maker.own.mac, maker.ownV4), target: (maker.own.mac, maker.ownV4))
            return maker.ethernet(to: .broadcast, 0x8035, body.bytes)
        },
        .init("ARP for other hardware") { maker in
            var frame = maker.arp(target: maker.peerV4)
            frame[maker.pick(15, 16, 18, 19)] ^= 1
            return frame
        },
    ]

    static let discovery: [PacketClass] = [
        .init("NS for a peer") { $0.solicitation(for: $0.peerV6(), [(1, $0.own.mac)]) },
        .init("NS without an option") { $0.solicitation(for: $0.pick($0.peerV6(), $0.ownV6()), []) },
        .init("NS for somebody of another network") { $0.solicitation(for: $0.otherV6(), [(1, $0.own.mac)]) },
        .init("NS for nobody") { $0.solicitation(for: PacketMaker.unknownV6, [(1, $0.own.mac)]) },
        .init("NS to one station") { $0.solicitation(for: $0.peerV6(), [(1, $0.own.mac)], at: $0.peer.mac) },
        .init("NS with an empty option") { $0.solicitation(for: $0.peerV6(), [(1, MACAddress(rawValue: 0))]) },
        .init("NS with another's MAC") { $0.solicitation(for: $0.peerV6(), [(1, $0.other.mac)]) },
        .init("NS with another's MAC behind an unknown option") {
            $0.solicitation(for: $0.peerV6(), [(14, $0.own.mac), (1, $0.other.mac)])
        },
        .init("NS that tells two MACs") {
            $0.solicitation(
                for: $0.pick($0.peerV6(), PacketMaker.unknownV6),
                [(1, $0.pick($0.own.mac, $0.peer.mac)), (1, $0.other.mac)])
        },
        .init("NS with a target option") { $0.solicitation(for: $0.peerV6(), [(2, $0.other.mac)]) },
        .init("NS from another's address") {
            $0.solicitation(for: $0.peerV6(), [(1, $0.own.mac)], from: $0.pick($0.peerV6(), $0.otherV6()))
        },
        .init("NS of another code") { maker in
            let message = FrameBuilder.discovery(135, code: 1, target: maker.peerV6(), options: [(1, maker.own.mac)])
            return maker.icmp6(message)
        },
        .init("NS without its target") { $0.icmp6([135, 0, 0, 0, 0, 0, 0, 0] + $0.data().prefix(12)) },
        .init("DAD for oneself") { $0.detection(of: $0.ownV6()) },
        .init("DAD for an address of a peer") { $0.detection(of: $0.peerV6()) },
        .init("DAD with a nonce and for a peer's address, with a wrong checksum") { maker in
            var frame = maker.detection(of: maker.peerV6(), [(14, maker.other.mac)])
            frame[56] ^= maker.pick(0, 0x41)
            return frame
        },
        .init("DAD for nobody's address") { $0.detection(of: $0.pick(PacketMaker.unknownV6, $0.otherV6())) },
        .init("DAD that tells a MAC") { $0.detection(of: $0.peerV6(), [(1, $0.pick($0.own.mac, $0.other.mac))]) },
        .init("DAD of another MAC") { $0.detection(of: $0.peerV6(), as: $0.other.mac) },
        .init("DAD for another's address, to all or to one") {
            $0.solicitation(
                for: $0.pick($0.peerV6(), $0.ownV6(), PacketMaker.unknownV6), [], from: PacketMaker.nowhereV6,
                at: $0.pick($0.peer.mac, MACAddress(rawValue: 0x3333_0000_0001)))
        },
        .init("NA to all") { $0.advertisement(of: $0.ownV6(), [(2, $0.own.mac)]) },
        .init("NA to a peer") { $0.advertisement(of: $0.ownV6(), [(2, $0.own.mac)], at: $0.peer.mac) },
        .init("NA without an option") { $0.advertisement(of: $0.ownV6(), []) },
        .init("NA of another's address") {
            $0.advertisement(of: $0.pick($0.peerV6(), $0.otherV6()), [(2, $0.own.mac)])
        },
        .init("NA with another's MAC") { $0.advertisement(of: $0.ownV6(), [(2, $0.other.mac)]) },
        .init("NA from another's address") {
            $0.advertisement(of: $0.ownV6(), [(2, $0.own.mac)], from: $0.pick($0.peerV6(), PacketMaker.nowhereV6))
        },
        .init("NA that tells two MACs") { $0.advertisement(of: $0.ownV6(), [(2, $0.own.mac), (2, $0.other.mac)]) },
        .init("NA of another code") { maker in
            maker.icmp6(FrameBuilder.discovery(136, code: 1, target: maker.ownV6(), options: [(2, maker.own.mac)]))
        },
    ]

    static let pretences: [PacketClass] = [
        .init("another's MAC") { $0.udp4(as: $0.pick($0.peer.mac, $0.other.mac, PacketMaker.unknownMAC)) },
        .init("another's IPv4") { $0.udp4(from: $0.pick($0.peerV4, $0.otherV4, PacketMaker.unknownV4)) },
        .init("another's IPv4, to all") { $0.udp4(from: $0.peerV4, to: .broadcast) },
        .init("IPv4 from nowhere") { $0.udp4(from: PacketMaker.nowhere, to: .broadcast) },
        .init("another's MAC and IPv4") { $0.udp4(from: $0.peerV4, as: $0.peer.mac) },
        .init("another's IPv6") { $0.udp6(from: $0.pick($0.peerV6(), $0.otherV6(), PacketMaker.unknownV6)) },
        .init("IPv6 from nowhere") { $0.udp6(from: PacketMaker.nowhereV6) },
        .init("another's MAC and IPv6") { $0.udp6(from: $0.peerV6(), as: $0.peer.mac) },
    ]

    static let services: [PacketClass] = [
        .init("DHCP request") { $0.udp4(from: PacketMaker.nowhere, to: .broadcast, ports: (68, 67)) },
        .init("DHCP offer") { $0.udp4(to: $0.pick($0.peer.mac, .broadcast), ports: (67, 68)) },
        .init("DHCPv6 advertise") { $0.udp6(ports: (547, 546)) },
        .init("DHCPv6 solicit") { $0.udp6(from: $0.own.linkLocal, ports: (546, 547)) },
        .init("router advertisement") { $0.icmp6([134, 0, 0, 0, 64, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0]) },
        .init("router advertisement of another code") {
            $0.icmp6([134, 1, 0, 0, 64, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0])
        },
        .init("router advertisement behind an extension header") { maker in
            let (source, target) = (maker.ownV6(), IPv6Address(rawValue: 0xff02 << 112 + 1))
            let message = FrameBuilder.icmpv6(
                [134, 0, 0, 0, 64, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0], from: source, to: target)
            return maker.ip6(
                from: source, to: target, next: 0, [58, 0, 1, 4, 0, 0, 0, 0] + message,
                at: MACAddress(rawValue: 0x3333_0000_0001))
        },
        .init("redirect") { maker in
            maker.icmp6(
                [137, 0, 0, 0, 0, 0, 0, 0] + FrameBuilder.bytes(maker.peerV6()) + FrameBuilder.bytes(maker.ownV6()))
        },
        .init("router solicitation") { $0.icmp6([133, 0, 0, 0, 0, 0, 0, 0], from: $0.own.linkLocal) },
        .init("MLD report") {
            $0.icmp6([143, 0, 0, 0, 0, 0, 0, 0], from: $0.pick($0.own.linkLocal, PacketMaker.nowhereV6))
        },
    ]
}

extension PacketMaker {
    mutating func solicitation(
        for target: IPv6Address, _ options: [(UInt8, MACAddress)], from source: IPv6Address? = nil,
        at destination: MACAddress? = nil
    ) -> [UInt8] {
        icmp6(FrameBuilder.discovery(135, target: target, options: options), from: source, at: destination)
    }

    /// Duplicate address detection as guests do it.
    mutating func detection(
        of target: IPv6Address, _ options: [(UInt8, MACAddress)] = [], as mac: MACAddress? = nil
    ) -> [UInt8] {
        let message = FrameBuilder.discovery(135, target: target, options: options)
        let group = IPv6Address(rawValue: 0xff02_0000_0000_0000_0000_0001_ff00_0000 | target.rawValue & 0xff_ffff)
        return ip6(
            from: Self.nowhereV6, to: group, next: 58, FrameBuilder.icmpv6(message, from: Self.nowhereV6, to: group),
            as: mac, at: MACAddress(rawValue: 0x3333_ff00_0000 | UInt64(target.rawValue & 0xff_ffff)))
    }

    mutating func advertisement(
        of target: IPv6Address, _ options: [(UInt8, MACAddress)], from source: IPv6Address? = nil,
        at destination: MACAddress? = nil
    ) -> [UInt8] {
        icmp6(FrameBuilder.discovery(136, target: target, options: options), from: source, at: destination)
    }
}
