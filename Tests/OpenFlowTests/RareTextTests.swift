import OpenFlow
import Testing

/// Messages that no switch sends and a file may hold: what has no meaning in them reads as ovs-ofctl writes it.
@Suite("Text of what is rare", .enabled(if: ReferencePrinter.isPresent, "\(ReferencePrinter.absence)"))
struct RareTextTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: String

        init(_ testDescription: String, _ bytes: String) {
            self.testDescription = testDescription
            self.bytes = bytes
        }
    }

    static let samples =
        flags + roles + groups + greetings + [
            // Of an extension all commands have a new cookie; zero and all ones are none.
            Sample("NXT_FLOW_MOD adds without a cookie", niciraFlow(cookie: "0000000000000000", command: 0)),
            Sample("NXT_FLOW_MOD adds with a cookie", niciraFlow(cookie: "0000000000000005", command: 0)),
            Sample("NXT_FLOW_MOD modifies with a cookie", niciraFlow(cookie: "0000000000000005", command: 1)),
            Sample("NXT_FLOW_MOD modifies and keeps the cookie", niciraFlow(cookie: "ffffffffffffffff", command: 2)),
            Sample("NXT_FLOW_MOD deletes with a cookie", niciraFlow(cookie: "0000000000000005", command: 3)),
            Sample("NXT_FLOW_MOD deletes without a cookie", niciraFlow(cookie: "0000000000000000", command: 4)),
        ]

    private static let greetings = [
        Sample("hello without elements", "06 00 0008 00000001"),
        Sample("hello of no version", "06 00 0010 00000001 0001 0008 00000000"),
        Sample("hello of version 0", "06 00 0010 00000001 0001 0008 000000ff"),
        Sample("hello with a bitmap of two words", "06 00 0014 00000001 0001 000c 0000007e 00000001"),
        Sample("hello with a bitmap of no word", "06 00 0010 00000001 0001 0004 00000000"),
        Sample("hello with another element first", "06 00 0018 00000001 0002 0008 deadbeef 0001 0008 0000007e"),
        Sample("hello with another element last", "05 00 0018 00000001 0001 0008 00000030 0002 0008 deadbeef"),
        Sample("hello with another element alone", "06 00 0010 00000001 0002 0008 deadbeef"),
        Sample("hello with bytes behind", "06 00 0012 00000001 0001 0008 0000007e 0102"),
    ]

    private static let flags = ["0001", "0002", "0003", "8000", "fffe"].flatMap { flags in
        [
            Sample("request with the flags \(flags)", "04 12 0010 00000007 0000 \(flags) 00000000"),
            Sample("reply with the flags \(flags)", "05 13 0010 00000007 0006 \(flags) 00000000"),
            Sample("request in 1.5 with the flags \(flags)", "06 12 0010 00000007 0003 \(flags) 00000000"),
        ]
    }

    private static let roles = ["00", "02", "03", "ff"].flatMap { reason in
        [
            Sample("role status, reason \(reason)", "05 1e 0018 00000007 00000002 \(reason) 000000 0000000000000005"),
            Sample(
                "role status in 1.3, reason \(reason)",
                "04 04 0020 00000007 4f4e4600 00000777 00000003 \(reason) 000000 ffffffffffffffff"),
        ]
    }

    private static let groups = [
        Sample("insert no bucket in 1.3", "04 0f 0010 00000007 0003 00 00 00000001"),
        Sample(
            "insert a bucket in 1.4", "05 0f 0020 00000007 0003 01 00 00000001 0010 0005 ffffffff ffffffff 00000000"),
        Sample("remove buckets in 1.3", "04 0f 0010 00000007 0005 00 00 00000001"),
        Sample("insert in 1.5", "06 0f 0020 00000007 0003 01 00 00000001 0008 0000 fffffffe 0008 0000 00000005"),
        Sample(
            "select without weight", "06 0f 0020 00000007 0000 01 00 00000001 0008 0000 ffffffff 0008 0000 00000005"),
        Sample(
            "select with the weight 0",
            "06 0f 0028 00000007 0000 01 00 00000001 0010 0000 ffffffff 0010 0000 00000005 0000 0008 0000 0000"),
        Sample(
            "select with the weight 1",
            "06 0f 0028 00000007 0000 01 00 00000001 0010 0000 ffffffff 0010 0000 00000005 0000 0008 0001 0000"),
        Sample("all without weight", "06 0f 0020 00000007 0000 00 00 00000001 0008 0000 ffffffff 0008 0000 00000005"),
        Sample(
            "select described without weight",
            "06 13 0028 00000007 0007 0000 00000000 0018 01 00 00000001 0008 000000000000 0008 0000 00000005"),
    ]

    private static func niciraFlow(cookie: String, command: Int) -> String {
        "04 04 0030 00000007 00002320 0000000d \(cookie) 000\(command) 0000 0000 8000 ffffffff ffff 0000 0000 000000000000"
    }

    @Test("What has no meaning reads as ovs-ofctl writes it, and is written again as it was", arguments: samples)
    func text(sample: Sample) throws {
        let bytes = hex(sample.bytes)
        let (header, message) = try Message.decode(bytes)
        let version = try #require(OpenFlowVersion(rawValue: header.version))
        let printed = try #require(ReferencePrinter.printed([bytes], version: version).first)
        #expect(!printed.contains("***decode error"))
        #expect(
            MessageTextTests.lines(message.text(version: version, xid: header.xid)) == MessageTextTests.lines(printed))
        let again = try Message.decode(message.encoded(version: version, xid: header.xid)).message
        #expect(again == message)
    }
}
