import NetworkTypes
import OpenFlow
import SimulatedNetwork
import TestSupport
import Testing

@Suite("Frames that walk over several hosts")
struct FabricTests {
    private static let tunnel = PortNumber(1000)

    private static func vtep(_ number: UInt32) -> IPAddress { .v4(IPv4Address(rawValue: 0xac1f_0000 + number)) }

    /// Port 1 sends to the VTEP of host `peer`; what comes from VTEP `accepted` with VNI 9 goes to port 2.
    private static func device(to peer: UInt32, accepting accepted: UInt32) throws -> SimulatedSwitch {
        try makeSwitch([
            flow(
                0, priority: 2, [MatchField(.inPort, 1)],
                [
                    .setField(.tunnelID, 9), .setField(.tunnelIPv4Destination, 0xac1f_0000 + peer), .output(tunnel),
                ]),
            flow(
                0, priority: 2,
                [
                    MatchField(.inPort, tunnel.rawValue), MatchField(.tunnelID, 9),
                    MatchField(.tunnelIPv4Source, 0xac1f_0000 + accepted),
                ], [.output(port(2)), .output(tunnel)]),
        ])
    }

    @Test("A frame reaches the host whose VTEP is named, with the sender's VTEP as its source")
    func walk() throws {
        var fabric = SimulatedFabric(tunnelPort: Self.tunnel)
        fabric.add("kvm1", vtep: Self.vtep(1), try Self.device(to: 2, accepting: 2))
        fabric.add("kvm2", vtep: Self.vtep(2), try Self.device(to: 3, accepting: 1))
        let walk = fabric.send(Arrival(Frames.udp(), port: port(1)), at: "kvm1", isTraced: true)
        #expect(walk.deliveries == [Walk.Delivery(host: "kvm2", port: port(2), frame: Frames.udp())])
        #expect(walk.hops.map(\.host) == ["kvm1", "kvm2"])
        #expect(walk.losses.isEmpty)
        let text = walk.hops.map(\.description).joined(separator: "\n")
        #expect(text.contains("→ port 1000, tunnel 9 from - to 172.31.0.2"))
        #expect(text.contains("kvm2, in by tunnel 9 from 172.31.0.1 to 172.31.0.2"))
        #expect(text.contains("no output to port 1000: the packet came in by it"))
        let lost = fabric.send(Arrival(Frames.udp(), port: port(1)), at: "kvm2")
        #expect(lost.losses == [Walk.Loss(host: "kvm2", reason: .unknownVTEP(Self.vtep(3)))])
    }

    @Test("VTEPs of two families do not meet; a host without one has no tunnel")
    func noWay() throws {
        var fabric = SimulatedFabric(tunnelPort: Self.tunnel)
        fabric.add("kvm1", vtep: .v6(IPv6Address(rawValue: 1)), try Self.device(to: 2, accepting: 2))
        fabric.add("kvm2", vtep: Self.vtep(2), try Self.device(to: 1, accepting: 1))
        let walk = fabric.send(Arrival(Frames.udp(), port: port(1)), at: "kvm1")
        #expect(walk.losses == [Walk.Loss(host: "kvm1", reason: .otherFamily(Self.vtep(2)))])
        fabric.add("kvm1", vtep: nil, try Self.device(to: 2, accepting: 2))
        let none = fabric.send(Arrival(Frames.udp(), port: port(1)), at: "kvm1")
        #expect(none.deliveries.isEmpty && none.losses.isEmpty)
    }

    /// What comes by the tunnel goes on to each of these.
    private static func reflector(to peers: [UInt32]) throws -> SimulatedSwitch {
        let copies = peers.flatMap { peer -> [Action] in
            [
                .setField(.tunnelID, 9), .setField(.tunnelIPv4Destination, 0xac1f_0000 + UInt128(peer)),
                .output(tunnel),
            ]
        }
        return try makeSwitch([flow(0, [], [.setField(.inPort, 0)] + copies)])
    }

    @Test("A frame that goes in circles is given up, and so is one that multiplies")
    func endless() throws {
        var circle = SimulatedFabric(tunnelPort: Self.tunnel)
        for number: UInt32 in 1...2 {
            circle.add("kvm\(number)", vtep: Self.vtep(number), try Self.reflector(to: [3 - number]))
        }
        let round = circle.send(Arrival(Frames.udp(), port: port(1)), at: "kvm1")
        #expect(round.hops.count == 33)
        #expect(round.losses == [Walk.Loss(host: "kvm1", reason: .circle)])

        var storm = SimulatedFabric(tunnelPort: Self.tunnel)
        for number: UInt32 in 1...4 {
            let others = (1...4).filter { $0 != number }
            storm.add("kvm\(number)", vtep: Self.vtep(number), try Self.reflector(to: others))
        }
        let wild = storm.send(Arrival(Frames.udp(), port: port(1)), at: "kvm1")
        #expect(wild.hops.count == 256)
        #expect(wild.losses.map(\.reason) == [.storm])
    }
}
