import NetworkTypes
import OpenFlow
import Testing

@Suite("Handshake and life of a connection")
struct HandshakeTests {
    struct Greeting: Sendable, CustomTestStringConvertible {
        let header: UInt8
        let bitmap: Set<UInt8>?
        let version: OpenFlowVersion?
        var testDescription: String { "header \(header), bitmap \(bitmap?.sorted() ?? [])" }
    }

    @Test(
        "The highest common version is agreed on, or none",
        arguments: [
            Greeting(header: 6, bitmap: [4, 5, 6], version: .v1_5),
            Greeting(header: 6, bitmap: [1, 4, 5], version: .v1_5 < .v1_4 ? nil : .v1_4),
            Greeting(header: 7, bitmap: [4, 7], version: .v1_3), Greeting(header: 5, bitmap: nil, version: .v1_4),
            Greeting(header: 9, bitmap: nil, version: .v1_5), Greeting(header: 1, bitmap: nil, version: nil),
            Greeting(header: 6, bitmap: [1, 2], version: nil), Greeting(header: 6, bitmap: [], version: nil),
        ])
    func versions(greeting: Greeting) throws {
        var peer = ScriptedSwitch(greeting.version ?? .v1_3)
        let hello = try peer.sent()
        #expect(hello.map(\.message) == [.hello(Hello(.v1_3 ... .v1_5))])
        var bytes = Message.hello(Hello(versions: greeting.bitmap)).encoded(version: .v1_5, xid: 3)
        bytes[0] = greeting.header
        let events = peer.receive(bytes)
        let sent = try peer.sent()
        guard let version = greeting.version else {
            guard case .closed(.noCommonVersion)? = events.last else {
                Issue.record("\(events)")
                return
            }
            guard case .error(let error)? = sent.last?.message else {
                Issue.record("\(sent)")
                return
            }
            #expect(error.name == "OFPHFC_INCOMPATIBLE")
            return
        }
        #expect(sent.map(\.message) == [.featuresRequest])
        let ready = peer.answer(.featuresReply(ScriptedSwitch.features), xid: sent[0].xid)
        #expect(ready.summary == ["ready \(version) 7"])
    }

    @Test("The hello is 1.5 with a bitmap of 1.3, 1.4 and 1.5, and xid 1")
    func hello() {
        var connection = OpenFlowConnection(now: MonotonicTime(seconds: 0))
        let output = connection.takeOutput()
        let expected = hex(
            """
            06 00 0010 00000001  // version 1.5, hello, 16 bytes, xid 1
            0001 0008            // element: version bitmap, 8 bytes
            00000070             // bits 4, 5 and 6
            """)
        #expect(output == [expected])
    }

    @Test("An answer that does not come in five seconds ends the handshake")
    func deadline() throws {
        var silent = ScriptedSwitch()
        let early = silent.pass(.milliseconds(4900))
        #expect(early.isEmpty)
        let late = silent.pass(.milliseconds(200))
        #expect(late.summary == ["closed no OpenFlow handshake in time"])
        var described = ScriptedSwitch()
        _ = described.answer(.hello(Hello(.v1_5 ... .v1_5)), xid: 1)
        let events = described.pass(.seconds(5))
        #expect(events.summary == ["closed no OpenFlow handshake in time"])
    }

    @Test("Auxiliary connections, other first messages and errors are refused")
    func refusals() throws {
        var auxiliary = ScriptedSwitch()
        _ = auxiliary.answer(.hello(Hello(.v1_5 ... .v1_5)), xid: 1)
        let first = auxiliary.answer(
            .featuresReply(Features(datapathID: DatapathID(7), tableCount: 1, auxiliaryID: 3)), xid: 2)
        #expect(first.summary == ["closed auxiliary connection 3, only main connections are served"])
        var eager = ScriptedSwitch()
        let second = eager.answer(.barrierReply, xid: 1)
        #expect(second.summary == ["closed message type 21 instead of a hello"])
        var refused = ScriptedSwitch()
        _ = refused.answer(.hello(Hello(.v1_5 ... .v1_5)), xid: 1)
        let third = refused.answer(.error(OpenFlowError(type: 1, code: 5)), xid: 2)
        #expect(third.summary == ["closed the switch refused the handshake: OFPBRC_EPERM (1/5)"])
    }

