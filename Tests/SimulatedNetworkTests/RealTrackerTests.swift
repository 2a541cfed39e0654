import NetworkTypes
import OpenFlow
import SimulatedNetwork
import TestSupport
import Testing

/// The same packets through the tracker of a real ovs-vswitchd, on its userspace datapath, and through ours.
@Suite(
    "Connection tracking as Open vSwitch has it", .enabled(if: VirtualSwitch.isPossible, "\(VirtualSwitch.absence)"),
    .timeLimit(.minutes(5)))
struct RealTrackerTests {
    private static let zone = Conntrack.Zone.number(7)
    private static let otherZone = Conntrack.Zone.number(9)

    /// What is done with a packet, by its port: 1 is looked up, 2 and 3 are committed with marks, 4 is looked up in another
    /// zone, 5 is committed by force, and 6 is committed in one zone and then in another, as from NIC to NIC.
    private static let flows: [Flow] = arrivals(0x0800) + arrivals(0x86dd) + tables(0x0800) + tables(0x86dd)

    private static func arrivals(_ type: UInt16) -> [Flow] {
        func from(_ port: UInt128, _ conntrack: Conntrack) -> Flow {
            flow(0, [MatchField(.etherType, type), MatchField(.inPort, port)], [.conntrack(conntrack)])
        }
        return [
            from(1, Conntrack(zone: zone, table: 1)), from(2, Conntrack(zone: zone, table: 2)),
            from(3, Conntrack(zone: zone, table: 3)), from(4, Conntrack(zone: .number(8), table: 1)),
            from(5, Conntrack(commit: true, force: true, zone: zone, table: 1, actions: marks(5))),
            from(6, Conntrack(zone: zone, table: 4)),
        ]
    }

    private static func tables(_ type: UInt16) -> [Flow] {
        var flows = look(1, type, nil)
        flows += look(2, type, commit(in: zone, 2, next: 1))
        flows += look(3, type, commit(in: zone, 3, next: 1))
        flows += look(4, type, commit(in: zone, 4, next: 5))
        flows.append(flow(5, [MatchField(.etherType, type)], [.conntrack(Conntrack(zone: otherZone, table: 6))]))
        flows += look(6, type, commit(in: otherZone, 6, next: 1))
        return flows
    }

    private static func marks(_ number: UInt128) -> [Action] {
        [.setField(MatchField(.ctMark, number)), .setField(MatchField(.ctLabel, number))]
    }

    private static func commit(in zone: Conntrack.Zone, _ mark: UInt128, next: UInt8) -> Action {
        .conntrack(Conntrack(commit: true, zone: zone, table: next, actions: marks(mark)))
    }

    /// A table that shows packets, and then does something with those that are valid.
    private static func look(_ table: UInt8, _ type: UInt16, _ next: Action?) -> [Flow] {
        func packets(_ state: UInt128, _ mask: UInt128, _ more: MatchField...) -> [MatchField] {
            [MatchField(.etherType, type), MatchField(.ctState, state, mask: mask)] + more
        }
        func valid(hasPorts: Bool) -> [Action] {
            let shown = show(type, hasPorts: hasPorts)
            return next.map { [.clone(shown), $0] } ?? shown
        }
        let bare = show(nil, hasPorts: false)
        // Of +rel-rpl packets Open vSwitch matches the original direction, and does not move it.
        let sign = Action.setField(MatchField(.ethernetSource, 0x3535, mask: 0xffff))
        let original = packets(0x24, 0x3c, MatchField(.ctProtocol, 17), MatchField(.ctTransportDestination, 53))
        return [
            flow(table, priority: 12, original, [sign] + bare), flow(table, priority: 11, packets(0x24, 0x3c), bare),
            flow(table, priority: 9, packets(0x20, 0x30, MatchField(.ctProtocol, 6)), valid(hasPorts: true)),
            flow(table, priority: 9, packets(0x20, 0x30, MatchField(.ctProtocol, 17)), valid(hasPorts: true)),
            flow(table, priority: 7, packets(0x20, 0x30), valid(hasPorts: false)),
            flow(table, priority: 5, packets(0x20, 0x20), bare),
        ]
    }

