import NetworkTypes

/// What a frame claims about itself: who sends it, to whom, and in which protocol.
///
/// Written from the standards, apart from every other parser of Weft. What is cut off is not claimed.
struct Claims {
    enum Content {
        case arp(ARP)
        case ip(IP)
        /// IP whose header is cut off, or whose lengths do not add up.
        case brokenIP
        /// ARP that is not for IPv4 over Ethernet, or is cut off.
        case otherARP
        case other
    }

    struct ARP {
        let operation: UInt16
        let senderMAC: MACAddress
        let sender: IPv4Address
        let target: IPv4Address
    }

    let destination: MACAddress
    let source: MACAddress
    /// The frame has a tag of 802.1Q or 802.1ad.
    let isTagged: Bool
    let content: Content

    /// Nil for what is shorter than an Ethernet header.
    init?(_ frame: [UInt8]) {
        var octets = Octets(frame[...])
        guard let destination = octets.mac(), let source = octets.mac(), let type = octets.word() else { return nil }
        self.destination = destination
        self.source = source
        // A tag needs its four bytes and an EtherType behind.
        isTagged = (type == 0x8100 || type == 0x88a8) && octets.count >= 4
        content = isTagged ? .other : Self.content(type, octets)
    }

    private static func content(_ type: UInt16, _ octets: Octets) -> Content {
        var octets = octets
        switch type {
        case EtherType.arp: return ARP(&octets).map(Content.arp) ?? .otherARP
        case EtherType.ipv4, EtherType.ipv6:
            return (type == EtherType.ipv4 ? IP(version4: octets) : IP(version6: octets)).map(Content.ip) ?? .brokenIP
        case 0..<0x600:
            // IEEE 802.3 with LLC and SNAP: an EtherType inside (RFC 1042).
            guard octets.take(6) == [0xaa, 0xaa, 3, 0, 0, 0], let inner = octets.word(), inner >= 0x600 else {
                return .other
            }
            return content(inner, octets)
        default: return .other
        }
    }
}

extension Claims.ARP {
    init?(_ octets: inout Octets) {
        guard octets.take(6) == [0, 1, 8, 0, 6, 4], let operation = octets.word(), let senderMAC = octets.mac(),
            let sender = octets.ipv4(), octets.mac() != nil, let target = octets.ipv4()
        else { return nil }
        self.operation = operation
        self.senderMAC = senderMAC
        self.sender = sender
        self.target = target
    }
}

/// Bytes that are taken from the front, or not at all.
struct Octets {
    private var bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    var count: Int { bytes.count }

    mutating func take(_ count: Int) -> [UInt8]? {
        guard count >= 0, bytes.count >= count else { return nil }
        defer { bytes = bytes.dropFirst(count) }
        return Array(bytes.prefix(count))
    }

    /// Only the first `count` bytes count.
    mutating func truncate(to count: Int) -> Bool {
        guard count >= 0, bytes.count >= count else { return false }
        bytes = bytes.prefix(count)
        return true
    }

    mutating func number(_ count: Int) -> UInt128? {
        guard bytes.count >= count else { return nil }
        defer { bytes = bytes.dropFirst(count) }
        return bytes.prefix(count).reduce(0) { $0 << 8 | UInt128($1) }
    }

    mutating func byte() -> UInt8? { bytes.popFirst() }
    mutating func word() -> UInt16? { number(2).map { UInt16($0) } }
    mutating func mac() -> MACAddress? { number(6).map { MACAddress(rawValue: UInt64($0)) } }
    mutating func ipv4() -> IPv4Address? { number(4).map { IPv4Address(rawValue: UInt32($0)) } }
    mutating func ipv6() -> IPv6Address? { number(16).map { IPv6Address(rawValue: $0) } }
}
