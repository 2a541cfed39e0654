import NetworkTypes
import OpenFlow
import Testing

@Suite("Requests")
struct RequestTests {
    @Test("Answers and errors are matched by xid; stale ones are passed over")
    func matching() throws {
        var peer = try ScriptedSwitch.ready()
        peer.request(.getConfigRequest, id: 1)
        peer.request(.barrierRequest, id: 2)
        let sent = try peer.sent()
        #expect(sent.count == 2)
        #expect(sent.allSatisfy { $0.xid != 0 })
        let stale = peer.answer(.barrierReply, xid: 4_000_000)
        #expect(stale.isEmpty)
        let second = peer.answer(.barrierReply, xid: sent[1].xid)
        #expect(second.summary == ["reply 2"])
        let first = peer.answer(.error(OpenFlowError(type: 1, code: 1)), xid: sent[0].xid)
        #expect(first.summary == ["failed 1 refused(OFPBRC_BAD_TYPE (1/1))"])
        let again = peer.answer(.barrierReply, xid: sent[1].xid)
        #expect(again.isEmpty)
    }

    @Test(
        "What is longer than a message fails at once, and the connection goes on", arguments: OpenFlowVersion.allCases)
    func tooLong(version: OpenFlowVersion) throws {
        var peer = try ScriptedSwitch.ready(version)
        _ = try peer.sent()
        let long = [UInt8](repeating: 0, count: 65_528)
        peer.request(.echoRequest(long), id: 1)
        let flow = Flow(table: 0, priority: 1, cookie: 0, match: Match(), actions: [.note(long)])
        peer.request(.flowModification(FlowModification(.add, flow)), id: 2)
        let isSent = peer.connection.send(.packetOut(PacketOut(actions: [], packet: long)))
        #expect(!isSent)
        let sent = try peer.sent()
        #expect(sent.isEmpty)
        let events = peer.pass(.zero)
        #expect(
            events.summary == [
                "failed 1 tooLong(OFPT_ECHO_REQUEST of 65536 bytes, at most 65535)",
                "failed 2 tooLong(OFPT_FLOW_MOD of 65608 bytes, at most 65535)",
            ])
        // No deadline of theirs is left, and no xid either.
        let isShortSent = peer.connection.send(.packetOut(PacketOut(actions: [], packet: [1])))
        #expect(isShortSent)
        peer.request(.barrierRequest, id: 3)
        let next = try peer.sent()
        #expect(next.count == 2)
        let done = peer.answer(.barrierReply, xid: next[1].xid)
        #expect(done.summary == ["reply 3"])
    }

    @Test("A request has a deadline, and a late answer is stale")
    func deadline() throws {
        var peer = try ScriptedSwitch.ready()
        peer.request(.barrierRequest, id: 1)
        let sent = try peer.sent()
        peer.now = peer.now + .seconds(4)
        _ = peer.answer(.echoReply([]), xid: 0)
        peer.now = peer.now + .seconds(4)
        _ = peer.answer(.echoReply([]), xid: 0)
        let events = peer.pass(.seconds(2))
        #expect(events.summary == ["failed 1 timedOut"])
        let late = peer.answer(.barrierReply, xid: sent[0].xid)
        #expect(late.isEmpty)
    }

    @Test("A message without an answer of its own is fenced by a barrier")
    func fence() throws {
        var peer = try ScriptedSwitch.ready()
        let meter = Meter(id: 1, flags: .packetsPerSecond, bands: [.drop(rate: 1, burst: 0)])
        peer.request(.meterModification(MeterModification(.add, meter)), id: 1)
        let sent = try peer.sent()
        #expect(sent.map(\.message) == [.meterModification(MeterModification(.add, meter)), .barrierRequest])
        let done = peer.answer(.barrierReply, xid: sent[1].xid)
        #expect(done.summary == ["reply 1"])
        peer.request(.meterModification(MeterModification(.add, meter)), id: 2)
        let again = try peer.sent()
        let refused = peer.answer(.error(OpenFlowError(type: 12, code: 1)), xid: again[0].xid)
        #expect(refused.summary == ["failed 2 refused(OFPMMFC_METER_EXISTS (12/1))"])
        let barrier = peer.answer(.barrierReply, xid: again[1].xid)
        #expect(barrier.isEmpty)
    }

    @Test("Parts of an answer are joined; echo is answered in between; another type ends it")
    func multipart() throws {
        var peer = try ScriptedSwitch.ready()
        let port = Port(number: PortNumber(1), hardwareAddress: MACAddress(rawValue: 1), name: "p1")
        peer.request(.multipartRequest(MultipartRequest(.portDescriptions(.any))), id: 1)
        let xid = try #require(try peer.sent().first?.xid)
        let first = peer.answer(.multipartReply(MultipartReply(.portDescriptions([port]), hasMore: true)), xid: xid)
        #expect(first.isEmpty)
        _ = peer.answer(.echoRequest([7]), xid: 5)
        let echo = try peer.sent()
        #expect(echo.map(\.message) == [.echoReply([7])])
        let last = peer.answer(.multipartReply(MultipartReply(.portDescriptions([port]))), xid: xid)
        guard case .reply(1, .multipartReply(let reply))? = last.first, case .portDescriptions(let ports) = reply.body
        else {
            Issue.record("\(last)")
            return
        }
        #expect(ports.count == 2)
        peer.request(.multipartRequest(MultipartRequest(.portDescriptions(.any))), id: 2)
        let other = try #require(try peer.sent().first?.xid)
        _ = peer.answer(.multipartReply(MultipartReply(.portDescriptions([port]), hasMore: true)), xid: other)
        let mixed = peer.answer(.multipartReply(MultipartReply(.tables([]))), xid: other)
        #expect(mixed.summary == ["failed 2 invalidAnswer(\"parts that do not belong together\")"])
    }

    @Test("Flows are handed out part by part, and an answer without end is cut off")
    func flows() throws {
        let descriptions = SampleFlows.services.map { FlowDescription($0) }
        let partBytes = Message.multipartReply(MultipartReply(.flows(descriptions))).encoded(version: .v1_5, xid: 1)
            .count
        var configuration = OpenFlowConnection.Configuration()
        configuration.maximumReadBytes = partBytes * 3 / 2
        var peer = try ScriptedSwitch.ready(configuration: configuration)
        peer.readFlows(id: 1)
        let xid = try #require(try peer.sent().first?.xid)
        let part = peer.answer(.multipartReply(MultipartReply(.flows(descriptions), hasMore: true)), xid: xid)
        #expect(part.summary == ["flows 1 4 more"])
        let empty = peer.answer(.multipartReply(MultipartReply(.flows([]))), xid: xid)
        #expect(empty.summary == ["flows 1 0 last"])
        peer.readFlows(id: 2)
        let second = try #require(try peer.sent().first?.xid)
        var events: [OpenFlowConnection.Event] = []
        for _ in 0..<3 {
            events += peer.answer(.multipartReply(MultipartReply(.flows(descriptions), hasMore: true)), xid: second)
        }
        #expect(
            events.summary == ["flows 2 4 more", "failed 2 invalidAnswer(\"more than \(partBytes * 3 / 2) bytes\")"])
    }

    @Test("Everything outstanding fails when the connection closes, and what comes later fails at once")
    func disconnect() throws {
        var peer = try ScriptedSwitch.ready()
        peer.request(.barrierRequest, id: 1)
        peer.readFlows(id: 2)
        peer.request(.setConfig(SwitchConfiguration(missSendLength: 1)), id: 3)
        var batch = ModificationBatch()
        batch.append(FlowBlock(SampleFlows.services))
        peer.program(batch, id: 4)
        peer.program(batch, id: 5)
        let events = peer.connection.close(.disconnected)
        #expect(
            events.summary == [
                "failed 1 disconnected", "failed 2 disconnected", "failed 3 disconnected",
                "programmed 4 failed disconnected", "programmed 5 failed disconnected",
                "closed the switch ended the connection",
            ])
        peer.request(.barrierRequest, id: 6)
        peer.program(batch, id: 7)
        #expect(peer.connection.nextDeadline == MonotonicTime(nanoseconds: 0))
        let late = peer.pass(.zero)
        #expect(late.summary == ["failed 6 disconnected", "programmed 7 failed disconnected"])
        #expect(peer.connection.nextDeadline == nil)
    }

    @Test("Packets, port changes and errors without a request come as they are")
    func asynchronous() throws {
        var peer = try ScriptedSwitch.ready()
        let packet = PacketIn(totalLength: 3, reason: 1, table: 0, cookie: 9, match: Match(), packet: [1, 2, 3])
        let first = peer.answer(.packetIn(packet), xid: 0)
        guard case .asynchronous(.packetIn(packet))? = first.first else {
            Issue.record("\(first)")
            return
        }
        let second = peer.answer(.error(OpenFlowError(type: 2, code: 4)), xid: 900)
        #expect(second.summary == ["asynchronous"])
    }
}
