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
        File(name: "of13", agreeing: 128, exceptions: []), File(name: "of14", agreeing: 98, exceptions: []),
        File(name: "of15", agreeing: 68, exceptions: []),
    ]

    @Test("Messages read as ovs-ofctl writes them", arguments: files)
    func vectors(file: File) throws {
        var agreeing = 0
        var all = 0
        for row in try Vectors.rows(file.name) {
            guard let expected = row.text, !expected.contains("***decode error"),
                let (header, message) = try? Message.decode(row.bytes),
                let version = OpenFlowVersion(rawValue: header.version)
            else { continue }
            let text = message.text(version: version, xid: header.xid)
            all += 1
            if Self.lines(expected) == Self.lines(text) {
                agreeing += 1
            } else {
                #expect(file.exceptions.contains(row.name), "\(row.name): \(text) where ovs-ofctl writes \(expected)")
            }
        }
        #expect(agreeing >= file.agreeing)
        print("\(file.name): \(agreeing) of \(all) messages read as ovs-ofctl writes them")
    }

    /// Without blanks at the ends of lines, and without the bytes of packets, which are printed where more is asked for.
    static func lines(_ text: String) -> [Substring] {
        let lines = text.split(separator: "\n").map { line -> Substring in
            var line = line
            while line.last == " " { line.removeLast() }
            return line
        }
        let isPacket = lines.first?.hasPrefix("OFPT_PACKET_IN ") ?? false
        return isPacket ? lines.filter { !$0.hasPrefix("000000") } : lines
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