    /// Has the controller see, in the place of the link-layer addresses, state, mark and label, and of a valid packet the
    /// original direction's ports, protocol and the ends of its addresses.
    private static func show(_ type: UInt16?, hasPorts: Bool) -> [Action] {
        func move(_ field: Field, _ bits: Int, to target: Field, _ offset: Int) -> Action {
            .move(from: SubField(field, 0..<bits), to: SubField(target, offset..<offset + bits))
        }
        var moves = [
            move(.ctState, 8, to: .ethernetDestination, 40), move(.ctMark, 8, to: .ethernetSource, 40),
            move(.ctLabel, 8, to: .ethernetSource, 32),
        ]
        if hasPorts {
            moves += [
                move(.ctTransportSource, 16, to: .ethernetDestination, 24),
                move(.ctTransportDestination, 16, to: .ethernetDestination, 8),
            ]
        }
        if let type {
            moves += [
                move(.ctProtocol, 8, to: .ethernetDestination, 0),
                move(type == 0x0800 ? .ctIPv4Source : .ctIPv6Source, 16, to: .ethernetSource, 16),
                move(type == 0x0800 ? .ctIPv4Destination : .ctIPv6Destination, 16, to: .ethernetSource, 0),
            ]
        }
        return moves + [.controller(maxLength: 0xffff, userdata: [], meter: nil)]
    }

    /// What was seen, without the packet itself.
    private static func text(_ frame: [UInt8]) -> String {
        frame.prefix(12).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test("State, mark, label and original direction are the same", arguments: Seeds.range(6, nightly: 100))
    func sequences(seed: UInt64) throws {
        var shape = VirtualSwitch.Shape()
        shape.ports = 6
        let realSwitch = try VirtualSwitch(shape)
        let client = try SwitchClient(path: realSwitch.socketPath, version: .v1_5)
        _ = try client.awaitReady()
        _ = try client.request(.setConfig(.showingFragments)).get()
        let control = try realSwitch.control()
        for family in ["v4", "v6"] { _ = try control.call("dpctl/ipf-set-min-frag", family, "400") }
        var batch = ModificationBatch()
        batch.append(FlowBlock(Self.flows))
        #expect(try client.program(batch) == .committed)
        var device = try makeSwitch(Self.flows)
        device.showsFragments = true
        for number in UInt32(1)...6 { device.ports[PortNumber(number)] = .plain }
        var traffic = TrackedTraffic(seed: seed)
        var history: [String] = []
        var states: Set<Substring> = []
        for step in 0..<400 {
            let item = traffic.next()
            var expected: [String] = []
            for frame in item.frames {
                let verdict = device.receive(Arrival(frame, port: PortNumber(item.port)))
                #expect(verdict.fault == nil)
                expected += verdict.packetIns.map { Self.text($0.frame) }
                let hex = frame.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
                _ = try control.call("netdev-dummy/receive", "p\(item.port)", hex)
            }
            states.formUnion(expected.map { $0.prefix(2) })
            var found: [String] = []
            history.append("\(item.description): \(expected)")
            while found.count < expected.count {
                guard let message = try? client.nextAsynchronous() else { break }
                if case .packetIn(let packetIn) = message { found.append(Self.text(packetIn.packet)) }
            }
            guard expected.sorted() == found.sorted(), !expected.isEmpty else {
                Issue.record(
                    "step \(step), real \(found)\n\(history.suffix(12).joined(separator: "\n"))")
                return
            }
        }
        // New, established, an answer, related to one, invalid.
        #expect(states.isSuperset(of: ["21", "22", "2a", "2c", "30"]), "\(states)")
    }
}
