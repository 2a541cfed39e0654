import NetworkTypes

/// Ethernet frames that guests send by themselves, honest ones and others.
enum Frame {
    static func ethernet(
        to destination: MACAddress, from source: MACAddress, type: UInt16, _ payload: [UInt8]
    ) -> [UInt8] {
        let frame = bytes(destination) + bytes(source) + bytes(type) + payload
        return frame + [UInt8](repeating: 0, count: max(0, 60 - frame.count))
    }

    /// ARP for IPv4 over Ethernet (RFC 826), followed by `token` where there would be padding.
    static func arp(
        operation: UInt16, sender: (MACAddress, IPv4Address), target: (MACAddress, IPv4Address), token: [UInt8]
    ) -> [UInt8] {
        [0, 1, 8, 0, 6, 4] + bytes(operation) + bytes(sender.0) + bytes(sender.1) + bytes(target.0) + bytes(target.1)
            + token
    }

    /// An IPv4 packet with a UDP datagram; without a UDP checksum, which IPv4 allows.
    static func udp(
        to destination: IPv4Address, from source: IPv4Address, ports: (UInt16, UInt16) = (9, 9), _ data: [UInt8]
    ) -> [UInt8] {
        let length = UInt16(28 + data.count)
        var header: [UInt8] = [0x45, 0] + bytes(length) + [0, 0, 0x40, 0, 64, 17, 0, 0]
        header += bytes(source) + bytes(destination)
        let sum = checksum(header)
        header.replaceSubrange(10..<12, with: bytes(sum))
        return header + bytes(ports.0) + bytes(ports.1) + bytes(length - 20) + [0, 0] + data
    }

    /// An IPv6 packet; the checksums inside it are the caller's.
    static func ipv6(
        to destination: IPv6Address, from source: IPv6Address, next: UInt8, hops: UInt8 = 64, _ payload: [UInt8]
    ) -> [UInt8] {
        [0x60, 0, 0, 0] + bytes(UInt16(payload.count)) + [next, hops] + bytes(source) + bytes(destination) + payload
    }

    /// An ICMPv6 message with its checksum over the pseudo header (RFC 4443 section 2.3).
    static func icmpv6(to destination: IPv6Address, from source: IPv6Address, _ message: [UInt8]) -> [UInt8] {
        let pseudo = bytes(source) + bytes(destination) + bytes(UInt32(message.count)) + [0, 0, 0, 58]
        var message = message
        message.replaceSubrange(2..<4, with: bytes(checksum(pseudo + message)))
        return ipv6(to: destination, from: source, next: 58, hops: 255, message)
    }

    /// An IPv6 packet with a UDP datagram whose checksum nobody on the way looks at.
    static func udp(
        to destination: IPv6Address, from source: IPv6Address, ports: (UInt16, UInt16) = (9, 9), _ data: [UInt8]
    ) -> [UInt8] {
        let datagram = bytes(ports.0) + bytes(ports.1) + bytes(UInt16(8 + data.count)) + [0xff, 0xff] + data
        return ipv6(to: destination, from: source, next: 17, datagram)
    }

    /// A mark by which a frame is known wherever it turns up.
    static func token(_ number: Int) -> [UInt8] {
        Array("weft-scenario".utf8) + bytes(UInt32(number))
    }

    private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    private static func bytes(_ address: MACAddress) -> [UInt8] { Array(bytes(address.rawValue).dropFirst(2)) }
    private static func bytes(_ address: IPv4Address) -> [UInt8] { bytes(address.rawValue) }
    static func bytes(_ address: IPv6Address) -> [UInt8] { bytes(address.rawValue) }
    static func octets(_ address: MACAddress) -> [UInt8] { bytes(address) }

    /// The internet checksum (RFC 1071).
    static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            sum += UInt32(bytes[index]) << 8 | (index + 1 < bytes.count ? UInt32(bytes[index + 1]) : 0)
        }
        while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
        return ~UInt16(sum)
    }
}
