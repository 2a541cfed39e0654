import NetworkTypes
import PolicyMeaning
import SimulatedNetwork
import TestSupport
import Testing

@Suite("Duplicate address detection")
struct DetectionTests {
    /// Two guests of a network whose hosts serve them, in some random fabric.
    private static func pair(from seed: UInt64) throws -> (CompiledFabric, asker: Guest, owner: Guest)? {
        let fabric = try CompiledFabric(seed: seed)
        let served = fabric.documents.guests.filter { guest in
            guard let place = guest.place else { return false }
            return fabric.meaning.station(at: place)?.mac == guest.mac
        }
        for asker in served {
            let owner = served.first { $0.network == asker.network && $0.mac != asker.mac }
            if let owner { return (fabric, asker, owner) }
        }
        return nil
    }

    @Test("Of a taken address: who asks gets an advertisement that receivers accept, and nobody else gets anything")
    func taken() throws {
        var shown = 0
        for seed in UInt64(0)..<200 where shown < 20 {
            guard let (compiled, asker, owner) = try Self.pair(from: seed), let place = asker.place else { continue }
            var fabric = try compiled.simulated(compiled.programs)
            let target = owner.linkLocal
            let nowhere = IPv6Address(rawValue: 0)
            let group = IPv6Address(
                rawValue: 0xff02_0000_0000_0000_0000_0001_ff00_0000 | target.rawValue & 0xff_ffff)
            // As Linux asks: with a nonce (RFC 7527).
            let message = FrameBuilder.discovery(
                135, target: target, options: [(14, MACAddress(rawValue: 0x0102_0304_0506))])
            let frame = FrameBuilder.ethernet(
                to: MACAddress(rawValue: 0x3333_ff00_0000 | UInt64(target.rawValue & 0xff_ffff)), from: asker.mac,
                type: EtherType.ipv6,
                FrameBuilder.ipv6(
                    to: group, from: nowhere, next: 58, hops: 255,
                    FrameBuilder.icmpv6(message, from: nowhere, to: group)))
            let walk = fabric.send(Arrival(frame, port: place.port), at: place.host)
            let delivery = try #require(walk.deliveries.first, "seed \(seed)")
            #expect(walk.deliveries.count == 1 && delivery.host == place.host && delivery.port == place.port)
            let allNodes = IPv6Address(rawValue: UInt128(0xff02) << 112 | 1)
            // Neither router, solicited nor overriding: the four bytes behind the checksum are zero.
            var answer = FrameBuilder.discovery(
                136, target: target, options: [(14, MACAddress(rawValue: 0x0102_0304_0506))])
            answer[4] = 0
            let expected = FrameBuilder.ethernet(
                to: MACAddress(rawValue: 0x3333_0000_0001), from: owner.mac, type: EtherType.ipv6,
                FrameBuilder.ipv6(
                    to: allNodes, from: target, next: 58, hops: 255,
                    FrameBuilder.icmpv6(answer, from: target, to: allNodes)))
            #expect(delivery.frame == expected, "seed \(seed), checksum included")
            shown += 1
        }
        #expect(shown == 20)
    }
}
