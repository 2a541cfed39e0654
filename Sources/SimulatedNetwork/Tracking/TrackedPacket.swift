import OpenFlow

/// What the connection tracker reads of a packet: `conn_key_extract` in Open vSwitch's `lib/conntrack.c`.
struct TrackedPacket {
    private(set) var tuple: ConnectionTracker.Tuple
    /// It is an ICMP error: the tuple is that of the packet that it is about, turned round.
    private(set) var isRelated = false
    private(set) var segment: TCPSegment?
    /// Whether it may begin a connection when it belongs to none.
    private(set) var mayOpen = true

    private typealias Tuple = ConnectionTracker.Tuple

    /// Errors of ICMPv4 quote so much of a packet's transport at least (RFC 792), those of ICMPv6 more (RFC 4443 section 2.4).
    private static let quotedBytes = 8

    /// Nil for what the tracker takes for invalid: headers that do not add up, wrong checksums, ICMP of other types.
    init?(_ packet: Packet, isFragment: Bool) {
        let layout = packet.layout
        guard let network = layout.network, let start = layout.transport, start <= layout.end else { return nil }
        let fields = packet.fields
        let isV6 = fields[.etherType] == 0x86dd
        if !isV6, !Checksum.isRight(packet.frame[network..<start]) { return nil }
        tuple = Tuple(
            source: .init(address: fields[isV6 ? .ipv6Source : .ipv4Source]),
            destination: .init(address: fields[isV6 ? .ipv6Destination : .ipv4Destination]), isV6: isV6,
            transport: UInt8(fields[.ipProtocol]))
        let body = packet.frame[start..<layout.end]
        guard isFragment || isSound(body, Self.pseudoHeader(packet, network, isV6)), readTransport(body) else {
            return nil
        }
    }

    /// Lengths and checksum of the transport (`check_l4_tcp` and the like).
    private func isSound(_ body: ArraySlice<UInt8>, _ pseudoHeader: [UInt8]) -> Bool {
        let start = body.startIndex
        switch (tuple.transport, tuple.isV6) {
        case (6, _):
            guard body.count >= 20 else { return false }
            let header = Int(body[start + 12] >> 4) * 4
            guard header >= 20, header <= body.count else { return false }
        case (17, _):
            guard body.count >= 8 else { return false }
            let length = Int(body.word(4))
            guard length >= 8, length <= body.count else { return false }
            if body.word(6) == 0, !tuple.isV6 { return true }
        case (1, false): return body.count >= 8 && Checksum.isRight(body)
        case (58, true): guard body.count >= 8 else { return false }
        default: return true
        }
        return Checksum.isRight(pseudoHeader + [0, 0] + Checksum.length(body.count) + [0, tuple.transport] + body)
    }

    private static func pseudoHeader(_ packet: Packet, _ network: Int, _ isV6: Bool) -> [UInt8] {
        Array(packet.frame[isV6 ? network + 8..<network + 40 : network + 12..<network + 20])
    }

    private mutating func readTransport(_ body: ArraySlice<UInt8>) -> Bool {
        switch (tuple.transport, tuple.isV6) {
        case (6, _), (17, _):
            let isBrief = isRelated && !tuple.isV6
            guard body.count >= (isBrief || tuple.transport == 17 ? Self.quotedBytes : 20) else { return false }
            (tuple.source.port, tuple.destination.port) = (body.word(0), body.word(2))
            if tuple.transport == 6, !isRelated {
                guard let segment = TCPSegment(body) else { return false }
                self.segment = segment
                mayOpen = segment.mayOpen
            }
            return true
        case (1, false): return readICMP(body, requests: [8: 0, 13: 14, 15: 16], errors: [3, 4, 5, 11, 12])
        case (58, true): return readICMP(body, requests: [128: 129], errors: [1, 2, 3, 4])
        default: return true
        }
    }

    /// - Parameter requests: types that open, with those of their answers.
    private mutating func readICMP(_ body: ArraySlice<UInt8>, requests: [UInt8: UInt8], errors: Set<UInt8>) -> Bool {
        guard body.count >= 8 else { return false }
        let (type, code) = (body[body.startIndex], body[body.startIndex + 1])
        if errors.contains(type) { return !isRelated && readQuoted(body.dropFirst(8)) }
        let asked = requests.first { $0.value == type }?.key
        guard code == 0, let other = requests[type] ?? asked else { return false }
        (tuple.source.port, tuple.destination.port) = (body.word(4), body.word(4))
        (tuple.source.type, tuple.destination.type) = (type, other)
        mayOpen = requests[type] != nil
        return true
    }

    /// The packet that an error is about, which its receiver must have sent.
    private mutating func readQuoted(_ packet: ArraySlice<UInt8>) -> Bool {
        let start = packet.startIndex
        let receiver = tuple.destination.address
        let body: ArraySlice<UInt8>
        if tuple.isV6 {
            guard packet.count >= 40, packet[start + 6] != 44 else { return false }
            tuple.transport = packet[start + 6]
            tuple.source.address = packet.number(8, 16)
            tuple.destination.address = packet.number(24, 16)
            body = packet.dropFirst(40)
        } else {
            guard packet.count >= 20 else { return false }
            let header = Int(packet[start] & 15) * 4
            guard header >= 20, packet.count >= header, packet.word(6) & 0x3fff == 0 else { return false }
            tuple.transport = packet[start + 9]
            tuple.source.address = packet.number(12, 4)
            tuple.destination.address = packet.number(16, 4)
            body = packet.dropFirst(header)
        }
        guard tuple.source.address == receiver else { return false }
        isRelated = true
        guard readTransport(body) else { return false }
        tuple = tuple.reversed
        return true
    }
}

extension ArraySlice<UInt8> {
    /// Two bytes at an offset from the beginning; they must be there.
    func word(_ offset: Int) -> UInt16 { UInt16(number(offset, 2)) }

    func number(_ offset: Int, _ count: Int) -> UInt128 {
        self[startIndex + offset..<startIndex + offset + count].reduce(0) { $0 << 8 | UInt128($1) }
    }
}
