import NetworkTypes
import OpenFlow
import SimulatedNetwork
import TestSupport
import Testing

@Suite("Connection tracking")
struct ConntrackTests {
    private static let tracked: UInt128 = 0x20

    /// Port 1 opens connections, port 2 may only answer.
    private func makeFirewall(zone: UInt16 = 7) throws -> SimulatedSwitch {
        let ip = MatchField(.etherType, 0x0800)
        func state(_ bits: UInt128, _ more: [MatchField] = []) -> [MatchField] {
            [ip, MatchField(.ctState, Self.tracked | bits, mask: Self.tracked | bits)] + more
        }
        return try makeSwitch([
            flow(0, [ip], [.conntrack(Conntrack(zone: .number(zone), table: 1))]),
            flow(1, priority: 9, state(0x10), []),
            flow(
                1, priority: 5, state(1, [MatchField(.inPort, 1)]),
                [
                    .conntrack(Conntrack(commit: true, zone: .number(zone), actions: [.setField(.ctMark, 42)])),
                    .output(port(2)),
                ]),
            flow(1, priority: 5, state(2, [MatchField(.inPort, 1)]), [.output(port(2))]),
            flow(1, priority: 5, state(2, [MatchField(.inPort, 2), MatchField(.ctMark, 42)]), [.output(port(1))]),
        ])
    }

    @Test("Who is asked may answer, and nobody else may open")
    func answers() throws {
        var device = try makeFirewall()
        #expect(device.ports(for: Frames.udp(53, 1024, isReply: true), from: 2) == [])
        #expect(device.ports(for: Frames.udp(), from: 1) == [2])
        #expect(device.ports(for: Frames.udp(53, 1024, isReply: true), from: 2) == [1])
        #expect(device.ports(for: Frames.udp(53, 1025, isReply: true), from: 2) == [])
        #expect(device.tracker.count(in: 7) == 1)
        device.tracker.flush(7)
        #expect(device.ports(for: Frames.udp(53, 1024, isReply: true), from: 2) == [])
    }

    @Test("TCP begins with SYN, or in its middle; an answer to no SYN is invalid")
    func tcp() throws {
        var device = try makeFirewall()
        let (fin, syn, rst, ack): (UInt8, UInt8, UInt8, UInt8) = (1, 2, 4, 16)
        for flags in [0, fin, syn | ack, syn | rst] { #expect(device.ports(for: Frames.tcp(flags), from: 1) == []) }
        for flags in [ack, rst] {
            var other = device
            #expect(other.ports(for: Frames.tcp(flags), from: 1) == [2])
        }
        #expect(device.ports(for: Frames.tcp(syn), from: 1) == [2])
        #expect(device.ports(for: Frames.tcp(syn), from: 1) == [2], "still new")
        #expect(device.ports(for: Frames.tcp(syn | ack, isReply: true), from: 2) == [1])
        #expect(device.ports(for: Frames.tcp(ack), from: 1) == [2])
    }

    @Test("An error about a connection is related to it, and one about no connection is invalid")
    func errors() throws {
        let zone = Conntrack.Zone.number(7)
        let ip = MatchField(.etherType, 0x0800)
        var device = try makeSwitch([
            flow(
                0, [ip, MatchField(.inPort, 1)], [.conntrack(Conntrack(commit: true, zone: zone)), .output(port(2))]),
            flow(0, [ip, MatchField(.inPort, 2)], [.conntrack(Conntrack(zone: zone, table: 1))]),
            // +rel+rpl-inv, and the original direction's ports.
            flow(
                1,
                [
                    ip, MatchField(.ctState, 0x2c, mask: 0x3c), MatchField(.ctProtocol, 17),
                    MatchField(.ctTransportDestination, 53),
                ], [.output(port(1))]),
        ])
        func unreachable(_ about: [UInt8]) -> [UInt8] {
            Frames.v4(1, FrameBuilder.icmp([3, 3, 0, 0, 0, 0, 0, 0] + about[14...]), isReply: true)
        }
        #expect(device.ports(for: unreachable(Frames.udp()), from: 2) == [])
        #expect(device.ports(for: Frames.udp(), from: 1) == [2])
        #expect(device.ports(for: unreachable(Frames.udp()), from: 2) == [1])
        #expect(device.ports(for: unreachable(Frames.udp(1025)), from: 2) == [])
        #expect(
            device.ports(for: unreachable(Frames.udp(53, 1024, isReply: true)), from: 2) == [], "not its own packet")
    }

    @Test("A zone knows nothing of another's connections")
    func zones() throws {
        var device = try makeFirewall(zone: 7)
        #expect(device.ports(for: Frames.udp(), from: 1) == [2])
        var other = try makeFirewall(zone: 8)
        other.tracker = device.tracker
        #expect(other.ports(for: Frames.udp(53, 1024, isReply: true), from: 2) == [])
    }

    @Test("A given state is what every packet shows")
    func given() throws {
        var device = try makeFirewall()
        device.tracker.given = ConnectionTracker.Given(state: 0x22, mark: 42)
        #expect(device.ports(for: Frames.udp(53, 1024, isReply: true), from: 2) == [1])
        device.tracker.given = ConnectionTracker.Given(state: 0x30)
        #expect(device.ports(for: Frames.udp(), from: 1) == [])
    }
}
