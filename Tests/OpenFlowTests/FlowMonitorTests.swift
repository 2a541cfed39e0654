import NetworkTypes
import OpenFlow
import Testing

/// Bytes that ovs-vswitchd 3.1.0 sent, and that ovs-ofctl 3.1.0 sent to it.
@Suite("Flow monitors, forwarded requests and roles")
struct FlowMonitorTests {
    struct Captured: Sendable, CustomTestStringConvertible {
        let version: OpenFlowVersion
        let name: String
        let hex: String
        let message: Message
        var testDescription: String { "\(version) \(name)" }

        init(_ version: OpenFlowVersion, _ name: String, _ hex: String, _ message: Message) {
            self.version = version
            self.name = name
            self.hex = hex
            self.message = message
        }
    }

    private static let everything = FlowMonitor(
        id: 0, flags: [.initial, .added, .removed, .modified, .instructions])

    private static func updates(_ list: FlowUpdate...) -> Message {
        .multipartReply(MultipartReply(.flowUpdates(list)))
    }

    private static func tcp(_ instructions: [Instruction]) -> Flow {
        var match = Match()
        match.set(.etherType, 0x800)
        match.set(.ipProtocol, 6)
        match.set(.tcpDestination, 80)
        return Flow(table: 4, priority: 9, cookie: 0x88, match: match, instructions: instructions)
    }

    private static let icmp: Flow = {
        var match = Match()
        match.set(.etherType, 0x800)
        match.set(.ipProtocol, 1)
        match.set(.register(1), 5)
        return Flow(table: 3, priority: 7, cookie: 0x77, match: match, instructions: [])
    }()

    private static let grouped = Flow(
        table: 6, priority: 0x8000, cookie: 0, match: Match(), instructions: [.applyActions([.group(5)])])

