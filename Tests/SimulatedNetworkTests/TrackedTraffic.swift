import NetworkTypes
import TestSupport

/// Random packets between two machines, many of them of the same few connections.
struct TrackedTraffic {
    /// One packet, or the fragments of one, in order; and the port it comes by.
    struct Item {
        let port: UInt32
        let frames: [[UInt8]]
        let description: String
    }

    private var chance: SeededGenerator
    /// The next sequence numbers of the two ends of a TCP connection, by its ports.
    private var sequences: [UInt16: (UInt32, UInt32)] = [:]
    /// IP packets that errors may be about, with the side that sent them.
    private var quotable: [(isV6: Bool, isReply: Bool, bytes: [UInt8])] = []
    private var nextID: UInt16 = 1

    private static let v4 = [IPv4Address(rawValue: 0x0a00_0001), IPv4Address(rawValue: 0x0a00_0002)]
    private static let v6 = [
        IPv6Address(rawValue: 0x2001_0db8 << 96 + 1), IPv6Address(rawValue: 0x2001_0db8 << 96 + 2),
    ]

    init(seed: UInt64) { chance = SeededGenerator(seed: seed) }

    private mutating func roll(_ sides: Int) -> Bool { Int.random(in: 0..<sides, using: &chance) == 0 }
    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &chance)]
    }

    mutating func next() -> Item {
        let (isV6, isReply) = (roll(3), roll(2))
        var payload: (transport: UInt8, bytes: [UInt8], name: String)
        switch Int.random(in: 0..<10, using: &chance) {
        case 0...4: payload = tcp(isV6, isReply)
        case 5, 6: payload = udp(isV6, isReply)
        case 7: payload = icmp(isV6, isReply)
        case 8: payload = error(isV6, isReply) ?? icmp(isV6, isReply)
        default: payload = (pick([47, 132]), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14], "other")
        }
        // The checksum of fragments is only known when all are there.
        if roll(40), (8...Self.fragmentBytes).contains(payload.bytes.count) {
            payload.bytes[Int.random(in: 4..<payload.bytes.count, using: &chance)] ^= 0x10
            payload.name += ", damaged"
        }
        let port = pick([1, 1, 2, 2, 2, 3, 4, 5, 6, 6] as [UInt32])
        let packets = packets(isV6, isReply, payload.transport, payload.bytes)
        quotable.append((isV6, isReply, packets[0]))
        if quotable.count > 12 { quotable.removeFirst() }
        let frames = packets.map {
            FrameBuilder.ethernet(to: Frames.right, from: Frames.left, type: isV6 ? 0x86dd : 0x0800, $0)
        }
        let direction = "\(isV6 ? "v6" : "v4") \(isReply ? "B>A" : "A>B")"
        let parts = packets.count > 1 ? " in \(packets.count) fragments" : ""
        return Item(port: port, frames: frames, description: "p\(port) \(direction) \(payload.name)\(parts)")
    }

    /// The IP packet, in fragments when it is long.
    private mutating func packets(
        _ isV6: Bool, _ isReply: Bool, _ transport: UInt8, _ payload: [UInt8]
    ) -> [[UInt8]] {
        let (from, to) = isReply ? (1, 0) : (0, 1)
        guard payload.count > Self.fragmentBytes else {
            return [
                isV6
                    ? FrameBuilder.ipv6(to: Self.v6[to], from: Self.v6[from], next: transport, payload)
                    : FrameBuilder.ipv4(to: Self.v4[to], from: Self.v4[from], transport: transport, payload)
            ]
        }
        nextID += 1
        return stride(from: 0, to: payload.count, by: Self.fragmentBytes).map { start in
            let part = Array(payload[start..<min(payload.count, start + Self.fragmentBytes)])
            let isLast = start + Self.fragmentBytes >= payload.count
            if isV6 {
                let word = UInt16(start) | (isLast ? 0 : 1)
                let header = [transport, 0] + FrameBuilder.bytes(word) + [0, 0] + FrameBuilder.bytes(nextID)
                return FrameBuilder.ipv6(to: Self.v6[to], from: Self.v6[from], next: 44, header + part)
            }
            return FrameBuilder.ipv4(
                to: Self.v4[to], from: Self.v4[from], transport: transport,
                fragment: UInt16(start / 8) | (isLast ? 0 : 0x2000), id: nextID, part)
        }
    }

    /// As long as Open vSwitch takes fragments for honest, with the limit that the test sets.
    private static let fragmentBytes = 480

    private func addresses(_ isV6: Bool, _ isReply: Bool) -> (IPAddress, IPAddress) {
        let ends: [IPAddress] = isV6 ? Self.v6.map { .v6($0) } : Self.v4.map { .v4($0) }
        return isReply ? (ends[1], ends[0]) : (ends[0], ends[1])
    }

    private mutating func data() -> [UInt8] {
        [UInt8](
            repeating: 7,
            count: roll(12) ? Int.random(in: 500...1400, using: &chance) : Int.random(in: 0...20, using: &chance))
    }

    private mutating func udp(_ isV6: Bool, _ isReply: Bool) -> (UInt8, [UInt8], String) {
        let (from, to) = addresses(isV6, isReply)
        let ports: (UInt16, UInt16) = (pick([1000, 1001]), 53)
        var bytes = FrameBuilder.udp(isReply ? (ports.1, ports.0) : ports, from: from, to: to, data())
        if roll(10), bytes.count <= Self.fragmentBytes { (bytes[6], bytes[7]) = (0, 0) }
        return (17, bytes, "udp \(ports.0)")
    }

    private mutating func tcp(_ isV6: Bool, _ isReply: Bool) -> (UInt8, [UInt8], String) {
        let (from, to) = addresses(isV6, isReply)
        let client: UInt16 = pick([2000, 2001, 2002])
        let key = client + (isV6 ? 10 : 0)
        var (near, far) = sequences[key] ?? (chance.next32(), chance.next32())
        if isReply { swap(&near, &far) }
        let flags: UInt8 = pick(isReply ? [0x12, 0x12, 0x10, 0x18, 0x11, 4, 0x14] : [2, 2, 0x10, 0x10, 0x18, 0x11, 4])
        let odd: UInt8 = pick([0, 1, 3, 6, 8, 0x1f, 0x20, 0x29])
        let flagsSent = roll(25) ? odd : flags
        // Never in fragments: how far they go only the whole segment says.
        let payload = flags & 2 != 0 || roll(2) ? [] : Array(data().prefix(400))
        let isOff = roll(15)
        let sequence = isOff ? near &+ UInt32(pick([5, 70_000, 2_000_000_000])) : near
        let acknowledgement = roll(20) ? far &- 100_000 : far
        let options: [UInt8] = flags & 2 != 0 && roll(2) ? [2, 4, 5, 0xb4, 1, 3, 3, pick([0, 7, 20])] : []
        let bytes = FrameBuilder.tcp(
            isReply ? (80, client) : (client, 80), from: from, to: to, flags: flagsSent, sequence: sequence,
            acknowledgement: flagsSent & 0x10 == 0 ? 0 : acknowledgement,
            window: pick([0, 1, 500, 8192, 65535]), options: options, payload)
        if !isOff { near &+= UInt32(payload.count) + (flagsSent & 3 != 0 ? 1 : 0) }
        sequences[key] = isReply ? (far, near) : (near, far)
        let text = "tcp \(client) flags \(String(flagsSent, radix: 16)) seq \(sequence) ack \(acknowledgement)"
        return (6, bytes, "\(text) length \(payload.count) options \(options)")
    }

    private mutating func icmp(_ isV6: Bool, _ isReply: Bool) -> (UInt8, [UInt8], String) {
        let type: UInt8 =
            isV6 ? pick([128, 128, 129, 129, 133, 135, 130, 5]) : pick([8, 8, 0, 0, 13, 14, 15, 16, 17, 18, 9])
        let code: UInt8 = roll(12) ? 1 : 0
        let message = [type, code, 0, 0, 0, pick([1, 2]), 0, 1, 9, 9, 9, 9]
        return (isV6 ? 58 : 1, checksummed(message, isV6, isReply), "icmp \(type)/\(code)")
    }

    /// An error about a packet that was sent before, mostly by the one who gets it.
    private mutating func error(_ isV6: Bool, _ isReply: Bool) -> (UInt8, [UInt8], String)? {
        let known = quotable.filter { $0.isV6 == isV6 && ($0.isReply != isReply || roll(10)) }
        guard !known.isEmpty else { return nil }
        let quoted = pick(known).bytes
        let type: UInt8 = isV6 ? pick([1, 2, 3, 4]) : pick([3, 4, 5, 11, 12])
        let length = pick([quoted.count, (isV6 ? 40 : 20) + 8, (isV6 ? 40 : 20) + 7, 10])
        let message = [type, pick([0, 4]), 0, 0, 0, 0, 0, 0] + quoted.prefix(min(length, 400))
        return (isV6 ? 58 : 1, checksummed(message, isV6, isReply), "icmp error \(type) with \(length) bytes")
    }

    private func checksummed(_ message: [UInt8], _ isV6: Bool, _ isReply: Bool) -> [UInt8] {
        guard isV6 else { return FrameBuilder.icmp(message) }
        let (from, to) = isReply ? (Self.v6[1], Self.v6[0]) : (Self.v6[0], Self.v6[1])
        return FrameBuilder.icmpv6(message, from: from, to: to)
    }
}

extension SeededGenerator {
    fileprivate mutating func next32() -> UInt32 { UInt32(truncatingIfNeeded: next()) }
}
