import JSON
import OpenFlow
import Testing

@testable import WeftCLI

@Suite("weft openflow decode")
struct DecodingTests {
    private func answers(_ text: String, inPiecesOf size: Int = .max) throws -> (lines: [JSONValue], isGood: Bool) {
        var decoding = LineDecoding()
        var output: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            decoding.append(rest.prefix(size))
            rest = rest.dropFirst(size)
            output += decoding.takeOutput()
        }
        decoding.finish()
        output += decoding.takeOutput()
        let lines = try output.split(separator: UInt8(ascii: "\n")).map { try JSONParser.parse(Array($0)) }
        return (lines, decoding.isEveryLineGood)
    }

    @Test("Each line is answered by one, with the text of ovs-ofctl and the bytes encoded anew")
    func messages() throws {
        let (lines, isGood) = try answers("0602000800000001\n04 02 00 0c 00 00 00 02 DE AD BE EF\r\n")
        #expect(isGood)
        #expect(
            lines == [
                [
                    "ok": true, "version": "1.5", "type": "OFPT_ECHO_REQUEST",
                    "text": "OFPT_ECHO_REQUEST (OF1.5) (xid=0x1): 0 bytes of payload", "hex": "0602000800000001",
                ],
                [
                    "ok": true, "version": "1.3", "type": "OFPT_ECHO_REQUEST",
                    "text": .string(
                        "OFPT_ECHO_REQUEST (OF1.3) (xid=0x2): 4 bytes of payload\n"
                            + "00000000  de ad be ef                                     |....            |"),
                    "hex": "0402000c00000002deadbeef",
                ],
            ])
    }

    @Test("A flow comes in the notation of flows")
    func flow() throws {
        let flow = try Flow(text: "table=3,priority=7,in_port=2,actions=output:4")
        let modification = FlowModification(.add, flow)
        let bytes = Message.flowModification(modification).encoded(version: .v1_5, xid: 9)
        let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let (lines, _) = try answers(hex)
        #expect(lines.count == 1)
        #expect(lines.first?["hex"] == .string(hex))
        #expect(lines.first?["type"] == "OFPT_FLOW_MOD")
        #expect(
            lines.first?["text"]
                == "OFPT_FLOW_MOD (OF1.5) (xid=0x9): ADD table:3 priority=7,in_port=2 actions=output:4")
    }

    @Test("An error has Open vSwitch's name for it, and the beginning of what it is about")
    func error() throws {
        let (lines, _) = try answers("0401001c00000007ffff002500002320040e00640000000900000000")
        #expect(
            lines.first?["text"] == """
                OFPT_ERROR (OF1.3) (xid=0x7): NXFMFC_INVALID_TLV_FIELD
                OFPT_FLOW_MOD (OF1.3) (xid=0x9):
                (***truncated to 12 bytes from 100***)
                00000000  04 0e 00 64 00 00 00 09-00 00 00 00             |...d........    |
                """)
    }

    @Test(
        "What is no message is said with its byte",
        arguments: [
            ("", "truncated at byte 0: 8 more bytes expected", 0), ("06020008000001", "truncated", 0),
            ("0902000800000001", "version byte 9", 0), ("06020009000000010", "an odd number of hexadecimal digits", 8),
            ("0602xx", "'x' is no hexadecimal digit", 2), ("06\u{1}", "'byte 0x01' is no hexadecimal digit", 1),
            ("0602000700000001", "message of 7 bytes", 2), ("060200080000000100", "length 8 of 9 bytes", 2),
            ("060e000800000001", "truncated at byte 8", 8),
        ])
    func refused(line: String, reason: String, offset: Int64) throws {
        let (lines, isGood) = try answers(line + "\n0602000800000001\n")
        #expect(!isGood)
        #expect(lines.count == 2)
        #expect(lines[0]["ok"] == false)
        #expect(lines[0]["error"]?.string?.hasPrefix(reason) == true, "\(lines[0])")
        #expect(lines[0]["offset"] == .integer(offset))
        #expect(lines[1]["ok"] == true)
    }

    @Test("In whatever pieces lines come the answers are the same; the last needs no line feed", arguments: [1, 7, 64])
    func pieces(size: Int) throws {
        let text = "0602000800000001\nzz\n\n0402000c00000002deadbeef"
        let (whole, _) = try answers(text)
        #expect(whole.count == 4)
        #expect(try answers(text, inPiecesOf: size).lines == whole)
    }

    @Test("A line that does not end is bounded, and the next one is read", arguments: [Int.max, 1000])
    func tooLong(size: Int) throws {
        let text = String(repeating: "0", count: LineDecoding.maximumLineBytes + 1) + "\n0602000800000001\n"
        let (lines, isGood) = try answers(text, inPiecesOf: size)
        #expect(!isGood)
        #expect(lines.map { $0["ok"] } == [false, true])
        #expect(lines[0]["error"] == "more than 262144 characters in a line")
    }
}