    private static let messages: [Captured] = [
        // multipart request ffff, ONF 0x74e, id 0, flags 0x1f, match_len 4, out_port any, table ff, match
        Captured(
            .v1_3, "request",
            "0412003000000006 ffff000000000000 4f4e4600 0000074e 00000000 001f 0004 ffffffff ff000000 0001000400000000",
            .multipartRequest(MultipartRequest(.flowMonitor(everything)))),
        // multipart request 16, id 0, out_port any, out_group any, flags 0x1f, table ff, command add, match
        Captured(
            .v1_5, "request",
            "0612002800000006 0010000000000000 00000000 ffffffff ffffffff 001f ff 00 0001000400000000",
            .multipartRequest(MultipartRequest(.flowMonitor(everything)))),
        // length 0x38, modified, reason 0, priority 9, time-outs 0, match_len 0x15, table 4, cookie, match, goto 8
        Captured(
            .v1_3, "modified",
            """
            0413005000000000 ffff000000000000 4f4e4600 0000074e 0038 0002 0000 0009 0000 0000 0015 04 00
            0000000000000088 0001001580000a020800800014010680001c0200 50000000 0001000808000000
            """, updates(.change(.init(.modified, tcp([.goto(8)]))))),
        // length 0x38, modified 3, table 4, reason 0, time-outs 0, priority 9, zeros, cookie, match, goto 8
        Captured(
            .v1_4, "modified",
            """
            0513004800000000 0010000000000000 0038 0003 04 00 0000 0000 0009 00000000
            0000000000000088 0001001580000a020800800014010680001c0200 50000000 0001000808000000
            """, updates(.change(.init(.modified, tcp([.goto(8)]))))),
        Captured(
            .v1_5, "removed, two in one message",
            """
            0613008800000000 0010000000000000 0040 0002 03 02 0000 0000 0007 00000000 0000000000000077
            0001002380000a020800800014010180010110000000000000000500000000ffffffff0000000000
            0038 0002 04 02 0000 0000 0009 00000000
            0000000000000088 0001001580000a020800800014010680001c0200 50000000 0001000808000000
            """,
            updates(
                .change(.init(.removed, reason: 2, icmp)), .change(.init(.removed, reason: 2, tcp([.goto(8)]))))),
        Captured(
            .v1_3, "removed with its group",
            """
            0413004800000000 ffff000000000000 4f4e4600 0000074e 0030 0001 0003 8000 0000 0000 0004 06 00
            0000000000000000 0001000400000000 0004001000000000 0016000800000005
            """, updates(.change(.init(.removed, reason: 3, grouped)))),
        Captured(
            .v1_3, "own change", "0413002000000000 ffff000000000000 4f4e4600 0000074e 0008 0003 00000006",
            updates(.ownChange(xid: 6))),
        Captured(
            .v1_5, "own change", "0613001800000000 0010000000000000 0008 0004 00000006", updates(.ownChange(xid: 6))),
        Captured(.v1_4, "paused", "0513001800000000 0010000000000000 0008 0005 00000000", updates(.paused)),
        Captured(.v1_5, "resumed", "0613001800000000 0010000000000000 0008 0006 00000000", updates(.resumed)),
        Captured(.v1_3, "paused", "0404001000000000 4f4e4600 0000074f", .flowMonitorPaused),
        Captured(.v1_3, "resumed", "0404001000000000 4f4e4600 00000750", .flowMonitorResumed),
        Captured(
            .v1_3, "role status", "0404002000000000 4f4e4600 00000777 00000003 00 000000 0000000000000009",
            .roleStatus(RoleStatus(.secondary, .primaryRequest, generation: 9))),
        Captured(
            .v1_5, "role status", "061e001800000000 00000003 00 000000 0000000000000083",
            .roleStatus(RoleStatus(.secondary, .primaryRequest, generation: 0x83))),
        // The inner message: meter_mod add, pktps, meter 5, one band: drop at 100, burst 100
        Captured(
            .v1_3, "meter added by another",
            "0404003000000000 4f4e4600 0000092e 041d002000000002 0000 0002 00000005 0001 0010 00000064 00000064 00000000",
            .requestForward(
                RequestForward(
                    .meter(
                        MeterModification(
                            .add, Meter(id: 5, flags: .packetsPerSecond, bands: [.drop(rate: 100, burst: 100)]))),
                    xid: 2))),
        Captured(
            .v1_5, "group deleted by another",
            "0620002000000000 060f001800000006 0002 00 00 00000005 0000 0000 ffffffff",
            .requestForward(
                RequestForward(
                    .group(GroupModification(.delete, Group(id: 5, type: .all, buckets: []))), xid: 6))),
        // NXT_SET_ASYNC_CONFIG2: property 11, requests forwarded to the primary, of groups and meters
        Captured(
            .v1_3, "set async", "0404001800000004 00002320 0000001b 000b 0008 00000003",
            .setAsyncExtended(AsyncConfiguration([.requestForwardPrimary: 3]))),
    ]

    @Test("What Open vSwitch sends is read, and written again byte for byte", arguments: messages)
    func captured(sample: Captured) throws {
        let bytes = hex(sample.hex)
        let (header, message) = try Message.decode(bytes)
        #expect(message == sample.message)
        #expect(hexText(message.encoded(version: sample.version, xid: header.xid)[...]) == hexText(bytes[...]))
    }

    @Test("Updates that are cut short or say a wrong length are refused, wherever they are cut", arguments: messages)
    func truncated(sample: Captured) throws {
        let bytes = hex(sample.hex)
        for length in 8..<bytes.count {
            var cut = Array(bytes[..<length])
            cut[2] = UInt8(length >> 8)
            cut[3] = UInt8(length & 0xff)
            // Some cuts stand between entries, or before properties: those are messages. None may trap.
            if let (header, message) = try? Message.decode(cut) {
                #expect(message.encoded(version: sample.version, xid: header.xid).count == length)
            }
        }
        guard case .multipartReply = sample.message else { return }
        var wrong = bytes
        let start = sample.version == .v1_3 ? 24 : 16
        wrong[start + 1] = 7
        #expect(throws: (any Error).self) { try Message.decode(wrong) }
    }
}