    @Test("Garbage, wrong lengths and wrong versions close the connection with a reason")
    func garbage() throws {
        var short = try ScriptedSwitch.ready()
        let first = short.receive(hex("06 02 0007 00000001"))
        #expect(first.summary == ["closed message type 0: message of 7 bytes at byte 2"])
        var other = try ScriptedSwitch.ready()
        let second = other.receive(hex("04 02 0008 00000001"))
        #expect(second.summary == ["closed version byte 4 after another version was agreed on"])
        var broken = try ScriptedSwitch.ready()
        let third = broken.receive(hex("06 06 0010 00000001 0102030405060708"))
        #expect(third.summary == ["closed message type 6: truncated at byte 16: 4 more bytes expected"])
        let after = broken.receive(hex("06 02 0008 00000001"))
        #expect(after.isEmpty)
        #expect(broken.connection.nextDeadline == nil)
    }

    @Test("Bytes may come one at a time")
    func dripFeed() throws {
        var peer = ScriptedSwitch()
        _ = try peer.sent()
        var events: [OpenFlowConnection.Event] = []
        let bytes =
            Message.hello(Hello(.v1_5 ... .v1_5)).encoded(version: .v1_5, xid: 9)
            + Message.featuresReply(ScriptedSwitch.features).encoded(version: .v1_5, xid: 2)
            + Message.echoRequest([1, 2, 3]).encoded(version: .v1_5, xid: 10)
        for byte in bytes { events += peer.receive([byte]) }
        #expect(events.summary == ["ready OpenFlow 1.5 7"])
        let sent = try peer.sent()
        #expect(sent.last?.message == .echoReply([1, 2, 3]))
        #expect(sent.last?.xid == 10)
    }

    @Test("A silent switch is probed once, then given up; any byte is a sign of life")
    func keepalive() throws {
        var peer = try ScriptedSwitch.ready()
        #expect(peer.connection.nextDeadline == MonotonicTime(seconds: 105))
        _ = peer.pass(.seconds(5))
        let probe = try peer.sent()
        #expect(probe.map(\.message) == [.echoRequest([])])
        _ = peer.answer(.echoReply([]), xid: probe[0].xid)
        let quiet = peer.pass(.seconds(5))
        #expect(quiet.isEmpty)
        let dead = peer.pass(.seconds(5))
        #expect(dead.summary == ["closed no answer to a probe"])
    }

    @Test("A switch that is challenged has so much time for a sign of life, and is asked once")
    func challenge() throws {
        var peer = try ScriptedSwitch.ready()
        for _ in 0..<2 { peer.connection.challenge(within: .seconds(1), now: MonotonicTime(seconds: 100)) }
        let probe = try peer.sent()
        #expect(probe.map(\.message) == [.echoRequest([])])
        #expect(peer.connection.nextDeadline == MonotonicTime(seconds: 101))
        _ = peer.answer(.echoReply([]), xid: probe[0].xid)
        let quiet = peer.pass(.seconds(1))
        #expect(quiet.isEmpty)
        peer.connection.challenge(within: .seconds(1), now: MonotonicTime(seconds: 101))
        let dead = peer.pass(.seconds(1))
        #expect(dead.summary == ["closed no answer to a probe"])
    }

    @Test("A peer that asks without end and takes nothing is cut off")
    func overflow() throws {
        var configuration = OpenFlowConnection.Configuration()
        configuration.maximumQueuedBytes = 1000
        var peer = try ScriptedSwitch.ready(configuration: configuration)
        let flood = (0..<200).flatMap { Message.echoRequest([]).encoded(version: .v1_5, xid: UInt32($0)) }
        let events = peer.receive(flood)
        #expect(events.summary == ["closed the switch does not take what it asks for"])
    }
}
