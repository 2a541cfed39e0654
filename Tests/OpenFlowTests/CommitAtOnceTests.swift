import NetworkTypes
import TestSupport
import Testing

@testable import OpenFlow

/// Small bundles of forms that a switch has taken before.
@Suite("Bundles that are committed at once")
struct CommitAtOnceTests {
    /// One flow of a NIC; those of others have the same form.
    private static func flow(_ number: UInt64, etherType: UInt16 = 0x0800) -> Flow {
        Flow(
            table: 3, priority: UInt16(100 + number % 50), cookie: number,
            match: Match([
                MatchField(.register(0), UInt128(number)),
                MatchField(.ethernetSource, UInt128(0x5254_0000_0000 | number)),
                MatchField(.etherType, etherType),
            ]), actions: [.setField(.metadata, number), .output(PortNumber(UInt32(1 + number)))])
    }

    private static func batch(_ flows: Flow...) -> ModificationBatch {
        var batch = ModificationBatch()
        for flow in flows { batch.append(EncodedFlow(flow)) }
        return batch
    }

    private static func kinds(_ sent: [(message: Message, xid: UInt32)]) -> [BundleControl.Kind] {
        sent.compactMap { if case .bundleControl(let control) = $0.message { control.kind } else { nil } }
    }

    private static func reply(_ kind: BundleControl.Kind) -> Message {
        .bundleControl(BundleControl(kind, bundle: 1, flags: [.atomic, .ordered]))
    }

    /// Has a switch take a batch by the long way.
    private static func take(_ batch: ModificationBatch, _ peer: inout ScriptedSwitch) throws {
        peer.program(batch, id: 1)
        let sent = try peer.sent()
        #expect(kinds(sent) == [.openRequest, .closeRequest])
        let close = try #require(sent.last)
        #expect(peer.answer(reply(.closeReply), xid: close.xid).isEmpty)
        let commit = try #require(try peer.sent().first)
        #expect(peer.answer(reply(.commitReply), xid: commit.xid).summary == ["programmed 1 committed"])
    }

    @Test(
        "What has a form that was taken goes with its commit, and the commit's reply is the fence",
        arguments: OpenFlowVersion.allCases)
    func atOnce(version: OpenFlowVersion) throws {
        var peer = try ScriptedSwitch.ready(version)
        try Self.take(Self.batch(Self.flow(1)), &peer)
        peer.program(Self.batch(Self.flow(2), Self.flow(3)), id: 2)
        let sent = try peer.sent()
        #expect(Self.kinds(sent) == [.openRequest, .closeRequest, .commitRequest])
        #expect(sent.map(\.xid) == Array(sent[0].xid...sent[0].xid + 4))
        for (place, kind) in [(0, BundleControl.Kind.openReply), (3, .closeReply)] {
            #expect(peer.answer(Self.reply(kind), xid: sent[place].xid).isEmpty)
        }
        #expect(peer.answer(Self.reply(.commitReply), xid: sent[4].xid).summary == ["programmed 2 committed"])
    }

    @Test("A member that is refused nevertheless is told with what the switch said, and nothing goes so any more")
    func refused() throws {
        var peer = try ScriptedSwitch.ready()
        try Self.take(Self.batch(Self.flow(1)), &peer)
        peer.program(Self.batch(Self.flow(2), Self.flow(3)), id: 2)
        let sent = try peer.sent()
        let error = Message.error(OpenFlowError(type: 2, code: 4))
        #expect(peer.answer(error, xid: sent[2].xid).isEmpty)
        #expect(peer.answer(Self.reply(.closeReply), xid: sent[3].xid).isEmpty)
        let done = peer.answer(Self.reply(.commitReply), xid: sent[4].xid)
        guard case .programmed(2, .failed(.takenInPart(let members)))? = done.first else {
            Issue.record("\(done)")
            return
        }
        #expect(members.map(\.index) == [1] && members[0].description == Self.flow(3).description)
        try Self.take(Self.batch(Self.flow(4)), &peer)
    }

    @Test("A commit that is refused has changed nothing, and says which member it was")
    func refusedCommit() throws {
        var peer = try ScriptedSwitch.ready()
        try Self.take(Self.batch(Self.flow(1)), &peer)
        peer.program(Self.batch(Self.flow(2)), id: 2)
        let sent = try peer.sent()
        #expect(peer.answer(Self.reply(.closeReply), xid: sent[2].xid).isEmpty)
        #expect(peer.answer(.error(OpenFlowError(type: 5, code: 1)), xid: sent[1].xid).isEmpty)
        let done = peer.answer(.error(OpenFlowError(type: 17, code: 9)), xid: sent[3].xid)
        guard case .programmed(2, .refused(let members))? = done.first else {
            Issue.record("\(done)")
            return
        }
        #expect(members.map(\.index) == [0])
    }

