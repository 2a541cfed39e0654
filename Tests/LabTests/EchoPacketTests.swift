import Testing

@testable import Lab

@Suite("Echo messages")
struct EchoPacketTests {
    @Test("The checksum is that of the example in RFC 1071 section 3")
    func checksum() {
        #expect(EchoPacket.checksum([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]) == ~0xddf2)
    }

    @Test("A message is read back as written, behind an IPv4 header or bare", arguments: [true, false], [true, false])
    func roundTrip(isV4: Bool, isReply: Bool) {
        let packet = EchoPacket(run: 0x0102_0304_0506_0708, probe: 70_000, sequence: 9, isReply: isReply)
        let header: [UInt8] = isV4 ? [0x45] + [UInt8](repeating: 0, count: 19) : []
        let bytes = packet.encoded(isV4: isV4)
        #expect(bytes.count == EchoPacket.size)
        #expect(EchoPacket(received: header + bytes, isV4: isV4) == packet)
        if isV4 { #expect(EchoPacket.checksum(bytes) == 0) }
    }

    @Test("Foreign and cut messages are not ours, and nothing is read beyond the end")
    func foreign() {
        let whole =
            [0x45] + [UInt8](repeating: 0, count: 19) + EchoPacket(run: 1, probe: 2, sequence: 3).encoded(isV4: true)
        for length in 0..<whole.count {
            #expect(EchoPacket(received: Array(whole[..<length]), isV4: true) == nil)
        }
        var changed = whole
        changed[20] = 3
        #expect(EchoPacket(received: changed, isV4: true) == nil, "destination unreachable")
        changed = whole
        changed[0] = 0x4f
        #expect(EchoPacket(received: changed, isV4: true) == nil, "a header length beyond the packet")
        changed = whole
        changed[30] ^= 1
        #expect(EchoPacket(received: changed, isV4: true) == nil, "somebody else's data")
    }
}
