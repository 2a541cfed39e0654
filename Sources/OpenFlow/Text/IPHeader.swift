import Wire

/// IPv4 or IPv6 and what it carries, as far as ovs-ofctl prints it.
struct IPHeader {
    var source: UInt128 = 0
    var destination: UInt128 = 0
    var flowLabel: UInt32 = 0
    var number: UInt8 = 0
    var typeOfService: UInt8 = 0
    var ttl: UInt8 = 0
    /// Bit 0: a fragment; bit 1: not the first.
    var fragment: UInt8 = 0
    /// Ports, or type and code.
    var first: UInt16 = 0
    var second: UInt16 = 0
    var tcpFlags: UInt16 = 0
    var discovery: NeighbourDiscovery?
    /// The name of the checksum and its value.
    var checksum: (name: StaticString, value: UInt32)?

    mutating func read4(_ reader: inout ByteReader) throws(WireError) {
        guard reader.remaining >= 20 else { return }
        let head: UInt32 = try reader.peek()
        let length = Int(head >> 24 & 0xf) * 4
        let total = Int(head & 0xffff)
        guard length >= 20, length <= total, total <= reader.remaining else { return }
        typeOfService = UInt8(head >> 16 & 0xff)
        // What follows the packet in the frame is padding.
        var packet = try reader.slice(total)
        try readRest4(&packet, optionLength: length - 20)
    }

    private mutating func readRest4(_ reader: inout ByteReader, optionLength: Int) throws(WireError) {
        try reader.skip(6)
        let offset: UInt16 = try reader.read()
        if offset & 0x3fff != 0 { fragment = offset & 0x1fff == 0 ? 1 : 3 }
        ttl = try reader.read()
        number = try reader.read()
        try reader.skip(2)
        source = UInt128(try reader.read(as: UInt32.self))
        destination = UInt128(try reader.read(as: UInt32.self))
        try reader.skip(optionLength)
        try readTransport(&reader, isIPv6: false)
    }

    mutating func read6(_ reader: inout ByteReader) throws(WireError) {
        guard reader.remaining >= 40 else { return }
        let length = 40 + Int(try reader.peek(ahead: 4, as: UInt16.self))
        guard length <= reader.remaining else { return }
        var packet = try reader.slice(length)
        try readRest6(&packet)
    }

    private mutating func readRest6(_ reader: inout ByteReader) throws(WireError) {
        let word: UInt32 = try reader.read()
        try reader.skip(2)
        let next: UInt8 = try reader.read()
        let limit: UInt8 = try reader.read()
        source = try reader.read()
        destination = try reader.read()
        guard let last = try skipExtensions(&reader, next) else {
            fragment = 0
            return
        }
        number = last
        typeOfService = UInt8(word >> 20 & 0xff)
        flowLabel = word & 0xf_ffff
        ttl = limit
        try readTransport(&reader, isIPv6: true)
    }

    /// The number of what stands behind the extension headers; nil when they are cut off.
    private mutating func skipExtensions(_ reader: inout ByteReader, _ first: UInt8) throws(WireError) -> UInt8? {
        var next = first
        while [0, 43, 44, 51, 60].contains(next) {
            guard reader.remaining >= 8 else { return nil }
            let kind = next
            next = try reader.peek()
            let units = Int(try reader.peek(ahead: 1, as: UInt8.self))
            let offset: UInt16 = try reader.peek(ahead: 2)
            let length = kind == 44 ? 8 : kind == 51 ? (units + 2) * 4 : (units + 1) * 8
            guard length <= reader.remaining else { return nil }
            try reader.skip(length)
            if kind == 44, offset != 0 {
                fragment = offset & 0xfff8 == 0 ? 1 : 3
                if fragment == 3 { return 44 }
            }
        }
        return next
    }

    private mutating func readTransport(_ reader: inout ByteReader, isIPv6: Bool) throws(WireError) {
        let isLater = fragment & 2 != 0
        switch number {
        case 6:
            guard reader.remaining >= 20 else { return }
            checksum = (" tcp_csum:", UInt32(try reader.peek(ahead: 16, as: UInt16.self)))
            let control: UInt16 = try reader.peek(ahead: 12)
            let length = Int(control >> 12) * 4
            if isLater || length < 20 || length > reader.remaining { return }
            tcpFlags = control & 0xfff
            try readPorts(&reader)
        case 17:
            guard reader.remaining >= 8 else { return }
            checksum = (" udp_csum:", UInt32(try reader.peek(ahead: 6, as: UInt16.self)))
            if !isLater { try readPorts(&reader) }
        case 132:
            guard reader.remaining >= 12 else { return }
            checksum = (" sctp_csum:", try reader.peek(ahead: 8, as: UInt32.self))
            if !isLater { try readPorts(&reader) }
        case 2: if reader.remaining >= 8, !isLater { try readType(&reader) }
        case 1:
            guard reader.remaining >= 8 else { return }
            checksum = (" icmp_csum:", UInt32(try reader.peek(ahead: 2, as: UInt16.self)))
            if !isLater { try readType(&reader) }
        case 58:
            guard reader.remaining >= 4 else { return }
            checksum = (" icmp6_csum:", UInt32(try reader.peek(ahead: 2, as: UInt16.self)))
            if isLater || reader.remaining < 8 { return }
            try readType(&reader)
            guard isIPv6, second == 0, first == 135 || first == 136 else { return }
            try reader.skip(6)
            discovery = try NeighbourDiscovery(from: &reader)
        default: break
        }
    }

    private mutating func readPorts(_ reader: inout ByteReader) throws(WireError) {
        first = try reader.read()
        second = try reader.read()
    }

    private mutating func readType(_ reader: inout ByteReader) throws(WireError) {
        first = UInt16(try reader.read(as: UInt8.self))
        second = UInt16(try reader.read(as: UInt8.self))
    }
}

/// A neighbour's solicitation or advertisement behind its first eight bytes, RFC 4861.
struct NeighbourDiscovery {
    var target: UInt128 = 0
    var sourceLinkLayer: UInt64 = 0
    var targetLinkLayer: UInt64 = 0

    init(from reader: inout ByteReader) throws(WireError) {
        guard reader.remaining >= 16 else { return }
        target = try reader.read()
        while reader.remaining >= 8 {
            let kind: UInt8 = try reader.peek()
            let length = Int(try reader.peek(ahead: 1, as: UInt8.self)) * 8
            guard length > 0, length <= reader.remaining else { return }
            var option = try reader.slice(length)
            guard length == 8, kind == 1 || kind == 2 else { continue }
            try option.skip(2)
            let address = UInt64(try option.readInteger(byteCount: 6))
            // An option that stands twice makes all of it void.
            guard kind == 1 ? sourceLinkLayer == 0 : targetLinkLayer == 0 else {
                (target, sourceLinkLayer, targetLinkLayer) = (0, 0, 0)
                return
            }
            if kind == 1 { sourceLinkLayer = address } else { targetLinkLayer = address }
        }
    }
}
