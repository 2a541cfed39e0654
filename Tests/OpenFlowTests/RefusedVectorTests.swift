import OpenFlow
import Testing

/// Whole messages of the vectors that Open vSwitch 3.1 does not read: this library refuses them too, or says what is wrong
/// when it is asked, or there is a reason why the error is not its business.
@Suite("Vectors that Open vSwitch refuses", .enabled(if: Vectors.arePresent, "\(Vectors.absence)"))
struct RefusedVectorTests {
    /// Why a message is read and found right that Open vSwitch does not read.
    static let reasons: [(reason: String, rows: Set<String>)] = [
        (
            "1.5 has it and Open vSwitch 3.1 not: a switch that has it may tell it, and it is read",
            [
                "of15 libofproto-OFP15-bundle_features_reply.packet", "of15 libofproto-OFP15-controller_status.packet",
                "of15 libofproto-OFP15-controller_status_reply.packet", "of15 libofproto-OFP15-flow_stats_reply.packet",
            ]
        ),
        (
            "an unknown experimenter's answer is kept as it came: BAD_EXPERIMENTER is a switch's error about requests",
            [
                "of13 4-62-ofp_experimenter_reply.packet", "of14 5-60-ofp_experimenter_reply.packet",
                "of15 libofproto-OFP15-experimenter_reply.packet",
            ]
        ),
        (
            "an error is read, and the part of a message that it carries is kept: nobody answers an error with one",
            [
                "of13 4-41-ofp_error_msg_experimenter.packet", "of13 libofproto-OFP13-error_msg.packet",
                "of14 5-39-ofp_error_msg_experimenter.packet", "of15 libofproto-OFP15-error_msg.packet",
                "of15 libofproto-OFP15-error_msg_experimenter.packet",
            ]
        ),
        (
            "an answer about queues whose last property has 17 bytes: its length is right, and its data is kept",
            ["of13 4-36-ofp_queue_get_config_reply.packet"]
        ),
        (
            "Ryu's flow monitor of 1.3, whose match has no head: no monitor to this library, which keeps the bytes",
            ["of13 4-63-onf_flow_monitor_request.packet"]
        ),
        (
            "which properties the features of a table must have depends on what the switch can do",
            [
                "of15 libofproto-OFP15-table_features_reply.packet",
                "of15 libofproto-OFP15-table_features_request.packet",
            ]
        ),
    ]

    @Test("Each is refused, or its error is named, or there is a reason")
    func rows() throws {
        var refused: Set<String> = []
        var named: Set<String> = []
        var taken: Set<String> = []
        for file in ["of13", "of14", "of15"] {
            for row in try Vectors.rows(file) {
                guard let error = row.text.flatMap({ decodeError(in: $0) }) else { continue }
                let name = "\(file) \(row.name)"
                guard let (header, message) = try? Message.decode(row.bytes),
                    let version = OpenFlowVersion(rawValue: header.version)
                else {
                    refused.insert(name)
                    continue
                }
                let found = message.refusal(version: version, xid: header.xid)?.code.name
                // Which of the two it answers for fields that it does not have depends on its hash table.
                let isSame = found == error || (found == "OFPBAC_BAD_SET_TYPE" && error == "OFPBAC_BAD_SET_LEN")
                if isSame { named.insert(name) } else { taken.insert(name) }
            }
        }
        let listed = Self.reasons.flatMap(\.rows)
        #expect(Set(listed).count == listed.count)
        #expect(taken.subtracting(listed) == [], "neither refused nor named, and without a reason")
        #expect(Set(listed).subtracting(taken) == [], "listed, and refused or named or gone")
        #expect((refused.count, named.count, taken.count) == (2, 32, 16))
        #expect(refused.union(named).union(taken).count == 50)
    }
}
