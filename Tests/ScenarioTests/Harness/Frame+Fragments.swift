import NetworkTypes

extension Frame {
    /// The first fragment of an IPv4 packet: everything of it, and the promise of more (RFC 791 section 3.2).
    static func firstFragment(ofIPv4 packet: [UInt8]) -> [UInt8] {
        var packet = packet
        packet[6] = 0x20
        packet.replaceSubrange(10..<12, with: [0, 0])
        packet.replaceSubrange(10..<12, with: octets(checksum(Array(packet.prefix(20)))))
        return packet
    }

    /// The first fragment of an IPv6 packet with a fragment header (RFC 8200 section 4.5), with more to come or, as an atomic
    /// one (RFC 6946), without.
    static func firstFragment(ofIPv6 packet: [UInt8], more: Bool = true) -> [UInt8] {
        insert(44, [packet[6], 0, 0, more ? 1 : 0, 0, 0, 0, 7], into: packet)
    }

    /// A hop-by-hop header before what the packet carries (RFC 8200 section 4.3): padding only.
    static func withHopByHop(_ packet: [UInt8]) -> [UInt8] {
        insert(0, [packet[6], 0, 1, 4, 0, 0, 0, 0], into: packet)
    }

    /// A packet whose chain of headers says that another one follows, and that ends there.
    static func withUnfinishedChain(_ packet: [UInt8]) -> [UInt8] {
        insert(60, [60, 250, 1, 4, 0, 0, 0, 0], into: packet)
    }

    private static func insert(_ kind: UInt8, _ header: [UInt8], into packet: [UInt8]) -> [UInt8] {
        var packet = packet
        packet[6] = kind
        packet.insert(contentsOf: header, at: 40)
        packet.replaceSubrange(4..<6, with: octets(UInt16(packet.count - 40)))
        return packet
    }

    /// An IPv4 packet of any protocol.
    static func ipv4(
        to destination: IPv4Address, from source: IPv4Address, protocol number: UInt8, _ data: [UInt8]
    ) -> [UInt8] {
        var packet = udp(to: destination, from: source, data)
        packet[9] = number
        packet.replaceSubrange(10..<12, with: [0, 0])
        packet.replaceSubrange(10..<12, with: octets(checksum(Array(packet.prefix(20)))))
        return packet
    }

    /// A VXLAN header and a frame (RFC 7348 section 5).
    static func vxlan(_ vni: UInt32, _ frame: [UInt8]) -> [UInt8] { [8, 0, 0, 0] + octets(vni << 8) + frame }

    private static func octets(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
}
