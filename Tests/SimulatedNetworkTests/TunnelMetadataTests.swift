import NetworkTypes
import OpenFlow
import SimulatedNetwork
import TestSupport
import Testing

/// Options of Geneve are fields of a length of each switch's own, up to 124 bytes; a switch without a table of them takes no
/// flow that names one.
@Suite("Tunnel metadata in the simulated switch")
struct TunnelMetadataTests {
    private static let long = SubField(.tunnelMetadata(63, byteCount: 124))
    private static let short = SubField(.tunnelMetadata(0, byteCount: 4), 8..<24)
    private static let register = SubField(.register(0), 0..<16)
    private static let metadata = TunnelMetadata(0, [1, 2, 3, 4])

    static let actions: [(name: String, action: Action)] = [
        ("move from", .move(from: short, to: register)),
        ("move to", .move(from: register, to: short)),
        ("move between", .move(from: long, to: SubField(.tunnelMetadata(1, byteCount: 124)))),
        ("push", .push(long)),
        ("pop", .pop(short)),
        ("set", .setTunnelMetadata(metadata)),
        ("delete", .deleteField(.tunnelMetadata(0, byteCount: 4))),
        ("output", .outputField(short, maxLength: 0xffff)),
        ("clone", .clone([.clone([.move(from: short, to: register)])])),
        ("zone", .conntrack(Conntrack(zone: .field(short)))),
        ("learn", .learn(Learn([.load(short, from: register)]))),
    ]

    private static let expected = OpenFlowError(type: 0xffff, code: 37, experimenter: 0x2320)

    /// What the other flow is to be told from.
    private static func flows(_ action: Action) -> [Flow] {
        [flow(0, priority: 9, [], [.output(port(2))]), flow(1, [], [action, .output(port(3))])]
    }

    @Test("A flow that names it is refused as Open vSwitch refuses it", arguments: actions.indices)
    func refused(index: Int) throws {
        let (name, action) = Self.actions[index]
        var device = try makeSwitch([])
        var batch = ModificationBatch()
        batch.append(FlowBlock(Self.flows(action)))
        guard case .refused(let members) = device.apply(batch) else {
            Issue.record("\(name) is taken")
            return
        }
        #expect(members.map(\.index) == [1])
        #expect(members.first?.error.isSame(as: Self.expected) ?? false, "\(name)")
        #expect(device.flows.isEmpty)
    }

    @Test("A flow that matches on it is refused")
    func match() throws {
        var match = Match()
        match.set(Self.metadata)
        var device = try makeSwitch([])
        var batch = ModificationBatch()
        batch.append(FlowBlock([Flow(table: 0, priority: 1, cookie: 1, match: match, actions: [.output(port(2))])]))
        guard case .refused(let members) = device.apply(batch) else {
            Issue.record("it is taken")
            return
        }
        #expect(members.first?.error.isSame(as: Self.expected) ?? false)
    }

    @Test(
        "One that was put in behind the switch's back is a fault of the frame, not a trap",
        arguments: actions.indices)
    func behindItsBack(index: Int) throws {
        let (name, action) = Self.actions[index]
        var device = try makeSwitch([])
        device.put(EncodedFlow(flow(0, [], [.output(port(2)), action, .output(port(3))])))
        let verdict = device.receive(Arrival(Frames.udp(), port: port(1)))
        guard case .unsupported? = verdict.fault else {
            Issue.record("\(name): \(verdict)")
            return
        }
        #expect(verdict.outputs.isEmpty)
    }

    @Test("In a group a switch takes it; a frame that comes there is a fault")
    func group() throws {
        let bucket = Bucket(id: 1, actions: [.move(from: Self.short, to: Self.register), .output(port(2))])
        let group = Group(id: 1, type: .all, buckets: [bucket])
        var device = try makeSwitch([flow(0, [], [.group(1)])], groups: [group])
        let verdict = device.receive(Arrival(Frames.udp(), port: port(1)))
        guard case .unsupported? = verdict.fault else {
            Issue.record("\(verdict)")
            return
        }
    }

    @Test(
        "A real switch without a table of options says the same of each",
        .enabled(if: VirtualSwitch.isPossible, "\(VirtualSwitch.absence)"), .timeLimit(.minutes(1)))
    func realSwitch() throws {
        let virtual = try VirtualSwitch()
        let client = try SwitchClient(path: virtual.socketPath, version: .v1_5)
        _ = try client.awaitReady()
        let messages = Self.actions.map { _, action -> Message in
            // Connection tracking needs a packet of IP.
            let flow = flow(1, [MatchField(.etherType, EtherType.ipv4)], [action, .output(port(1))])
            return .flowModification(FlowModification(.add, flow))
        }
        let errors = try client.send(messages)
        for (index, error) in errors.enumerated() {
            let what = "\(Self.actions[index].name): \(String(describing: error))"
            #expect(error?.isSame(as: Self.expected) ?? false, "\(what)")
        }
        var match = Match()
        match.set(Self.metadata)
        let matching = Flow(table: 0, priority: 1, cookie: 1, match: match, actions: [.output(port(1))])
        let refused = try client.send([.flowModification(FlowModification(.add, matching))])
        #expect(refused.first??.isSame(as: Self.expected) ?? false)
        let group = Group(id: 1, type: .all, buckets: [Bucket(id: 1, actions: [Self.actions[0].action])])
        let taken = try client.send([.groupModification(GroupModification(.add, group))])
        #expect(taken == [nil], "in groups it does not look")
        _ = virtual
    }
}

extension OpenFlowError {
    /// Whether it says the same of another message.
    fileprivate func isSame(as other: OpenFlowError) -> Bool {
        type == other.type && code == other.code && experimenter == other.experimenter
    }
}
