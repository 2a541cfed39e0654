import NetworkTypes
import OpenFlow
import Pipeline
import PolicyMeaning
import SimulatedNetwork
import TestSupport
import Testing

@Suite("Connections under compiled policies")
struct PolicyConnectionTests {
    private static let denyAll = "default: { ingress: deny, egress: deny, same-network: deny }\n"
    private static let toWeb = "default: { ingress: deny, egress: allow, same-network: deny }\n"

    private static func scene(_ ingress: [String], defaults: String = toWeb) -> SecurityScene {
        SecurityScene(
            tenant: [.init(name: "g0", members: "{ labels: {} }", ingress: ingress, egress: [])], defaults: defaults)
    }

    private static func check(
        _ scene: SecurityScene, _ numbers: inout [String: UInt32], picksUp: Bool = false
    ) throws -> PolicyCheck {
        let documents = try SecurityDocuments(scene.texts)
        return try PolicyCheck(documents, SecurityProgram(documents, &numbers, picksUp: picksUp))
    }

    private static func check(_ scene: SecurityScene, picksUp: Bool = false) throws -> PolicyCheck {
        var numbers: [String: UInt32] = [:]
        return try check(scene, &numbers, picksUp: picksUp)
    }

    /// From a1 to a2, which are on one host, or to a3, which is on the other.
    private static func packet(
        _ transport: FirstPacket.Tuple.Transport = .tcp(from: 20_000, to: 80), to: Int = 2
    ) throws -> PolicyPacket {
        let destination = to == 1 ? "10.0.1.12" : "10.0.1.13"
        return PolicyPacket(
            from: 0, to: to, .init(from: try IPAddress("10.0.1.11"), to: try IPAddress(destination), transport))
    }

    @Test("TCP begins with SYN, unless the NIC has just come to its host", arguments: [1, 2])
    func midstream(to: Int) throws {
        let scene = Self.scene(["{ allow: tcp/80, PEER: any }"])
        let packet = try Self.packet(to: to)
        for picksUp in [false, true] {
            let check = try Self.check(scene, picksUp: picksUp)
            var fabric = check.fresh
            #expect(check.send(packet, .next, &fabric).deliveries.isEmpty == !picksUp)
            // What no connection is picked up from: an answer to nothing.
            fabric = check.fresh
            #expect(check.send(packet, .answer, &fabric).deliveries.isEmpty)
        }
        // What the policy does not admit is not picked up.
        let closed = try Self.check(Self.scene([]), picksUp: true)
        var fabric = closed.fresh
        #expect(closed.send(packet, .next, &fabric).deliveries.isEmpty)
    }

    @Test("A NIC's connections are in the zone of its port, and a NIC without a policy has none")
    func zones() throws {
        let scene = SecurityScene(
            tenant: [
                .init(name: "g0", members: "{ nics: [a2] }", ingress: ["{ allow: any, PEER: any }"], egress: [])
            ])
        let check = try Self.check(scene)
        var fabric = check.fresh
        #expect(check.send(try Self.packet(to: 1), .first, &fabric).deliveries.count == 1)
        let tracker = try #require(fabric.hosts["h0"]?.device.tracker)
        #expect(check.places[0].port == PortNumber(1) && check.places[1].port == PortNumber(2))
        #expect(tracker.count(in: 1) == 0 && tracker.count(in: 2) == 1)
    }

    @Test("A connection outlives its rule where the rule says so, and only that", arguments: [true, false])
    func persistence(persists: Bool) throws {
        let rule = "{ allow: tcp/80, PEER: any\(persists ? ", persist: true" : "") }"
        var numbers: [String: UInt32] = [:]
        let before = try Self.check(Self.scene([rule]), &numbers)
        let after = try Self.check(Self.scene(["{ deny: any, PEER: any }"]), &numbers)
        let packet = try Self.packet()
        var fabric = before.fresh
        for part in [PolicyPacket.Part.first, .answer, .next] {
            #expect(before.send(packet, part, &fabric).deliveries.count == 1)
        }
        fabric = after.fresh.tracking(as: fabric)
        for part in [PolicyPacket.Part.next, .answer, .next] {
            #expect(after.send(packet, part, &fabric).deliveries.isEmpty == !persists)
        }
        let another = try Self.packet(.tcp(from: 20_001, to: 80))
        #expect(after.send(another, .first, &fabric).deliveries.isEmpty, "a new connection is judged")
    }

