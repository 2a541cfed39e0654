import NetworkTypes
import OpenFlow
import Testing

@Suite("Programming by bundles")
struct ProgrammingTests {
    private static func batch(_ count: Int, table: UInt8 = 0) -> ModificationBatch {
        var batch = ModificationBatch()
        batch.append(
            FlowBlock(
                (0..<count).map {
                    Flow(
                        table: table, priority: UInt16($0), cookie: 1, match: Match(), actions: [.output(PortNumber(1))]
                    )
                }))
        return batch
    }

    /// Kinds of the bundle controls among what was sent.
    private static func kinds(_ sent: [(message: Message, xid: UInt32)]) -> [BundleControl.Kind] {
        sent.compactMap { if case .bundleControl(let control) = $0.message { control.kind } else { nil } }
    }

    private static func reply(_ kind: BundleControl.Kind, _ bundle: UInt32) -> Message {
        .bundleControl(BundleControl(kind, bundle: bundle, flags: [.atomic, .ordered]))
    }

    @Test("OPEN, members, CLOSE; after its reply COMMIT; its reply is the fence", arguments: OpenFlowVersion.allCases)
    func committed(version: OpenFlowVersion) throws {
        var peer = try ScriptedSwitch.ready(version)
        peer.program(Self.batch(2), id: 1)
        let sent = try peer.sent()
        #expect(Self.kinds(sent) == [.openRequest, .closeRequest])
        #expect(sent.count == 4)
        for (message, xid) in sent {
            guard case .bundleAdd(let add) = message else { continue }
            let (header, inner) = try Message.decode(add.message)
            #expect(header.xid == xid)
            #expect(header.version == version.rawValue)
            guard case .flowModification(let modification) = inner else {
                Issue.record("\(inner)")
                continue
            }
            #expect(modification.command == .add)
        }
        let open = peer.answer(Self.reply(.openReply, 1), xid: sent[0].xid)
        #expect(open.isEmpty)
        let closed = peer.answer(Self.reply(.closeReply, 1), xid: sent[3].xid)
        #expect(closed.isEmpty)
        let commit = try peer.sent()
        #expect(Self.kinds(commit) == [.commitRequest])
        let done = peer.answer(Self.reply(.commitReply, 1), xid: commit[0].xid)
        #expect(done.summary == ["programmed 1 committed"])
    }

    @Test("A large bundle is written in pieces, as the transport takes them; CLOSE comes last")
    func pieces() throws {
        var configuration = OpenFlowConnection.Configuration()
        configuration.outputPieceBytes = 4096
        var peer = try ScriptedSwitch.ready(configuration: configuration)
        peer.program(Self.batch(500), id: 1)
        var sizes: [Int] = []
        var bytes: [UInt8] = []
        repeat {
            let piece = peer.connection.takeOutput().flatMap { $0 }
            sizes.append(piece.count)
            bytes += piece
        } while peer.connection.hasMoreOutput
        #expect(sizes.count > 5 && sizes.allSatisfy { $0 < 2 * 4096 }, "\(sizes)")
        var types: [UInt8] = []
        while bytes.count >= 8 {
            let length = Int(bytes[2]) << 8 | Int(bytes[3])
            types.append(bytes[1])
            bytes.removeFirst(length)
        }
        // OFPT_BUNDLE_CONTROL and OFPT_BUNDLE_ADD_MESSAGE.
        #expect(types.count == 502 && types.first == 33 && types.last == 33)
        #expect(types.dropFirst().dropLast().allSatisfy { $0 == 34 })
    }

    /// A meter, two flows and the deletion of another meter.
    private static func batchWithMeters() -> ModificationBatch {
        func meter(_ id: UInt32) -> EncodedMeter {
            EncodedMeter(Meter(id: id, flags: [.packetsPerSecond, .burst], bands: [.drop(rate: 10, burst: 20)]))
        }
        var batch = ModificationBatch()
        batch.append(meter(1), .add)
        batch.append(meter(2), .modify)
        batch.append(Self.batch(2))
        batch.append(meter(3), .delete)
        return batch
    }

