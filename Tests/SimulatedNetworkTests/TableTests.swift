import NetworkTypes
import OpenFlow
import SimulatedNetwork
import TestSupport
import Testing

@Suite("Tables, actions and groups")
struct TableTests {
    @Test("The highest priority wins, masks count, and a miss drops")
    func lookup() throws {
        var device = try makeSwitch([
            flow(
                0, priority: 5,
                [MatchField(.etherType, 0x0800), MatchField(.ipv4Source, 0x0a00_0000, mask: 0xff00_0000)],
                [.output(port(2))]),
            flow(0, priority: 9, [MatchField(.etherType, 0x0800), MatchField(.ipProtocol, 6)], [.output(port(3))]),
        ])
        #expect(device.ports(for: Frames.udp()) == [2])
        #expect(device.ports(for: Frames.tcp(2)) == [3])
        #expect(device.ports(for: Frames.udp6) == [])
    }

    @Test("Two flows of one priority that both match are reported")
    func ambiguity() throws {
        var device = try makeSwitch([
            flow(0, [MatchField(.etherType, 0x0800)], [.output(port(2))]),
            flow(0, [MatchField(.inPort, 1)], [.output(port(3))]),
        ])
        #expect(device.receive(Arrival(Frames.udp(), port: port(1))).ambiguities.count == 1)
        #expect(device.receive(Arrival(Frames.udp6, port: port(1))).ambiguities.isEmpty)
    }

    @Test("Registers, their wide views and metadata travel with the packet")
    func registers() throws {
        var device = try makeSwitch([
            flow(
                0, [],
                [
                    .setField(.xregister(1), 0x1111_1111_2222_2222), .setField(.metadata, 9),
                    .move(from: SubField(.register(3), 0..<16), to: SubField(.register(0), 16..<32)),
                ], goto: 1),
            flow(
                1,
                [
                    MatchField(.register(2), 0x1111_1111), MatchField(.register(0), 0x2222_0000),
                    MatchField(.metadata, 9),
                ],
                [.output(port(2))]),
        ])
        #expect(device.ports(for: Frames.udp()) == [2])
    }

    @Test("The stack gives back what was pushed, whole or in part")
    func stack() throws {
        let swap: [Action] = [
            .push(SubField(.ethernetSource)), .push(SubField(.ethernetDestination)), .pop(SubField(.ethernetSource)),
            .pop(SubField(.ethernetDestination)), .output(.inPort),
        ]
        var device = try makeSwitch([flow(0, [], swap)])
        let output = try #require(device.receive(Arrival(Frames.udp(), port: port(1))).outputs.first)
        #expect(output.port == port(1))
        #expect(Array(output.frame[..<12]) == Array(Frames.udp()[6..<12]) + Array(Frames.udp()[..<6]))
    }

    @Test("No frame leaves by the port that it came in by, unless the flow says so")
    func inPort() throws {
        let flood: [Action] = [.output(port(1)), .output(port(2)), .output(port(9))]
        var device = try makeSwitch([flow(0, [], flood)])
        #expect(device.ports(for: Frames.udp()) == [2], "port 9 is not there")
        var cleared = try makeSwitch([flow(0, [], [.setField(.inPort, 0)] + flood)])
        #expect(cleared.ports(for: Frames.udp()) == [1, 2])
    }

    @Test("Resubmit keeps changes, and shows another input port to the lookup alone; a circle is a fault")
    func resubmit() throws {
        var device = try makeSwitch([
            flow(0, [], [.resubmit(port: port(4), table: 1), .output(port(2)), .output(port(4))]),
            flow(1, [MatchField(.inPort, 4)], [.setField(.ethernetSource, 5), .output(port(4)), .output(port(3))]),
        ])
        let outputs = device.receive(Arrival(Frames.udp(), port: port(1))).outputs
        #expect(outputs.map(\.port.rawValue) == [4, 3, 2, 4])
        #expect(outputs.allSatisfy { $0.frame[6..<12] == [0, 0, 0, 0, 0, 5] })
        var circle = try makeSwitch([flow(0, [], [.output(port(2)), .resubmit(port: nil, table: 0)])])
        let verdict = circle.receive(Arrival(Frames.udp(), port: port(1)))
        #expect(verdict.fault == .tooDeep && verdict.outputs.isEmpty)
        let many = [Action](repeating: .resubmit(port: nil, table: 1), count: 70)
        var bushy = try makeSwitch([flow(0, [], many), flow(1, [], many.map { _ in .resubmit(port: nil, table: 2) })])
        #expect(bushy.receive(Arrival(Frames.udp(), port: port(1))).fault == .tooManyLookups)
    }

    @Test("A clone and a bucket change copies only")
    func copies() throws {
        let change: [Action] = [.setField(.ethernetSource, 5), .output(port(2))]
        let group = Group(
            id: 1, type: .all, buckets: [Bucket(id: 1, actions: change), Bucket(id: 2, actions: [.output(port(3))])])
        var device = try makeSwitch([flow(0, [], [.clone(change), .group(1), .output(port(4))])], groups: [group])
        let outputs = device.receive(Arrival(Frames.udp(), port: port(1))).outputs
        #expect(outputs.map(\.port.rawValue) == [2, 2, 3, 4])
        #expect(outputs.map { $0.frame == Frames.udp() } == [false, false, true, true])
    }

