import NetworkTypes

/// ICMP and ICMPv6 echo messages (RFC 792, RFC 4443 section 4) whose data tell which probe of which run they are.
struct EchoPacket: Equatable {
    static let size = 40
    private static let magic: UInt64 = 0x7765_6674_2d6c_6162  // "weft-lab"
    private static let dataOffset = 8

    /// Tells several measurements in one lab apart.
    let run: UInt64
    let probe: UInt32
    let sequence: UInt16
    let isReply: Bool

    init(run: UInt64, probe: UInt32, sequence: UInt16, isReply: Bool = false) {
        (self.run, self.probe, self.sequence, self.isReply) = (run, probe, sequence, isReply)
    }

    /// Reads what a raw socket delivers: with the IP header for ICMP, without it for ICMPv6. Nil for anything foreign.
    init?(received bytes: [UInt8], isV4: Bool) {
        var start = 0
        if isV4 {
            guard let first = bytes.first else { return nil }
            start = Int(first & 0xf) * 4
        }
        guard bytes.count >= start + Self.size else { return nil }
        let message = Array(bytes[start...])
        func number(_ offset: Int, _ count: Int) -> UInt64 {
            message[offset..<offset + count].reduce(0) { $0 << 8 | UInt64($1) }
        }
        let (request, reply): (UInt8, UInt8) = isV4 ? (8, 0) : (128, 129)
        guard message[0] == request || message[0] == reply, message[1] == 0,
            number(Self.dataOffset, 8) == Self.magic
        else { return nil }
        self.init(
            run: number(Self.dataOffset + 8, 8), probe: UInt32(number(Self.dataOffset + 16, 4)),
            sequence: UInt16(number(6, 2)), isReply: message[0] == reply)
    }

    /// The message for a raw socket; the kernel adds the checksum of ICMPv6, whose pseudo header only it knows.
    func encoded(isV4: Bool) -> [UInt8] {
        var bytes: [UInt8] = [isReply ? (isV4 ? 0 : 129) : (isV4 ? 8 : 128), 0, 0, 0]
        func append(_ value: UInt64, _ count: Int) {
            for shift in (0..<count).reversed() { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * shift))) }
        }
        // A run has identifiers of its own, so that connection tracking takes its first request for a new connection.
        append((run &+ UInt64(probe)) & 0xffff, 2)
        append(UInt64(sequence), 2)
        append(Self.magic, 8)
        append(run, 8)
        append(UInt64(probe), 4)
        bytes += [UInt8](repeating: 0, count: Self.size - bytes.count)
        if isV4 {
            let sum = Self.checksum(bytes)
            (bytes[2], bytes[3]) = (UInt8(sum >> 8), UInt8(sum & 0xff))
        }
        return bytes
    }

    /// The internet checksum of an even number of bytes (RFC 1071).
    static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: bytes.count - 1, by: 2) {
            sum += UInt32(bytes[index]) << 8 | UInt32(bytes[index + 1])
        }
        while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
        return ~UInt16(sum)
    }
}