    @Test("Meters go by themselves with a barrier, before and after the bundle", arguments: OpenFlowVersion.allCases)
    func meters(version: OpenFlowVersion) throws {
        var peer = try ScriptedSwitch.ready(version)
        peer.program(Self.batchWithMeters(), id: 1)
        let first = try peer.sent()
        let commands = first.compactMap { item -> MeterCommand? in
            if case .meterModification(let change) = item.message { change.command } else { nil }
        }
        #expect(commands == [.add, .modify])
        #expect(first.count == 3, "the bundle waits for the barrier")
        _ = peer.answer(.barrierReply, xid: first[2].xid)
        let bundle = try peer.sent()
        #expect(Self.kinds(bundle) == [.openRequest, .closeRequest])
        #expect(bundle.count == 4)
        _ = peer.answer(Self.reply(.closeReply, 1), xid: bundle[3].xid)
        let commit = try peer.sent()
        _ = peer.answer(Self.reply(.commitReply, 1), xid: commit[0].xid)
        let last = try peer.sent()
        guard case .meterModification(let deletion)? = last.first?.message else {
            Issue.record("\(last)")
            return
        }
        #expect(deletion.command == .delete && deletion.meter.id == 3 && deletion.meter.bands.isEmpty)
        #expect(last.count == 2)
        let done = peer.answer(.barrierReply, xid: last[1].xid)
        #expect(done.summary == ["programmed 1 committed"])
    }

    @Test(
        "A flow that is put before everything goes with the meters, or else in the bundle",
        arguments: OpenFlowVersion.allCases)
    func prepended(version: OpenFlowVersion) throws {
        let flow = EncodedFlow(Flow(table: 250, priority: 0, cookie: 1, match: Match(), actions: []))
        var alone = Self.batch(2)
        #expect(alone.isOneStep && Self.batch(9_999).isOneStep)
        #expect(!Self.batch(10_000).isOneStep, "the marker would go with the next bundle")
        alone.prepend(flow)
        #expect(alone.isOneStep && alone.subject(at: 0) == .flow(cookie: 1))
        var peer = try ScriptedSwitch.ready(version)
        peer.program(alone, id: 1)
        #expect(Self.kinds(try peer.sent()) == [.openRequest, .closeRequest])

        var withMeters = Self.batchWithMeters()
        withMeters.prepend(flow)
        #expect(!withMeters.isOneStep && withMeters.count == 6)
        peer = try ScriptedSwitch.ready(version)
        peer.program(withMeters, id: 1)
        let sent = try peer.sent()
        guard case .flowModification(let first)? = sent.first?.message else {
            Issue.record("\(sent)")
            return
        }
        #expect(first.command == .add && first.flow.cookie == 1)
        #expect(sent.count == 4, "two meters and a barrier come with it")
        _ = peer.answer(.barrierReply, xid: sent[3].xid)
        #expect(Self.kinds(try peer.sent()) == [.openRequest, .closeRequest])
    }

    @Test("A meter that is refused is named, and the bundle behind it is not sent")
    func refusedMeter() throws {
        var peer = try ScriptedSwitch.ready()
        peer.program(Self.batchWithMeters(), id: 1)
        let sent = try peer.sent()
        _ = peer.answer(.error(OpenFlowError(type: 12, code: 1)), xid: sent[0].xid)
        let done = peer.answer(.barrierReply, xid: sent[2].xid)
        #expect(done.summary == ["programmed 1 refused [\"0 OFPMMFC_METER_EXISTS\"]"])
        #expect(try peer.sent().isEmpty)
    }

