import NetworkTypes
import TestSupport

extension PacketClass {
    static let oddFrames: [PacketClass] = [
        .init("802.1Q tag") { FrameBuilder.tagged($0.udp4(to: $0.pick($0.peer.mac, .broadcast)), $0.pick(5, 0x6005)) },
        .init("priority tag") { FrameBuilder.tagged($0.udp4(to: $0.pick($0.peer.mac, .broadcast)), 0x6000) },
        .init("802.1ad tag") { FrameBuilder.tagged($0.udp4(), type: 0x88a8, 7) },
        .init("two tags") { FrameBuilder.tagged(FrameBuilder.tagged($0.udp4(), 5), $0.pick(0, 6)) },
        .init("a tagged ARP") { FrameBuilder.tagged($0.arp(target: $0.peerV4), 5) },
        .init("half a tag") { maker in
            let frame = FrameBuilder.tagged(maker.udp4(), 5)
            return Array(frame.prefix(Int.random(in: 14...18, using: &maker.generator)))
        },
        .init("spanning tree") { maker in
            maker.ethernet(to: MACAddress(rawValue: 0x0180_c200_0000), 38, [0x42, 0x42, 3] + maker.data())
        },
        .init("IPv4 to a bridge group") { maker in
            maker.udp4(to: MACAddress(rawValue: 0x0180_c200_0000 + UInt64.random(in: 0...31, using: &maker.generator)))
        },
        .init("LLDP") { $0.ethernet(to: MACAddress(rawValue: 0x0180_c200_000e), 0x88cc, $0.data()) },
        .init("an unknown protocol") { maker in
            maker.ethernet(to: maker.anyMAC(), maker.pick(0x88b5, 0x8847, 0x8864, 0x88e7, 0x9000, 0x600), maker.data())
        },
        .init("LLC") { maker in
            maker.ethernet(to: maker.anyMAC(), maker.pick(0, 40, 0x5ff), [0xe0, 0xe0, 3] + maker.data())
        },
        .init("IPv4 behind SNAP") { FrameBuilder.snap($0.udp4(from: $0.pick($0.ownV4, $0.peerV4))) },
        .init("ARP behind SNAP") { FrameBuilder.snap($0.arp(target: $0.peerV4)) },
        .init("SNAP of another organisation") { maker in
            var frame = FrameBuilder.snap(maker.udp4())
            frame[17] = 1
            return frame
        },
    ]

    static let fragments: [PacketClass] = [
        .init("IPv4 first fragment") { $0.udp4(to: $0.pick($0.peer.mac, .broadcast), fragment: 0x2000) },
        .init("IPv4 later fragment") { $0.udp4(fragment: $0.pick(0x2003, 3)) },
        .init("IPv4 that must not be fragmented") { $0.udp4(fragment: 0x4000) },
        .init("a spoofed fragment") { $0.udp4(from: $0.peerV4, fragment: $0.pick(0x2000, 3)) },
        .init("IPv6 fragment") { maker in maker.fragment6(maker.pick(1, 8, 9), next: maker.pick(17, 58, 6)) },
        .init("IPv6 atomic fragment") { maker in maker.fragment6(0, next: 17) },
        .init("router advertisement in an atomic fragment") { maker in
            let (source, target) = (maker.ownV6(), IPv6Address(rawValue: 0xff02 << 112 + 1))
            let message = FrameBuilder.icmpv6(
                [134, 0, 0, 0, 64, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0], from: source, to: target)
            return maker.ip6(
                from: source, to: target, next: 44, [58, 0, 0, 0, 0, 0, 0, 1] + message,
                at: MACAddress(rawValue: 0x3333_0000_0001))
        },
        .init("a spoofed IPv6 fragment") { maker in
            maker.ip6(from: maker.peerV6(), next: 44, [17, 0, 0, maker.pick(1, 8), 0, 0, 0, 1] + maker.data())
        },
    ]

    static let broken: [PacketClass] = [
        .init("IPv4 longer than its frame") { maker in
            var frame = maker.udp4()
            frame[16] = 0xff
            return frame
        },
        .init("IPv4 with a wrong header length") { maker in
            var frame = maker.udp4()
            frame[14] = maker.pick(0x40, 0x44, 0x46, 0x4f)
            return frame
        },
        .init("IPv4 shorter than its header") { maker in
            var frame = maker.udp4()
            frame.replaceSubrange(16..<18, with: [0, maker.pick(0, 19, 20, 24)])
            return frame
        },
        .init("IPv6 longer than its frame") { maker in
            var frame = maker.udp6()
            frame[18] = 0xff
            return frame
        },
        .init("IPv6 with a chain that is cut off") { maker in
            maker.ip6(next: maker.pick(0, 43, 60, 51), [17, maker.pick(1, 9, 255), 0, 0] + maker.data().prefix(9))
        },
        .init("padded to 60 bytes") { maker in
            let frame = maker.pick(maker.udp4(), maker.udp6(), maker.arp(target: maker.peerV4))
            return frame + [UInt8](repeating: 0, count: max(0, 60 - frame.count))
        },
        .init("cut off anywhere") { maker in
            let frame = maker.anything()
            return Array(frame.prefix(Int.random(in: 0...frame.count, using: &maker.generator)))
        },
        .init("a changed byte") { maker in
            var frame = maker.anything()
            frame[Int.random(in: 0..<frame.count, using: &maker.generator)] = UInt8.random(
                in: 0...255, using: &maker.generator)
            return frame
        },
        .init("changed bytes behind the addresses") { maker in
            var frame = maker.anything()
            for _ in 0..<3 {
                frame[Int.random(in: 12..<frame.count, using: &maker.generator)] = UInt8.random(
                    in: 0...255, using: &maker.generator)
            }
            return frame
        },
        .init("a runt") { Array($0.udp4().prefix($0.pick(0, 1, 6, 12, 13, 14))) },
        .init("noise") { $0.data() },
    ]
}

extension PacketMaker {
    /// A frame of any class that is whole.
    mutating func anything() -> [UInt8] {
        let whole = PacketClass.legal + PacketClass.arp + PacketClass.discovery + PacketClass.services
        let index = Int.random(in: 0..<whole.count, using: &generator)
        return whole[index].make(&self)
    }

    mutating func fragment6(_ offset: UInt8, next: UInt8) -> [UInt8] {
        let (source, target) = (ownV6(), peerV6())
        let datagram = FrameBuilder.udp((pick(9, 547), port()), from: .v6(source), to: .v6(target), data())
        return ip6(from: source, to: target, next: 44, [next, 0, 0, offset, 0, 0, 0, 1] + datagram)
    }
}
