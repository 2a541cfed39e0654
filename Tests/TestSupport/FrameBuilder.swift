public import NetworkTypes

/// Frames for tests, with right lengths and checksums unless a test asks for others.
public enum FrameBuilder {
    public static func ethernet(
        to destination: MACAddress, from source: MACAddress, type: UInt16, _ payload: [UInt8]
    ) -> [UInt8] { bytes(destination) + bytes(source) + bytes(type) + payload }

    /// A tag of 802.1Q (0x8100) or 802.1ad (0x88a8) put into a frame.
    public static func tagged(_ frame: [UInt8], type: UInt16 = 0x8100, _ control: UInt16) -> [UInt8] {
        Array(frame[..<12]) + bytes(type) + bytes(control) + frame[12...]
    }

    /// The same frame as IEEE 802.3 with LLC and SNAP (RFC 1042).
    public static func snap(_ frame: [UInt8]) -> [UInt8] {
        Array(frame[..<12]) + bytes(UInt16(frame.count - 14 + 8)) + [0xaa, 0xaa, 3, 0, 0, 0] + frame[12...]
    }

    public struct ARP: Sendable {
        public var operation: UInt16 = 1
        public var sender: (MACAddress, IPv4Address)
        public var target: (MACAddress, IPv4Address)

        public init(
            _ operation: UInt16 = 1, sender: (MACAddress, IPv4Address), target: (MACAddress, IPv4Address)
        ) {
            self.operation = operation
            self.sender = sender
            self.target = target
        }

        /// RFC 826, for IPv4 over Ethernet.
        public var bytes: [UInt8] {
            [0, 1, 8, 0, 6, 4] + FrameBuilder.bytes(operation) + FrameBuilder.bytes(sender.0)
                + FrameBuilder.bytes(sender.1) + FrameBuilder.bytes(target.0) + FrameBuilder.bytes(target.1)
        }
    }

    /// An IPv4 packet (RFC 791). `fragment` is the word of flags and offset.
    public static func ipv4(
        to destination: IPv4Address, from source: IPv4Address, transport: UInt8, fragment: UInt16 = 0,
        id: UInt16 = 0x1234, timeToLive: UInt8 = 64, options: [UInt8] = [], _ payload: [UInt8]
    ) -> [UInt8] {
        let length = 20 + options.count
        var header: [UInt8] = [0x40 | UInt8(length / 4), 0] + bytes(UInt16(length + payload.count)) + bytes(id)
        header += bytes(fragment) + [timeToLive, transport, 0, 0] + bytes(source) + bytes(destination) + options
        header.replaceSubrange(10..<12, with: bytes(checksum(header)))
        return header + payload
    }

    /// An IPv6 packet (RFC 8200); extension headers are part of the payload.
    public static func ipv6(
        to destination: IPv6Address, from source: IPv6Address, next: UInt8, hops: UInt8 = 64, _ payload: [UInt8]
    ) -> [UInt8] {
        [0x60, 0, 0, 0] + bytes(UInt16(payload.count)) + [next, hops] + bytes(source) + bytes(destination) + payload
    }

    /// A UDP datagram with its checksum over the pseudo header of these addresses.
    public static func udp(
        _ ports: (UInt16, UInt16), from source: IPAddress, to destination: IPAddress, _ data: [UInt8]
    ) -> [UInt8] {
        let datagram = bytes(ports.0) + bytes(ports.1) + bytes(UInt16(8 + data.count)) + [0, 0] + data
        return checksummed(datagram, at: 6, transport: 17, source, destination)
    }

    /// A TCP segment; options have a multiple of four bytes.
    public static func tcp(
        _ ports: (UInt16, UInt16), from source: IPAddress, to destination: IPAddress, flags: UInt8 = 2,
        sequence: UInt32 = 1, acknowledgement: UInt32 = 0, window: UInt16 = 0x2000, options: [UInt8] = [],
        _ data: [UInt8]
    ) -> [UInt8] {
        var segment = bytes(ports.0) + bytes(ports.1) + bytes(sequence) + bytes(acknowledgement)
        segment += [0x50 + UInt8(options.count / 4) << 4, flags] + bytes(window) + [0, 0, 0, 0] + options + data
        return checksummed(segment, at: 16, transport: 6, source, destination)
    }

    /// An ICMP message of IPv4; `message` has zeros in its checksum.
    public static func icmp(_ message: [UInt8]) -> [UInt8] {
        var message = message
        message.replaceSubrange(2..<4, with: bytes(checksum(message)))
        return message
    }

    /// An ICMPv6 message; `message` has zeros in its checksum.
    public static func icmpv6(_ message: [UInt8], from source: IPv6Address, to destination: IPv6Address) -> [UInt8] {
        checksummed(message, at: 2, transport: 58, .v6(source), .v6(destination))
    }

    /// A neighbour solicitation (135) or advertisement (136) with options that are (type, address).
    public static func discovery(
        _ type: UInt8, code: UInt8 = 0, target: IPv6Address, options: [(UInt8, MACAddress)] = []
    ) -> [UInt8] {
        [type, code, 0, 0, type == 136 ? 0x60 : 0, 0, 0, 0] + bytes(target)
            + options.flatMap { [$0.0, 1] + bytes($0.1) }
    }

    /// Whether the checksums of IPv4, TCP, UDP, ICMP and ICMPv6 in an untagged frame are right.
    public static func hasRightChecksums(_ frame: [UInt8]) -> Bool {
        guard frame.count >= 34 else { return true }
        let isV4 = frame[12...13] == [8, 0]
        guard isV4 || frame[12...13] == [0x86, 0xdd] else { return true }
        let header = isV4 ? Int(frame[14] & 15) * 4 : 40
        if isV4, checksum(Array(frame[14..<14 + header])) != 0 { return false }
        let transport = frame[isV4 ? 23 : 20]
        let addresses = isV4 ? Array(frame[26..<34]) : Array(frame[22..<54])
        let segment = Array(frame[(14 + header)...])
        if isV4, transport == 1 { return checksum(segment) == 0 }
        guard [6, 17, 58].contains(transport) else { return true }
        return checksum(addresses + bytes(UInt32(segment.count)) + [0, 0, 0, transport] + segment) == 0
    }

    private static func checksummed(
        _ segment: [UInt8], at place: Int, transport: UInt8, _ source: IPAddress, _ destination: IPAddress
    ) -> [UInt8] {
        var segment = segment
        let pseudo = bytes(source) + bytes(destination) + bytes(UInt32(segment.count)) + [0, 0, 0, transport]
        let sum = checksum(pseudo + segment)
        segment.replaceSubrange(place..<place + 2, with: bytes(transport == 17 && sum == 0 ? 0xffff : sum))
        return segment
    }

    /// The internet checksum (RFC 1071).
    private static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            sum += UInt32(bytes[index]) << 8 | (index + 1 < bytes.count ? UInt32(bytes[index + 1]) : 0)
        }
        while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
        return ~UInt16(sum)
    }

    public static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    public static func bytes(_ mac: MACAddress) -> [UInt8] { Array(bytes(mac.rawValue).dropFirst(2)) }
    public static func bytes(_ address: IPv4Address) -> [UInt8] { bytes(address.rawValue) }
    public static func bytes(_ address: IPv6Address) -> [UInt8] { bytes(address.rawValue) }

    public static func bytes(_ address: IPAddress) -> [UInt8] {
        switch address {
        case .v4(let address): bytes(address)
        case .v6(let address): bytes(address)
        }
    }
}
