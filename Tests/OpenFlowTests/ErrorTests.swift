import NetworkTypes
import OpenFlow
import Testing

/// Errors with a piece of the message that they are about: section 7.5.4 of OpenFlow 1.5.1.
@Suite("Errors of either side")
struct ErrorTests {
    /// Bytes of a refused message that an error has: none, less than a header, a header, OpenFlow's least, and more.
    static let lengths = [0, 3, 8, 12, 64, 200]

    @Test(
        "An error with the beginning of a request belongs to the request", arguments: OpenFlowVersion.allCases, lengths)
    func request(version: OpenFlowVersion, length: Int) throws {
        var peer = try ScriptedSwitch.ready(version)
        let match = SampleFlows.match((.inPort, 1), (.etherType, 0x0800), (.ipProtocol, 6), (.tcpDestination, 80))
        peer.request(.multipartRequest(MultipartRequest(.flows(FlowFilter(match: match)))), id: 1)
        peer.request(.setConfig(SwitchConfiguration(missSendLength: 1)), id: 2)
        let sent = try peer.sent()
        #expect(sent.count == 3)
        for (id, each) in [(1, sent[0]), (2, sent[1])] {
            let data = Array(each.message.encoded(version: version, xid: each.xid).prefix(length))
            let events = peer.answer(.error(OpenFlowError(type: 1, code: 6, data: data)), xid: each.xid)
            guard events.count == 1, case .requestFailed(UInt64(id), .refused(let error))? = events.first else {
                Issue.record("\(events.summary)")
                continue
            }
            #expect(error == OpenFlowError(type: 1, code: 6, data: data, xid: each.xid))
        }
        let barrier = peer.answer(.barrierReply, xid: sent[2].xid)
        #expect(barrier.isEmpty)
    }

    @Test(
        "An error with the beginning of a bundle's member belongs to the member", arguments: OpenFlowVersion.allCases,
        lengths)
    func member(version: OpenFlowVersion, length: Int) throws {
        var peer = try ScriptedSwitch.ready(version)
        var batch = ModificationBatch()
        batch.append(FlowBlock(SampleFlows.services))
        peer.program(batch, id: 1)
        // Another request waits meanwhile.
        peer.request(.barrierRequest, id: 2)
        let sent = try peer.sent()
        let members = sent.filter { if case .bundleAdd = $0.message { true } else { false } }
        #expect(members.count == SampleFlows.services.count)
        let whole = members[1].message.encoded(version: version, xid: members[1].xid)
        guard case .bundleAdd(let add) = members[2].message else { return }
        // Either the message around the member or the member itself: Open vSwitch sends the latter.
        for (member, data) in [(1, whole), (2, add.message)] {
            let error = OpenFlowError(type: 3, code: 2, data: Array(data.prefix(length)))
            let events = peer.answer(.error(error), xid: members[member].xid)
            #expect(events.isEmpty)
        }
        let closing = try #require(sent.last { if case .bundleControl = $0.message { true } else { false } })
        guard case .bundleControl(let close) = closing.message else {
            Issue.record("\(closing)")
            return
        }
        let reply = BundleControl(.closeReply, bundle: close.bundle, flags: close.flags)
        _ = peer.answer(.bundleControl(reply), xid: closing.xid)
        let discard = try #require(try peer.sent().first)
        let done = peer.answer(
            .bundleControl(BundleControl(.discardReply, bundle: close.bundle, flags: close.flags)), xid: discard.xid)
        guard case .programmed(1, .refused(let refused))? = done.first else {
            Issue.record("\(done.summary)")
            return
        }
        #expect(refused.map(\.index) == [1, 2])
        #expect(refused.map(\.error.data) == [Array(whole.prefix(length)), Array(add.message.prefix(length))])
    }

    @Test("The error's own xid counts, not that of the data in it")
    func otherData() throws {
        var peer = try ScriptedSwitch.ready()
        peer.request(.barrierRequest, id: 1)
        peer.request(.getConfigRequest, id: 2)
        let sent = try peer.sent()
        let data = sent[0].message.encoded(version: .v1_5, xid: sent[0].xid)
        let events = peer.answer(.error(OpenFlowError(type: 1, code: 1, data: data)), xid: sent[1].xid)
        #expect(events.summary == ["failed 2 refused(OFPBRC_BAD_TYPE (1/1))"])
    }

    @Test("A message of a type that does not exist is refused with its first 64 bytes, or all of it")
    func unknownType() throws {
        var peer = try ScriptedSwitch.ready()
        let short = peer.receive(hex("06 63 0008 00000007"))
        #expect(short.summary == ["asynchronous"])
        let answer = peer.connection.takeOutput()
        let expected = hex(
            """
            06 01 0014 00000007   // version 1.5, error, 20 bytes, the refused message's xid
            0001 0001             // OFPET_BAD_REQUEST, OFPBRC_BAD_TYPE
            06 63 0008 00000007   // the refused message
            """)
        #expect(answer == [expected])
        for length in [63, 64, 65, 65_535] {
            let body = (8..<length).map { UInt8(truncatingIfNeeded: $0) }
            let message = [6, 99, UInt8(length >> 8), UInt8(length & 0xff), 0, 0, 0, 9] + body
            // Behind another message, and in front of the next.
            let rest = Message.echoRequest([]).encoded(version: .v1_5, xid: 5)
            _ = peer.receive(rest + message + rest)
            let sent = try peer.sent()
            let error = OpenFlowError(type: 1, code: 1, data: Array(message.prefix(64)), xid: 9)
            #expect(sent.map(\.message) == [.echoReply([]), .error(error), .echoReply([])], "\(length)")
        }
    }
}