    @Test("A switch that does not answer for its meters in time fails the batch")
    func silentMeters() throws {
        var peer = try ScriptedSwitch.ready()
        peer.program(Self.batchWithMeters(), id: 1)
        _ = try peer.sent()
        let events = peer.pass(.seconds(31)).summary
        #expect(
            events.contains("programmed 1 failed timedOut") || events.contains { $0.hasPrefix("closed") }, "\(events)")
    }

    @Test("A member that is refused when it is added discards the bundle")
    func refusedAtAdd() throws {
        var peer = try ScriptedSwitch.ready()
        peer.program(Self.batch(3), id: 1)
        let sent = try peer.sent()
        _ = peer.answer(.error(OpenFlowError(type: 3, code: 2)), xid: sent[2].xid)
        _ = peer.answer(Self.reply(.closeReply, 1), xid: sent[4].xid)
        let discard = try peer.sent()
        #expect(Self.kinds(discard) == [.discardRequest])
        let done = peer.answer(Self.reply(.discardReply, 1), xid: discard[0].xid)
        #expect(done.summary == ["programmed 1 refused [\"1 OFPBIC_BAD_TABLE_ID\"]"])
        guard case .programmed(1, .refused(let members))? = done.first else { return }
        #expect(members[0].description == "cookie=0x1, table=0, priority=1 actions=output:1")
    }

    @Test("A member that is refused at commit is named; the commit's own error is not")
    func refusedAtCommit() throws {
        var peer = try ScriptedSwitch.ready()
        peer.program(Self.batch(2), id: 1)
        let sent = try peer.sent()
        _ = peer.answer(Self.reply(.closeReply, 1), xid: sent[3].xid)
        let commit = try peer.sent()
        _ = peer.answer(.error(OpenFlowError(type: 2, code: 9)), xid: sent[2].xid)
        let done = peer.answer(.error(OpenFlowError(type: 17, code: 13)), xid: commit[0].xid)
        #expect(done.summary == ["programmed 1 refused [\"1 OFPBAC_BAD_OUT_GROUP\"]"])
    }

    @Test("A bundle that is itself refused is told apart from its members")
    func bundleRefused() throws {
        var peer = try ScriptedSwitch.ready()
        peer.program(Self.batch(1), id: 1)
        let sent = try peer.sent()
        _ = peer.answer(.error(OpenFlowError(type: 17, code: 5)), xid: sent[0].xid)
        let done = peer.answer(.error(OpenFlowError(type: 17, code: 2)), xid: sent[2].xid)
        #expect(done.summary == ["programmed 1 failed bundleRefused(OFPBFC_OUT_OF_BUNDLES (17/5))"])
    }

    @Test("A long batch goes as several bundles, and batches wait their turn")
    func several() throws {
        var configuration = OpenFlowConnection.Configuration()
        configuration.bundleMemberLimit = 2
        var peer = try ScriptedSwitch.ready(configuration: configuration)
        peer.program(Self.batch(3), id: 1)
        peer.program(Self.batch(1, table: 1), id: 2)
        peer.program(ModificationBatch(), id: 3)
        var members: [Int] = []
        var results: [String] = []
        for _ in 0..<3 {
            let sent = try peer.sent()
            members.append(sent.count - 2)
            _ = peer.answer(Self.reply(.closeReply, 1), xid: try #require(sent.last).xid)
            let commit = try peer.sent()
            results += peer.answer(Self.reply(.commitReply, 1), xid: try #require(commit.last).xid).summary
        }
        #expect(members == [2, 1, 1])
        #expect(results == ["programmed 1 committed", "programmed 2 committed", "programmed 3 committed"])
    }

    @Test("A bundle that is not answered in time fails, and the next batch goes on")
    func timeOut() throws {
        var configuration = OpenFlowConnection.Configuration()
        configuration.bundleDeadline = .seconds(3)
        var peer = try ScriptedSwitch.ready(configuration: configuration)
        peer.program(Self.batch(1), id: 1)
        peer.program(Self.batch(1), id: 2)
        let first = try peer.sent()
        let events = peer.pass(.seconds(3))
        #expect(events.summary == ["programmed 1 failed timedOut"])
        let next = try peer.sent()
        #expect(Self.kinds(next) == [.discardRequest, .openRequest, .closeRequest])
        let stale = peer.answer(Self.reply(.closeReply, 1), xid: try #require(first.last).xid)
        #expect(stale.isEmpty)
    }

    @Test("What 1.3 cannot say is refused before anything is sent")
    func notExpressible() throws {
        var peer = try ScriptedSwitch.ready(.v1_3)
        var batch = Self.batch(1)
        let metered = Flow(
            table: 0, priority: 9, cookie: 1, match: Match(), actions: [.setField(.register(0), 1), .meter(3)])
        batch.append(EncodedFlow(metered))
        peer.program(batch, id: 1)
        let events = peer.pass(.zero)
        #expect(events.summary == ["programmed 1 refused [\"1 OFPBAC_BAD_TYPE\"]"])
        let sent = try peer.sent()
        #expect(sent.isEmpty)
    }

    /// A flow whose message in 1.5 has so many bytes, a multiple of eight; in the other versions it has as many.
    private static func flow(byteCount: Int) -> Flow {
        // Header, fixed part, empty match, instruction and the head of the note.
        let note = [UInt8](repeating: 1, count: byteCount - 8 - 40 - 8 - 8 - 10)
        return Flow(table: 0, priority: 9, cookie: 1, match: Match(), actions: [.note(note)])
    }

    @Test(
        "A member that a bundle's message has no room for is refused before anything is sent",
        arguments: OpenFlowVersion.allCases)
    func memberAtTheLimit(version: OpenFlowVersion) throws {
        var peer = try ScriptedSwitch.ready(version)
        let fitting = FlowBlock([Self.flow(byteCount: 65_504)])
        #expect(fitting.bytes.count == 65_504)
        var batch = ModificationBatch()
        batch.append(fitting)
        peer.program(batch, id: 1)
        let sent = try peer.sent()
        guard sent.count == 3, case .bundleAdd(let add) = sent[1].message else {
            Issue.record("\(sent.count) messages were sent")
            return
        }
        #expect(add.message.count == 65_504)
        #expect(add.message[2...3] == [0xff, 0xe0])
        let (_, member) = try Message.decode(add.message)
        #expect(member == .flowModification(FlowModification(.add, Self.flow(byteCount: 65_504))))

        var other = try ScriptedSwitch.ready(version)
        var longer = ModificationBatch()
        longer.append(fitting)
        longer.append(FlowBlock([Self.flow(byteCount: 65_512)]))
        other.program(longer, id: 2)
        let events = other.pass(.zero)
        #expect(events.summary == ["programmed 2 refused [\"1 OFPBRC_BAD_LEN\"]"])
        let nothing = try other.sent()
        #expect(nothing.isEmpty)
    }

    @Test("A flow that is too long to be added in a bundle can be deleted in one", arguments: OpenFlowVersion.allCases)
    func deletionOfLongest(version: OpenFlowVersion) throws {
        var peer = try ScriptedSwitch.ready(version)
        var batch = ModificationBatch()
        batch.appendDelete(of: EncodedFlow(Self.flow(byteCount: 65_528)))
        peer.program(batch, id: 1)
        let sent = try peer.sent()
        guard sent.count == 3, case .bundleAdd(let add) = sent[1].message else {
            Issue.record("\(sent.count) messages were sent")
            return
        }
        #expect(add.message.count == 56)
    }

    @Test("Deletions carry key and no actions, in every version", arguments: OpenFlowVersion.allCases)
    func deletions(version: OpenFlowVersion) throws {
        var peer = try ScriptedSwitch.ready(version)
        var batch = ModificationBatch()
        for flow in FlowBlock(SampleFlows.fields).entries { batch.appendDelete(of: flow) }
        batch.append(GroupBlock(SampleFlows.groups), .delete)
        peer.program(batch, id: 1)
        let members: [Message] = try peer.sent().compactMap { message, _ in
            guard case .bundleAdd(let add) = message else { return nil }
            return try Message.decode(add.message).message
        }
        for (message, flow) in zip(members, SampleFlows.fields) {
            guard case .flowModification(let modification) = message else {
                Issue.record("\(message)")
                continue
            }
            #expect(modification.command == .deleteStrict)
            #expect(modification.cookieMask == ~(1 << 55))
            #expect(modification.flow.match == flow.match)
            #expect(modification.flow.instructions.isEmpty)
        }
        for (message, group) in zip(members.dropFirst(SampleFlows.fields.count), SampleFlows.groups) {
            guard case .groupModification(let modification) = message else {
                Issue.record("\(message)")
                continue
            }
            #expect(modification.command == .delete)
            #expect(modification.group.id == group.id)
            #expect(modification.group.buckets.isEmpty)
        }
    }
}