    @Test("Errors that belong to a connection pass whatever rules say, and what belongs to none never does")
    func states() throws {
        let cases: [(ConnectionState, SecurityScene, isDelivered: Bool)] = [
            ([.tracked, .related], Self.scene([], defaults: Self.denyAll), true),
            ([.tracked, .related, .reply], Self.scene([], defaults: Self.denyAll), true),
            ([.tracked, .invalid], Self.scene(["{ allow: any, PEER: any }"]), false),
            ([.tracked, .established], Self.scene(["{ allow: any, PEER: any }"]), true),
            ([.tracked, .established], Self.scene([], defaults: Self.denyAll), false),
        ]
        for (state, scene, isDelivered) in cases {
            let check = try Self.check(scene)
            var fabric = check.fresh
            for (name, host) in fabric.hosts {
                var device = host.device
                device.tracker.given = .init(state: state.rawValue)
                fabric.add(name, vtep: host.vtep, device)
            }
            let walk = check.send(try Self.packet(), .first, &fabric)
            #expect(walk.deliveries.isEmpty == !isDelivered, "\(state.rawValue): \(walk.hops)")
        }
    }

    @Test("A later fragment asks no rule and is held by connection tracking; a first one is judged by its ports")
    func fragments() throws {
        let check = try Self.check(Self.scene(["{ allow: udp/2, PEER: any }"]))
        let macs = check.places.map(\.mac)
        let (source, destination) = (IPv4Address(rawValue: 0x0a00_010b), IPv4Address(rawValue: 0x0a00_010d))
        var fabric = check.fresh
        func walk(port: UInt16, fragment: UInt16) -> Walk {
            let datagram = FrameBuilder.udp((999, port), from: .v4(source), to: .v4(destination), [1, 2, 3])
            let frame = FrameBuilder.ethernet(
                to: macs[2], from: macs[0], type: EtherType.ipv4,
                FrameBuilder.ipv4(to: destination, from: source, transport: 17, fragment: fragment, datagram))
            return fabric.send(Arrival(frame, port: check.places[0].port), at: "h0", isTraced: true)
        }
        func tables(_ walk: Walk) -> [UInt8] {
            walk.hops.flatMap(\.verdict.trace).compactMap {
                if case .matched(let flow) = $0.event { flow.table } else { nil }
            }
        }
        let (moreFollow, offset): (UInt16, UInt16) = (0x2000, 5)
        #expect(walk(port: 3, fragment: moreFollow).deliveries.isEmpty)
        fabric = check.fresh
        #expect(walk(port: 2, fragment: offset).deliveries.isEmpty, "it is held until the first has come")
        #expect(walk(port: 2, fragment: moreFollow).deliveries.count == 1)
        let later = walk(port: 2, fragment: offset)
        #expect(later.deliveries.count == 1)
        let expected: [Stage] = [.egressTrack, .egressConnect, .egressPeers, .egressGuard, .egressCommit, .switching]
        #expect(tables(later).contains(expected.map(\.table)))
        #expect(!tables(later).contains(Stage.rules.table))
    }

    @Test("What a rule asks to be logged is marked, whatever it says")
    func logs() throws {
        let check = try Self.check(
            Self.scene(["{ allow: tcp/80, PEER: any, log: true }", "{ deny: any, PEER: any, log: sampled }"]))
        for (port, slot) in [(UInt16(80), Slot.logsAll), (81, .logsSampled)] {
            var fabric = check.fresh
            let walk = check.send(try Self.packet(.tcp(from: 20_000, to: port)), .first, &fabric)
            let met = walk.hops.flatMap(\.verdict.trace).compactMap { step -> Flow? in
                if case .matched(let flow) = step.event, flow.table == Stage.rules.table { flow } else { nil }
            }
            #expect(
                met.contains { "\($0)".contains("set_field:\(slot == .logsAll ? "0x40/0x40" : "0x80/0x80")->reg2") })
        }
    }
}
