import NetworkTypes
import OpenFlow
import Testing

/// What the configuration of a connection bounds, each at its bound and beyond.
@Suite("Limits of a connection")
struct ConnectionLimitTests {
    private static func ready(
        _ change: (inout OpenFlowConnection.Configuration) -> Void
    ) throws -> ScriptedSwitch {
        var configuration = OpenFlowConnection.Configuration()
        change(&configuration)
        return try ScriptedSwitch.ready(configuration: configuration)
    }

    private static let question = Message.multipartRequest(MultipartRequest(.portDescriptions(.any)))

    private static func part(hasMore: Bool) -> Message {
        let port = Port(number: PortNumber(1), hardwareAddress: MACAddress(rawValue: 1), name: "p1")
        return .multipartReply(MultipartReply(.portDescriptions([port]), hasMore: hasMore))
    }

    @Test(
        "An answer that always has one more part is given up after the deadline of all parts", arguments: [false, true])
    func multipartDeadline(flows: Bool) throws {
        var peer = try Self.ready {
            $0.requestDeadline = .seconds(4)
            $0.multipartDeadline = .seconds(10)
        }
        if flows { peer.readFlows(id: 1) } else { peer.request(Self.question, id: 1) }
        let xid = try #require(try peer.sent().first?.xid)
        let part =
            flows ? Message.multipartReply(MultipartReply(.flows([]), hasMore: true)) : Self.part(hasMore: true)
        for _ in 0..<3 {
            let early = peer.pass(.seconds(3))
            #expect(early.isEmpty)
            let event = peer.answer(part, xid: xid).summary
            #expect(event == (flows ? ["flows 1 0 more"] : []))
        }
        // Nine seconds are over, and the last part came now.
        let before = peer.pass(.milliseconds(999))
        #expect(before.isEmpty)
        let after = peer.pass(.milliseconds(1))
        #expect(after.summary == ["failed 1 timedOut"])
        let late = peer.answer(Self.part(hasMore: false), xid: xid)
        #expect(late.isEmpty)
    }

    @Test("An answer that stalls between its parts fails when the next part is late, and the rest is passed over")
    func stall() throws {
        var peer = try Self.ready {
            $0.requestDeadline = .seconds(4)
            $0.probeInterval = .seconds(60)
        }
        peer.request(Self.question, id: 1)
        peer.request(.barrierRequest, id: 2)
        let sent = try peer.sent()
        _ = peer.answer(.barrierReply, xid: sent[1].xid)
        _ = peer.pass(.seconds(3))
        let first = peer.answer(Self.part(hasMore: true), xid: sent[0].xid)
        #expect(first.isEmpty)
        let waiting = peer.pass(.milliseconds(3999))
        #expect(waiting.isEmpty)
        #expect(peer.connection.nextDeadline == peer.now + .milliseconds(1))
        let stalled = peer.pass(.milliseconds(1))
        #expect(stalled.summary == ["failed 1 timedOut"])
        let late = peer.answer(Self.part(hasMore: false), xid: sent[0].xid)
        #expect(late.isEmpty)
        // The connection serves on.
        peer.request(Self.question, id: 3)
        let again = try #require(try peer.sent().last?.xid)
        let whole = peer.answer(Self.part(hasMore: false), xid: again)
        #expect(whole.summary == ["reply 3"])
    }

    @Test("A joined answer may have so many bytes and not one more")
    func multipartBytes() throws {
        let bytes = Self.part(hasMore: true).encoded(version: .v1_5, xid: 1).count
        for (limit, isTaken) in [(2 * bytes, true), (2 * bytes - 1, false)] {
            var peer = try Self.ready { $0.maximumMultipartBytes = limit }
            peer.request(Self.question, id: 1)
            let xid = try #require(try peer.sent().first?.xid)
            let first = peer.answer(Self.part(hasMore: true), xid: xid)
            #expect(first.isEmpty)
            let second = peer.answer(Self.part(hasMore: false), xid: xid)
            #expect(second.summary == [isTaken ? "reply 1" : "failed 1 invalidAnswer(\"more than \(limit) bytes\")"])
        }
    }