    @Test("Groups: one, the live one, and always the same of several")
    func groupTypes() throws {
        func buckets(weight: UInt16 = 0, watching: Bool = false) -> [Bucket] {
            [2, 3].map {
                Bucket(
                    id: $0, weight: weight, watchPort: watching ? port($0) : .any, actions: [.output(port($0))])
            }
        }
        let groups = [
            Group(id: 1, type: .indirect, buckets: [buckets()[0]]),
            Group(id: 2, type: .fastFailover, buckets: buckets(watching: true)),
            Group(id: 3, type: .select, buckets: buckets(weight: 1)),
        ]
        var device = try makeSwitch(
            [flow(0, [], [.group(1), .group(2)]), flow(0, priority: 2, [MatchField(.inPort, 4)], [.group(3)])],
            groups: groups)
        #expect(device.ports(for: Frames.udp()) == [2, 2])
        device.deadPorts = [port(2)]
        #expect(device.ports(for: Frames.udp()) == [2, 3])
        var chosen: Set<[UInt32]> = []
        for number in UInt16(1)...40 {
            let first = device.ports(for: Frames.udp(number, 53), from: 4)
            #expect(device.ports(for: Frames.udp(number, 53), from: 4) == first)
            #expect(device.ports(for: Frames.udp(53, number, isReply: true), from: 4) == first, "the way back too")
            chosen.insert(first)
        }
        #expect(chosen == [[2], [3]])
    }

    @Test("The action set is executed at the end, in its own order")
    func actionSet() throws {
        var first = flow(0, [], [.output(port(4))])
        first.instructions.append(.writeActions([.output(port(2)), .setField(.ethernetSource, 5)]))
        first.instructions.append(.goto(1))
        let rewritten = Flow(
            table: 1, priority: 2, cookie: 0, match: Match([MatchField(.etherType, 0x86dd)]),
            instructions: [.clearActions, .writeActions([.output(port(3))])])
        var device = try makeSwitch([first, flow(1, [], []), rewritten])
        let outputs = device.receive(Arrival(Frames.udp(), port: port(1))).outputs
        #expect(outputs.map(\.port.rawValue) == [4, 2])
        #expect(outputs.last?.frame[6..<12] == [0, 0, 0, 0, 0, 5])
        #expect(device.ports(for: Frames.udp6) == [4, 3])
    }

    @Test("A meter that is exhausted drops the packet; others pass it")
    func meters() throws {
        let meter = Meter(id: 5, flags: .packetsPerSecond, bands: [.drop(rate: 1, burst: 1)])
        var device = try makeSwitch([flow(0, [], [.output(port(2)), .meter(5), .output(port(3))])], meters: [meter])
        #expect(device.ports(for: Frames.udp()) == [2, 3])
        device.exhaustedMeters = [5]
        #expect(device.ports(for: Frames.udp()) == [2])
    }

    @Test("The controller gets the packet with its data, and one whose time is up")
    func controller() throws {
        let actions: [Action] = [
            .controller(maxLength: 20, userdata: [1, 2], meter: nil), .decrementTTL, .output(port(2)),
        ]
        var device = try makeSwitch([flow(0, [], actions)])
        let verdict = device.receive(Arrival(Frames.udp(), port: port(1)))
        let packetIn = try #require(verdict.packetIns.first)
        #expect(packetIn.userdata == [1, 2] && packetIn.frame.count == 20 && packetIn.cookie == 7)
        let output = try #require(verdict.outputs.first)
        #expect(output.frame[22] == 63 && FrameBuilder.hasRightChecksums(output.frame))
        let old = Frames.v4(17, Array(Frames.udp()[34...]), timeToLive: 1)
        let expired = device.receive(Arrival(old, port: port(1)))
        #expect(expired.outputs.isEmpty && expired.packetIns.map(\.reason) == [.action, .invalidTTL])
    }

    @Test("A conjunction needs every clause, and its flow says what happens")
    func conjunctions() throws {
        let udp = [MatchField(.etherType, 0x0800), MatchField(.ipProtocol, 17)]
        var device = try makeSwitch([
            flow(
                0, priority: 9, [MatchField(.etherType, 0x0800), MatchField(.ipv4Source, 0x0a00_0001)],
                [.conjunction(id: 3, clause: 0, count: 2)]),
            flow(0, priority: 9, udp + [MatchField(.udpDestination, 53)], [.conjunction(id: 3, clause: 1, count: 2)]),
            flow(0, priority: 9, [MatchField(.conjunctionID, 3), MatchField(.etherType, 0x0800)], [.output(port(2))]),
            flow(0, priority: 1, [], [.output(port(3))]),
        ])
        #expect(device.ports(for: Frames.udp()) == [2])
        #expect(device.ports(for: Frames.udp(1024, 54)) == [3])
        #expect(device.ports(for: Frames.udp(1024, 53, isReply: true)) == [3])
    }

    @Test("A batch is taken whole or not at all; a group takes its flows with it")
    func batches() throws {
        let group = Group(id: 1, type: .all, buckets: [Bucket(id: 1, actions: [.output(port(2))])])
        var device = try makeSwitch([flow(0, [], [.group(1)]), flow(1, [], [])], groups: [group])
        var bad = ModificationBatch()
        bad.append(FlowBlock([flow(2, [], []), flow(0, priority: 7, [], [.group(99)])]))
        guard case .refused(let members) = device.apply(bad) else {
            Issue.record("a flow with an unknown group is taken")
            return
        }
        #expect(members.map(\.index) == [1])
        #expect(device.flows.count == 2)
        var deletion = ModificationBatch()
        deletion.append(GroupBlock([group]), .delete)
        #expect(device.apply(deletion) == .committed)
        #expect(device.flows.values.map(\.table) == [1])
        #expect(device.ports(for: Frames.udp()) == [])
    }
}
