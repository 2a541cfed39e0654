import NetworkTypes

/// Frames that the network changes on behalf of someone.
enum Answer {
    /// The reply to an ARP request (RFC 826): addresses exchanged, the owner's MAC told. What follows stays as it is.
    static func reply(to request: [UInt8], from owner: MACAddress) -> [UInt8] {
        var reply = request
        let (asker, ownMAC) = (Array(request[6..<12]), bytes(owner))
        // Behind SNAP the message begins eight bytes later.
        let start = request[12] < 6 ? 22 : 14
        let (senderMAC, senderIP) = (Array(request[start + 8..<start + 14]), Array(request[start + 14..<start + 18]))
        let targetIP = Array(request[start + 24..<start + 28])
        reply.replaceSubrange(0..<12, with: asker + ownMAC)
        reply.replaceSubrange(start + 6..<start + 28, with: [0, 2] + ownMAC + targetIP + senderMAC + senderIP)
        return reply
    }

    /// An advertisement in answer to duplicate address detection: to all nodes, neither solicited nor overriding (RFC 4861
    /// sections 4.4, 7.2.4 and 7.2.8). What follows the target stays as it is.
    ///
    /// - Parameter messageAt: where the message begins behind the start of the IPv6 header.
    static func advertisement(
        to request: [UInt8], of target: IPv6Address, from owner: MACAddress, messageAt: Int
    ) -> [UInt8] {
        var answer = request
        answer.replaceSubrange(0..<12, with: [0x33, 0x33, 0, 0, 0, 1] + bytes(owner))
        let header = request[12] < 6 ? 22 : 14
        let message = header + messageAt
        let address = (0..<16).map { UInt8(truncatingIfNeeded: target.rawValue >> UInt128(120 - 8 * $0)) }
        let allNodes: [UInt8] = [0xff, 2] + Array(repeating: 0, count: 13) + [1]
        answer.replaceSubrange(header + 8..<header + 40, with: address + allNodes)
        answer[message] = 136
        // RFC 1624: what was summed before goes out, what is there now comes in.
        var sum = ~UInt64(word(request, message + 2)) & 0xffff
        for place in Array(stride(from: header + 8, to: header + 40, by: 2)) + [message] {
            sum += ~UInt64(word(request, place)) & 0xffff
            sum += UInt64(word(answer, place))
        }
        while sum >> 16 != 0 { sum = sum & 0xffff + sum >> 16 }
        let checksum = ~UInt16(sum)
        answer.replaceSubrange(message + 2..<message + 4, with: [UInt8(checksum >> 8), UInt8(checksum & 0xff)])
        return answer
    }

    private static func word(_ bytes: [UInt8], _ place: Int) -> UInt16 {
        UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1])
    }

    /// The frame, to the owner's MAC alone.
    static func steered(_ frame: [UInt8], to owner: MACAddress) -> [UInt8] {
        var steered = frame
        steered.replaceSubrange(0..<6, with: bytes(owner))
        return steered
    }

    private static func bytes(_ mac: MACAddress) -> [UInt8] {
        (0..<6).map { UInt8(truncatingIfNeeded: mac.rawValue >> UInt64(40 - 8 * $0)) }
    }
}
