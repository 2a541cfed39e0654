import OpenFlow
import Testing

/// Actions and instructions without a message around them. This library begins with OpenFlow 1.3; of the earlier versions
/// it reads what 1.3 has in the same bytes.
@Suite("Conformance vectors, fragments", .enabled(if: Vectors.arePresent, "\(Vectors.absence)"))
struct FragmentVectorTests {
    /// Rows that are not read, by kind and version.
    static let unread: [(kind: String, version: UInt8, count: Int, reason: String)] = [
        ("actions", 1, 7, "actions of 1.0 have numbers and widths of their own"),
        ("actions", 2, 7, "1.1 sets fields by an action for each, which 1.2 gave up"),
        ("instructions", 1, 2, "1.0 has no instructions: these are its actions"),
        ("ofp10-match", 1, 18, "the match of 1.0 has 40 bytes with a place for each field, and no OXM"),
        ("ofp11-match", 2, 22, "the match of 1.1 has 88 bytes with a place for each field, and no OXM"),
    ]

    /// Rows that are read, but are not written, printed or refused as by ovs-ofctl, by how they start.
    static let others: [(reason: String, rows: [(start: String, count: Int)])] = [
        (
            "one thing that has two actions is read as the one that is left: resubmit, load, set_tunnel64",
            [
                ("ffff0010 00002320 0001", 2), ("ffff0018 00002320 0007000f", 1), ("ffff0018 00002320 0009", 2),
                ("ffff0030 00002320 00230003", 1),
            ]
        ),
        (
            "padding that is not zero: the whole is kept as it came, where ovs-ofctl looks it over",
            [
                ("ffff0018 00002320 002e0000 0001894f", 1), ("00010008 01000001", 1), ("00030008 00000001", 1),
                ("00050008 01000000", 1),
            ]
        ),
        (
            "1.3 has another action for it, or Open vSwitch 3.1 none: set_queue, group, what is inside of clone, sample",
            [
                ("ffff0010 00002320 0004", 1), ("ffff0010 00002320 0028", 1), ("ffff0020 00002320 002a", 1),
                ("ffff0028 00002320 0033", 1),
            ]
        ),
        (
            "ovs-ofctl was asked about actions alone: a flow may have write_metadata among them",
            [("ffff0020 00002320 0016", 2)]
        ),
        (
            "NXBRC_MUST_BE_ZERO is Open vSwitch's own error: this library names the specification's",
            [("ffff0018 00002320 00250000 00055000", 1)]
        ),
    ]

    @Test("What is read comes back with its bytes, and reads as ovs-ofctl writes it")
    func rows() throws {
        var read = 0
        let listed = Self.others.flatMap(\.rows)
        var found = listed.map { _ in 0 }
        for row in try Vectors.rows("fragments") {
            guard let bytes = row.flowModification else { continue }
            read += 1
            let difference = row.isValid ? try differenceOfRead(row, bytes) : try differenceOfRefused(row, bytes)
            if let index = listed.firstIndex(where: { row.bytes.starts(with: hex($0.start)) }) {
                found[index] += 1
                #expect(difference != nil, "\(listed[index].start) is as ovs-ofctl has it, and listed no less")
            } else {
                #expect(difference == nil, "\(hexText(row.bytes))")
            }
        }
        #expect(read == 68)
        #expect(found == listed.map(\.count))
    }

    /// What is not as ovs-ofctl has it; nil: nothing.
    private func differenceOfRead(_ row: Vectors.Row, _ bytes: [UInt8]) throws -> String? {
        let (header, message) = try Message.decode(bytes)
        let version = try #require(OpenFlowVersion(rawValue: header.version))
        let again = message.encoded(version: version, xid: 1)
        #expect(try Message.decode(again).message == message)
        guard case .flowModification(let modification) = message else { return "no flow_mod" }
        // The ONF's copy-field of 1.3 is written as Nicira's move, which Open vSwitch had before.
        let isCopyField = row.bytes.starts(with: hex("ffff0020 4f4e4600 0c80"))
        if again != bytes, !isCopyField, !row.isWrittenAnew { return hexText(again) }
        let text = modification.flow.text()
        let start = try #require(text.firstRange(of: "actions="))
        return text[start.lowerBound...] == row.text ?? "" ? nil : text
    }

    /// Refused, or taken and found wrong with the same error; else what was found.
    private func differenceOfRefused(_ row: Vectors.Row, _ bytes: [UInt8]) throws -> String? {
        let name = try #require(row.text?.split(separator: " ").last.map { specificationName(String($0)) })
        guard let (header, message) = try? Message.decode(bytes) else { return nil }
        let version = try #require(OpenFlowVersion(rawValue: header.version))
        let found = message.refusal(version: version, xid: 1)?.code.name
        return found == name ? nil : found ?? "nothing wrong"
    }

    @Test("What is not read has a reason")
    func reasons() throws {
        let rows = try Vectors.rows("fragments")
        #expect(rows.count == 124)
        var counts: [String: Int] = [:]
        for row in rows where row.flowModification == nil { counts["\(row.kind) \(row.version)", default: 0] += 1 }
        #expect(
            counts == Dictionary(uniqueKeysWithValues: Self.unread.map { ("\($0.kind) \($0.version)", $0.count) }))
        #expect(Self.unread.allSatisfy { !$0.reason.isEmpty } && Self.others.allSatisfy { !$0.reason.isEmpty })
    }
}