    @Test("So many requests wait for answers; one more fails at once, until an answer makes room")
    func requests() throws {
        var peer = try Self.ready { $0.requestLimit = 3 }
        peer.request(.barrierRequest, id: 1)
        // A message without an answer waits with its barrier.
        peer.request(.setConfig(SwitchConfiguration(missSendLength: 1)), id: 2)
        peer.request(.barrierRequest, id: 3)
        peer.readFlows(id: 4)
        peer.request(.setConfig(SwitchConfiguration(missSendLength: 1)), id: 5)
        let refused = peer.pass(.zero)
        #expect(refused.summary == ["failed 3 notAccepted", "failed 4 notAccepted", "failed 5 notAccepted"])
        let sent = try peer.sent()
        #expect(sent.count == 3)
        let answered = peer.answer(.barrierReply, xid: sent[0].xid)
        #expect(answered.summary == ["reply 1"])
        // Room for one is not room for a message and its barrier.
        peer.request(.setConfig(SwitchConfiguration(missSendLength: 1)), id: 6)
        peer.request(.barrierRequest, id: 7)
        let second = peer.pass(.zero)
        #expect(second.summary == ["failed 6 notAccepted"])
        let next = try peer.sent()
        #expect(next.map(\.message) == [.barrierRequest])
    }

    private static func batch(_ count: Int) -> ModificationBatch {
        var batch = ModificationBatch()
        let flows = (0..<count).map {
            Flow(table: 0, priority: UInt16($0), cookie: 1, match: Match(), actions: [.output(PortNumber(1))])
        }
        batch.append(FlowBlock(flows))
        return batch
    }

    /// Answers what is asked of a bundle until nothing more is.
    private static func serve(
        _ peer: inout ScriptedSwitch
    ) throws -> (members: [Int], events: [OpenFlowConnection.Event]) {
        var members: [Int] = []
        var events: [OpenFlowConnection.Event] = []
        while true {
            let sent = try peer.sent()
            guard let last = sent.last, case .bundleControl(let control) = last.message else {
                return (members, events)
            }
            let kind: BundleControl.Kind = control.kind == .closeRequest ? .closeReply : .commitReply
            if kind == .closeReply { members.append(sent.count - 2) }
            let reply = BundleControl(kind, bundle: control.bundle, flags: control.flags)
            events += peer.answer(.bundleControl(reply), xid: last.xid)
        }
    }

    @Test("So many batches wait for the one under way; one more fails at once, and the others are programmed")
    func batches() throws {
        var peer = try Self.ready { $0.batchLimit = 2 }
        for id in 1...4 { peer.program(Self.batch(1), id: UInt64(id)) }
        let refused = peer.pass(.zero)
        #expect(refused.summary == ["programmed 4 failed notAccepted"])
        let served = try Self.serve(&peer)
        #expect(
            served.events.summary == ["programmed 1 committed", "programmed 2 committed", "programmed 3 committed"])
        peer.program(Self.batch(1), id: 5)
        let again = try Self.serve(&peer)
        #expect(again.events.summary == ["programmed 5 committed"])
    }

    @Test("A bundle takes members up to so many bytes, and one that is larger alone")
    func bundleBytes() throws {
        let flow = Flow(table: 0, priority: 0, cookie: 1, match: Match(), actions: [.output(PortNumber(1))])
        let bytes = Message.flowModification(FlowModification(.add, flow)).encoded(version: .v1_5, xid: 1).count
        for (limit, members) in [
            (2 * bytes, [2, 2, 1]), (3 * bytes - 1, [2, 2, 1]), (3 * bytes, [3, 2]), (bytes, [1, 1, 1, 1, 1]),
            (1, [1, 1, 1, 1, 1]), (5 * bytes, [5]),
        ] {
            var peer = try Self.ready { $0.bundleByteLimit = limit }
            peer.program(Self.batch(5), id: 1)
            let served = try Self.serve(&peer)
            #expect(served.members == members, "\(limit)")
            #expect(served.events.summary == ["programmed 1 committed"])
        }
    }
}
