import NetworkTypes
import Packets
import Testing
import Wire

@Suite("Frames that the fabric looks into")
struct PacketTests {
    private static let mac: [UInt8] = [0x52, 0x54, 0, 0, 0, 1]

    private static func frame(_ type: [UInt8], _ payload: [UInt8]) -> [UInt8] {
        [0x33, 0x33, 0, 0, 0, 1] + mac + type + payload
    }

    /// 10.0.0.1 asks for 10.0.0.2.
    private static let arp = frame(
        [8, 6], [0, 1, 8, 0, 6, 4, 0, 1] + mac + [10, 0, 0, 1] + [0, 0, 0, 0, 0, 0] + [10, 0, 0, 2])

    /// A solicitation from fe80::1 for 2001:db8::9 with the source's link-layer address.
    private static func solicitation(hopLimit: UInt8 = 255, option: [UInt8] = [1, 1] + mac) -> [UInt8] {
        let source: [UInt8] = [0xfe, 0x80] + [UInt8](repeating: 0, count: 13) + [1]
        let target: [UInt8] = [0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 11) + [9]
        let message: [UInt8] = [135, 0, 0, 0, 0, 0, 0, 0] + target + option
        return frame(
            [0x86, 0xdd],
            [0x60, 0, 0, 0, 0, UInt8(message.count), 58, hopLimit] + source + [UInt8](repeating: 0xff, count: 16)
                + message)
    }

    @Test("ARP tells operation, MACs and addresses")
    func arp() throws {
        let frame = try Frame(Self.arp)
        #expect(frame.ethernet.source == (try MACAddress("52:54:00:00:00:01")))
        guard case .arp(let message) = frame.packet else {
            Issue.record("\(frame.packet)")
            return
        }
        #expect(message.operation == 1)
        #expect(message.senderAddress == (try IPv4Address("10.0.0.1")))
        #expect(message.targetAddress == (try IPv4Address("10.0.0.2")))
        #expect(message.senderMAC == frame.ethernet.source)
    }

    @Test("ARP for other hardware is refused")
    func otherHardware() {
        var bytes = Self.arp
        bytes[15] = 6
        #expect(throws: WireError.self) { try Frame(bytes) }
    }

    @Test("A solicitation tells target and link-layer address")
    func solicitation() throws {
        guard case .neighbour(let message, let header) = try Frame(Self.solicitation()).packet else {
            Issue.record("no neighbour message")
            return
        }
        #expect(message.kind == .solicitation)
        #expect(message.target == (try IPv6Address("2001:db8::9")))
        #expect(message.linkLayerAddress == (try MACAddress("52:54:00:00:00:01")))
        #expect(header.source == (try IPv6Address("fe80::1")))
    }

    @Test("What did not stay on the link is no neighbour discovery")
    func hopLimit() throws {
        guard case .ipv6 = try Frame(Self.solicitation(hopLimit: 64)).packet else {
            Issue.record("it is taken for neighbour discovery")
            return
        }
    }

    @Test("An option of no length is refused, and one that is cut is passed over")
    func options() throws {
        #expect(throws: WireError.self) { try Frame(Self.solicitation(option: [1, 0] + Self.mac)) }
        guard case .neighbour(let cut, _) = try Frame(Self.solicitation(option: [5, 2] + Self.mac)).packet else {
            Issue.record("no neighbour message")
            return
        }
        #expect(cut.linkLayerAddress == nil)
    }

    @Test("IPv4 with options tells its source; a header shorter than itself is refused")
    func ipv4() throws {
        let addresses: [UInt8] = [10, 0, 0, 1, 10, 0, 0, 2]
        let header: [UInt8] = [0x46, 0, 0, 24, 0, 0, 0, 0, 64, 17, 0, 0] + addresses + [1, 1, 1, 0]
        guard case .ipv4(let found) = try Frame(Self.frame([8, 0], header)).packet else {
            Issue.record("no IPv4")
            return
        }
        #expect(found.source == (try IPv4Address("10.0.0.1")))
        #expect(found.protocolNumber == 17)
        for first: UInt8 in [0x44, 0x4f, 0x65] {
            #expect(throws: WireError.self) { try Frame(Self.frame([8, 0], [first] + header.dropFirst())) }
        }
    }

    @Test("Every prefix of a frame is read or refused, and nothing is read past its end")
    func truncation() {
        for whole in [Self.arp, Self.solicitation()] {
            for length in 0..<whole.count { _ = try? Frame(Array(whole.prefix(length))) }
            #expect(throws: WireError.self) { try Frame(Array(whole.prefix(13))) }
        }
    }

    @Test("Changed bytes are read or refused", arguments: 0..<16)
    func fuzz(seed: UInt64) {
        var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
        func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
        let samples = [
            Self.arp, Self.solicitation(), Self.solicitation(option: [1, 1] + Self.mac + [2, 1] + Self.mac),
        ]
        var read = 0
        for _ in 0..<20_000 {
            var bytes = samples[Int(next() % 3)]
            for _ in 0...next() % 4 { bytes[Int(next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: next()) }
            if next() % 4 == 0 { bytes.removeLast(Int(next() % UInt64(bytes.count))) }
            if (try? Frame(bytes)) != nil { read += 1 }
        }
        #expect(read > 1000 && read < 20_000, "both happen")
    }
}
