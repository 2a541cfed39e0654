import NetworkTypes
import OpenFlow
import Testing

/// To a flow monitor that it does not take Open vSwitch 3.1 answers with an error of version 1, whose xid and data are of
/// whatever lies behind the request. The bytes are what ovs-vswitchd 3.1.0 sent.
@Suite("Errors of version 1")
struct ForeignErrorTests {
    private static let exists = "failed 2 refused(OFPMOFC_MONITOR_EXISTS (16/1))"

    struct Answer: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let version: OpenFlowVersion
        let bytes: String
        let outcome: String
    }

    static let answers = [
        Answer(
            testDescription: "exists, 1.3", version: .v1_3, bytes: "01 01 0014 00000000 b0c2 0000 00002320 0001 0205",
            outcome: exists),
        Answer(
            testDescription: "exists, 1.3, another behind it", version: .v1_3,
            bytes: "01 01 001d 001e0000 b0c2 0000 00002320 0001 0205 00000009001e0000ff", outcome: exists),
        Answer(
            testDescription: "exists, 1.4, with what lay behind it", version: .v1_4,
            bytes: "01 01 0020 80000004 b0c2 0000 00002320 0001 0205 0001000c8000000400000001", outcome: exists),
        Answer(
            testDescription: "exists, 1.5", version: .v1_5,
            bytes: "01 01 0015 00000000 b0c2 0000 00002320 0001 0205 00", outcome: exists),
        Answer(
            testDescription: "exists, in the form of 1.2, with what lay behind it (shortened)", version: .v1_5,
            bytes: "01 01 0020 ee550000 ffff 0001 00002320 600d6272ee550000582c6272ee550000",
            outcome: "failed 2 refused(experimenter error 0x2320 1 (65535/1))"),
        Answer(
            testDescription: "unknown, 1.5", version: .v1_5,
            bytes: "01 01 001c ffffffff b0c2 0000 00002320 0001 0207 00000008ffffffff",
            outcome: "failed 2 refused(OFPMOFC_UNKNOWN_MONITOR (16/3))"),
        Answer(
            testDescription: "a bad request, 1.5", version: .v1_5, bytes: "01 01 000c 00000000 0001 0006",
            outcome: "failed 2 refused(OFPBRC_BAD_LEN (1/6))"),
        Answer(
            testDescription: "another of Open vSwitch's own", version: .v1_5,
            bytes: "01 01 0014 00000000 b0c2 0000 00002320 0001 0209",
            outcome: "failed 2 refused(experimenter error 0x2320 521 (65535/521))"),
    ]

    private static let monitor = Message.multipartRequest(MultipartRequest(.flowMonitor(.changes(id: 7))))

    @Test("The flow monitor that waits has failed, others wait on, and the connection stays", arguments: answers)
    func monitor(answer: Answer) throws {
        var peer = try ScriptedSwitch.ready(answer.version)
        _ = try peer.sent()
        peer.request(.barrierRequest, id: 1)
        peer.request(Self.monitor, id: 2)
        peer.request(.getConfigRequest, id: 3)
        let sent = try peer.sent()
        let events = peer.receive(hex(answer.bytes))
        #expect(events.summary == [answer.outcome])
        let done = peer.answer(.barrierReply, xid: sent[0].xid)
        #expect(done.summary == ["reply 1"])
    }

    @Test("Of several flow monitors the oldest is meant, wherever the xid points")
    func oldest() throws {
        var peer = try ScriptedSwitch.ready()
        _ = try peer.sent()
        peer.request(.barrierRequest, id: 1)
        peer.request(Self.monitor, id: 2)
        peer.now = peer.now + .seconds(1)
        peer.request(Self.monitor, id: 3)
        let sent = try peer.sent()
        let barrier = UInt8(sent[0].xid)
        let error = hex("01 01 0014 000000") + [barrier] + hex("b0c2 0000 00002320 0001 0205")
        let first = peer.receive(error)
        #expect(first.summary == [Self.exists])
        let second = peer.receive(error)
        #expect(second.summary == ["failed 3 refused(OFPMOFC_MONITOR_EXISTS (16/1))"])
    }

    @Test("Where no flow monitor waits the xid tells the request; an unknown one is told as what the switch sends")
    func byXID() throws {
        var peer = try ScriptedSwitch.ready()
        _ = try peer.sent()
        peer.request(.barrierRequest, id: 1)
        let barrier = UInt8(try peer.sent()[0].xid)
        let stray = peer.receive(hex("01 01 000c 7fffffff 0001 0001"))
        #expect(stray.summary == ["asynchronous"])
        let events = peer.receive(hex("01 01 000c 000000") + [barrier] + hex("0001 0001"))
        #expect(events.summary == ["failed 1 refused(OFPBRC_BAD_TYPE (1/1))"])
    }

    @Test("It may come in pieces, and it may be broken")
    func pieces() throws {
        var peer = try ScriptedSwitch.ready()
        peer.request(Self.monitor, id: 2)
        var events: [OpenFlowConnection.Event] = []
        for byte in hex("01 01 0014 00000000 b0c2 0000 00002320 0001 0205") { events += peer.receive([byte]) }
        #expect(events.summary == [Self.exists])
        let broken = peer.receive(hex("01 01 000a 00000000 0001"))
        #expect(broken.summary == ["closed message type 1: truncated at byte 10: 2 more bytes expected"])
    }

    @Test(
        "Everything else of another version ends the connection, and so does such an error before the handshake is over",
        arguments: [
            ("01 02 0008 00000001", 1), ("01 00 0008 00000001", 1), ("01 13 0010 00000001 0000000000000000", 1),
            ("02 01 000c 00000001 0001 0001", 2), ("00 01 000c 00000001 0001 0001", 0),
            ("04 01 000c 00000001 0001 0001", 4), ("07 01 000c 00000001 0001 0001", 7),
        ])
    func others(bytes: String, version: Int) throws {
        var peer = try ScriptedSwitch.ready()
        peer.request(Self.monitor, id: 1)
        let events = peer.receive(hex(bytes))
        #expect(
            events.summary == [
                "failed 1 disconnected", "closed version byte \(version) after another version was agreed on",
            ])
        var early = ScriptedSwitch()
        _ = early.answer(.hello(Hello(.v1_5 ... .v1_5)), xid: 1)
        let refused = early.receive(hex("01 01 000c 00000002 0001 0005"))
        #expect(refused.summary == ["closed the switch refused the handshake: OFPBRC_EPERM (1/5)"])
    }
}