    @Test("What counts for a form, and what does not")
    func forms() throws {
        func form(_ flow: Flow) -> UInt64? { FlowForm.digest(of: Self.batch(flow).members[0]) }
        let own = try #require(form(Self.flow(1)))
        #expect(form(Self.flow(2)) == own)
        #expect(form(Self.flow(1, etherType: 0x86dd)) != own)
        var other = Self.flow(1)
        other.table = 4
        #expect(form(other) != own)
        other = Self.flow(1)
        other.match.set(.ethernetSource, 0, mask: 0x0100_0000_0000)
        #expect(form(other) != own)
        other = Self.flow(1)
        other.instructions.append(.goto(7))
        #expect(form(other) != own)
        other = Self.flow(1)
        other.instructions = [.applyActions([.setField(.metadata, 1), .output(.controller)])]
        #expect(form(other) != own)
        other.instructions = [.applyActions([.setField(.metadata, 1), .group(1)])]
        let grouped = form(other)
        other.instructions = [.applyActions([.setField(.metadata, 1), .group(2)])]
        #expect(grouped != nil && form(other) != grouped)
        other.instructions = [.applyActions([.meter(1), .output(PortNumber(1))])]
        #expect(form(other) == nil)
        other.instructions = [.applyActions([.controller(maxLength: 128, userdata: [], meter: 3)])]
        #expect(form(other) == nil)
        var deletion = ModificationBatch()
        deletion.appendDelete(of: EncodedFlow(Self.flow(1)))
        deletion.appendDelete(of: EncodedFlow(Self.flow(2)))
        let deletions = deletion.members.map { FlowForm.digest(of: $0) }
        #expect(deletions[0] != nil && deletions[0] == deletions[1] && deletions[0] != own)
    }
}

@Suite(
    "Forms on a real switch", .enabled(if: VirtualSwitch.isPossible, "\(VirtualSwitch.absence)"),
    .timeLimit(.minutes(2)))
struct RealFormTests {
    private static let free: Set<Field> = [
        .ethernetSource, .ethernetDestination, .ipv4Source, .ipv4Destination, .ipv6Source, .ipv6Destination,
        .arpSenderIPv4, .arpTargetIPv4, .arpSenderMAC, .arpTargetMAC, .ndTarget, .ndSourceLinkLayer,
        .ndTargetLinkLayer, .tunnelID, .tunnelIPv4Source, .tunnelIPv4Destination, .tunnelIPv6Source,
        .tunnelIPv6Destination, .metadata,
    ]

    /// The same flow with other values wherever a form leaves them out.
    private static func variant(_ flow: Flow, _ generator: inout ActionGenerator) -> Flow {
        func other(_ field: MatchField, _ generator: inout ActionGenerator) -> MatchField {
            guard free.contains(field.field) || field.field.isRegister else { return field }
            return MatchField(unchecked: field.field, generator.value(field.field), mask: field.mask)
        }
        var flow = flow
        flow.priority = generator.any()
        flow.match = Match(flow.match.fields.map { other($0, &generator) })
        flow.instructions = flow.instructions.map { instruction in
            guard case .applyActions(let actions) = instruction else { return instruction }
            return .applyActions(
                actions.map { action in
                    switch action {
                    case .setField(let field): .setField(other(field, &generator))
                    case .output(let port, _) where port.rawValue < 0xff00:
                        .output(PortNumber(generator.number(1...0xfeff)))
                    default: action
                    }
                })
        }
        return flow
    }

    @Test("It takes whatever has the form of what it has taken", arguments: OpenFlowVersion.allCases)
    func taken(version: OpenFlowVersion) throws {
        let realSwitch = try VirtualSwitch()
        let client = try SwitchClient(path: realSwitch.socketPath, version: version)
        _ = try client.awaitReady()
        var generator = ActionGenerator(seed: 1)
        var groups = ModificationBatch()
        groups.append(GroupBlock(SampleFlows.groups.map { $0.reduced(to: version) }), .add)
        #expect(try client.program(groups) == .committed)
        var count = 0
        for flow in SampleFlows.flows(for: version) where flow.match.others.isEmpty {
            var first = ModificationBatch()
            first.append(EncodedFlow(flow))
            guard let form = FlowForm.digest(of: first.members[0]) else { continue }
            #expect(try client.program(first) == .committed, "\(flow)")
            for _ in 0..<10 {
                let variant = Self.variant(flow, &generator)
                var batch = ModificationBatch()
                batch.append(EncodedFlow(variant))
                #expect(FlowForm.digest(of: batch.members[0]) == form, "\(variant)")
                #expect(try client.program(batch) == .committed, "\(variant)")
                batch = ModificationBatch()
                batch.appendDelete(of: EncodedFlow(variant))
                #expect(try client.program(batch) == .committed, "\(variant)")
            }
            count += 1
        }
        #expect(count >= 5)
    }
}
