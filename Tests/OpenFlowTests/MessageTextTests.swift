import OpenFlow
import Testing

/// Whole messages as Open vSwitch 3.1 prints them.
@Suite("Text of messages", .enabled(if: Vectors.arePresent, "\(Vectors.absence)"))
struct MessageTextTests {
    struct File: Sendable, CustomTestStringConvertible {
        let name: String
        /// Rows that agree, of those that Open vSwitch prints without an error. The counts may only grow.
        let agreeing: Int
        let exceptions: Set<String>
        var testDescription: String { name }
    }

    static let files = [
        // Features of tables are not printed. Actions that are kept as bytes are printed as bytes. A load of a part of a
        // register is printed as the set_field that it is.
        File(
            name: "of13", agreeing: 114,
            exceptions: [
                "4-55-ofp_table_features_request.packet", "4-56-ofp_table_features_reply.packet",
                "OFPST_TABLE_FEATURES request - OF1.3", "libofproto-OFP13-flow_mod.packet",
                "ovs-ofctl-of13-action_controller.packet", "ovs-ofctl-of13-action_controller2.packet",
                "ovs-ofctl-of13-action_dec_ttl_cnt_ids.packet", "ovs-ofctl-of13-action_fintimeout.packet",
                "ovs-ofctl-of13-action_learn.packet", "ovs-ofctl-of13-action_note.packet",
                "ovs-ofctl-of13-action_output_trunc.packet", "ovs-ofctl-of13-action_sample.packet",
                "ovs-ofctl-of13-action_sample2.packet", "ovs-ofctl-of13-match_load_nx_register.packet",
            ]),
        // Packets in bundles are not printed.
        File(
            name: "of14", agreeing: 95,
            exceptions: [
                "5-53-ofp_table_features_request.packet", "5-54-ofp_table_features_reply.packet",
                "OFPT_BUNDLE_ADD_MESSAGE - PACKET_OUT",
            ]),
        // Open vSwitch does not look at the bits of evictions in 1.5, and takes zeros behind the fields of a packet_out for
        // padding.
        File(
            name: "of15", agreeing: 64,
            exceptions: [
                "libofproto-OFP15-bundle_add.packet", "libofproto-OFP15-flow_mod.packet",
                "libofproto-OFP15-table_mod.packet", "OFPT_PACKET_OUT - OF1.5",
            ]),
    ]

    @Test("Messages read as ovs-ofctl writes them", arguments: files)
    func vectors(file: File) throws {
        var agreeing = 0
        for row in try Vectors.rows(file.name) {
            guard let expected = row.text, !expected.contains("***decode error"),
                let (header, message) = try? Message.decode(row.bytes),
                let version = OpenFlowVersion(rawValue: header.version)
            else { continue }
            let text = message.text(version: version, xid: header.xid)
            if Self.lines(expected, of: message) == Self.lines(text, of: message) {
                agreeing += 1
            } else {
                #expect(file.exceptions.contains(row.name), "\(row.name): \(text) where ovs-ofctl writes \(expected)")
            }
        }
        #expect(agreeing >= file.agreeing)
    }

    /// Without blanks at the ends of lines; of messages with a packet only the first line, as packets are not printed.
    static func lines(_ text: String, of message: Message) -> [Substring] {
        let lines = text.split(separator: "\n").map { line -> Substring in
            var line = line
            while line.last == " " { line.removeLast() }
            return line
        }
        switch message {
        case .packetIn, .packetOut: return Array(lines.prefix(1))
        default: return lines
        }
    }

    @Test("Whatever decodes has a text, however it was damaged", arguments: ["of13", "of14", "of15"])
    func damaged(file: String) throws {
        for row in try Vectors.rows(file) where row.bytes.count < 400 {
            for index in row.bytes.indices {
                var bytes = row.bytes
                bytes[index] ^= 0xff
                guard let (header, message) = try? Message.decode(bytes),
                    let version = OpenFlowVersion(rawValue: header.version)
                else { continue }
                #expect(message.text(version: version, xid: header.xid).contains(" (xid=0x"))
            }
        }
    }
}
