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
