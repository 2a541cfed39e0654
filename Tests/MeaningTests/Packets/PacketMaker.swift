import NetworkTypes
import PolicyMeaning
import TestSupport

/// What frames are made of: a sender, others in its network and elsewhere, and chance.
struct PacketMaker {
    /// Whose MAC and addresses honest frames carry.
    let own: Guest
    /// Another guest of the network, often: somebody else where there is none.
    let peer: Guest
    /// Any guest, of any tenant.
    let other: Guest
    var generator: SeededGenerator

    static let unknownMAC = MACAddress(rawValue: 0x5254_00ee_eeee)
    static let unknownV4 = IPv4Address(rawValue: 0x0a00_00c8)
    static let unknownV6 = IPv6Address(rawValue: 0x2001_0db8_0000_0001 << 64 + 0xc8)
    static let nowhere = IPv4Address(rawValue: 0)
    static let nowhereV6 = IPv6Address(rawValue: 0)

    init?(_ documents: RandomDocuments, at place: Place, _ generator: SeededGenerator) {
        self.generator = generator
        guard let any = documents.guests.randomElement(using: &self.generator) else { return nil }
        own = documents.guests.first { $0.place == place } ?? any
        let (network, vm) = (own.network, own.vm)
        peer =
            documents.guests.filter { $0.network == network && $0.vm != vm }.randomElement(using: &self.generator)
            ?? any
        other = documents.guests.randomElement(using: &self.generator) ?? any
    }

    /// An address of the NIC; one of nobody where it has none.
    var ownV4: IPv4Address { own.ipv4.first ?? Self.unknownV4 }
    var peerV4: IPv4Address { peer.ipv4.first ?? Self.unknownV4 }
    var otherV4: IPv4Address { other.ipv4.first ?? Self.unknownV4 }

    mutating func pick<T>(_ choices: T...) -> T {
        choices[Int.random(in: 0..<choices.count, using: &generator)]
    }

    mutating func ownV6() -> IPv6Address {
        (own.ipv6 + [own.linkLocal]).randomElement(using: &generator) ?? own.linkLocal
    }
    mutating func peerV6() -> IPv6Address {
        (peer.ipv6 + [peer.linkLocal]).randomElement(using: &generator) ?? peer.linkLocal
    }
    mutating func otherV6() -> IPv6Address {
        (other.ipv6 + [other.linkLocal]).randomElement(using: &generator) ?? other.linkLocal
    }

    /// Somebody's MAC, a group's, or nobody's.
    mutating func anyMAC() -> MACAddress {
        pick(
            peer.mac, peer.mac, other.mac, own.mac, Self.unknownMAC, .broadcast,
            MACAddress(rawValue: 0x0100_5e00_0001), MACAddress(rawValue: 0x3333_0000_0001))
    }

    mutating func data() -> [UInt8] {
        (0..<Int.random(in: 0...40, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    mutating func port() -> UInt16 { pick(9, 53, 80, 67, 68, 546, 547, 4789) }

    // MARK: IPv4

    mutating func udp4(
        from source: IPv4Address? = nil, as mac: MACAddress? = nil, to destination: MACAddress? = nil,
        ports: (UInt16, UInt16)? = nil, fragment: UInt16 = 0, options: [UInt8] = []
    ) -> [UInt8] {
        let (source, target) = (source ?? ownV4, pick(peerV4, otherV4))
        let ports = ports ?? (pick(9, 53, 1024), port())
        let datagram = FrameBuilder.udp(ports, from: .v4(source), to: .v4(target), data())
        return ethernet(
            as: mac, to: destination ?? peer.mac, EtherType.ipv4,
            FrameBuilder.ipv4(
                to: target, from: source, transport: 17, fragment: fragment, options: options, datagram))
    }

    mutating func ip4(transport: UInt8, _ payload: [UInt8], to destination: MACAddress? = nil) -> [UInt8] {
        ethernet(
            to: destination ?? peer.mac, EtherType.ipv4,
            FrameBuilder.ipv4(to: peerV4, from: ownV4, transport: transport, payload))
    }

    mutating func arp(
        _ operation: UInt16 = 1, sender: (MACAddress, IPv4Address)? = nil, target: IPv4Address,
        to destination: MACAddress = .broadcast, as mac: MACAddress? = nil
    ) -> [UInt8] {
        ethernet(
            as: mac, to: destination, EtherType.arp,
            FrameBuilder.ARP(
                operation, sender: sender ?? (own.mac, ownV4),
                target: (operation == 1 ? MACAddress(rawValue: 0) : peer.mac, target)
            ).bytes)
    }

    // MARK: IPv6

    mutating func ip6(
        from source: IPv6Address? = nil, to target: IPv6Address? = nil, next: UInt8, _ payload: [UInt8],
        as mac: MACAddress? = nil, at destination: MACAddress? = nil
    ) -> [UInt8] {
        let source = source ?? ownV6()
        return ethernet(
            as: mac, to: destination ?? peer.mac, EtherType.ipv6,
            FrameBuilder.ipv6(to: target ?? peerV6(), from: source, next: next, hops: 255, payload))
    }

    mutating func udp6(
        from source: IPv6Address? = nil, as mac: MACAddress? = nil, to destination: MACAddress? = nil,
        ports: (UInt16, UInt16)? = nil
    ) -> [UInt8] {
        let (source, target) = (source ?? ownV6(), peerV6())
        let ports = ports ?? (pick(9, 53, 1024), port())
        let datagram = FrameBuilder.udp(ports, from: .v6(source), to: .v6(target), data())
        return ip6(from: source, to: target, next: 17, datagram, as: mac, at: destination)
    }

    mutating func icmp6(
        _ message: [UInt8], from source: IPv6Address? = nil, to target: IPv6Address? = nil,
        at destination: MACAddress? = nil
    ) -> [UInt8] {
        let (source, target) = (source ?? ownV6(), target ?? IPv6Address(rawValue: 0xff02 << 112 + 1))
        return ip6(
            from: source, to: target, next: 58, FrameBuilder.icmpv6(message, from: source, to: target),
            at: destination ?? MACAddress(rawValue: 0x3333_0000_0001))
    }

    func ethernet(as mac: MACAddress? = nil, to destination: MACAddress, _ type: UInt16, _ payload: [UInt8]) -> [UInt8]
    {
        FrameBuilder.ethernet(to: destination, from: mac ?? own.mac, type: type, payload)
    }
}
