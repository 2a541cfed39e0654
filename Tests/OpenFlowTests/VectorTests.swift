import OpenFlow
import Testing

/// Messages of the public test suites of Open vSwitch and Ryu: what decodes encodes to the same bytes again.
@Suite("Conformance vectors", .enabled(if: Vectors.arePresent, "\(Vectors.absence)"))
struct VectorTests {
    struct File: Sendable, CustomTestStringConvertible {
        let name: String
        /// Rows of types this library reads; the count may only grow.
        let typed: Int
        /// Rows of types that neither the specification nor Open vSwitch has: kept as bytes.
        let foreign: Int
        /// Rows of the specification or of Open vSwitch that are kept as bytes. The count may only shrink.
        let raw: Int
        /// Rows whose fields or properties stand in another order than ours: they come back with the same meaning.
        let reordered: Set<String>
        /// Rows that are refused, and rightly so.
        let refused: Set<String>
        var testDescription: String { name }
    }

    /// Raw is Ryu's flow monitor of 1.3, whose match has no head: Open vSwitch refuses it. A second one has 0xffff where the
    /// length of its match stands, which nobody looks at.
    static let files = [
        File(
            name: "of13", typed: 135, foreign: 3, raw: 1,
            reordered: [
                "4-4-ofp_packet_in.packet", "4-59-ofp_packet_in.packet", "4-60-ofp_flow_mod.packet",
                "FLOW_MONITOR request",
            ],
            refused: ["OFPT_METER_MOD request - bad command - OF1.3"]),
        File(
            name: "of14", typed: 107, foreign: 3, raw: 0,
            reordered: [
                "5-4-ofp_packet_in.packet", "5-57-ofp_packet_in.packet", "5-58-ofp_flow_mod.packet",
                "OFPT_SET_ASYNC_CONFIG - unsupported configuration - OF1.4",
            ], refused: []),
        // The flow_desc has an instruction of 2,056 bytes in a message of 80; the meter features are 40 bytes with 32 in
        // the header.
        File(
            name: "of15", typed: 82, foreign: 3, raw: 0, reordered: ["OFPT_PACKET_OUT - OF1.5"],
            refused: [
                "libofproto-OFP15-flow_desc_reply.packet", "libofproto-OFP15-meter_features_reply.packet",
            ]),
    ]

    @Test("A message that decodes encodes to the same bytes again", arguments: files)
    func roundTrip(file: File) throws {
        var typed = 0
        var foreign = 0
        var raw = 0
        var reordered: Set<String> = []
        var refused: Set<String> = []
        for row in try Vectors.rows(file.name) {
            guard let (header, message) = try? Message.decode(row.bytes),
                let version = OpenFlowVersion(rawValue: header.version)
            else {
                refused.insert(row.name)
                continue
            }
            let again = message.encoded(version: version, xid: header.xid)
            if again == row.bytes {
                if message.isForeign {
                    foreign += 1
                } else if message.isRaw {
                    raw += 1
                } else {
                    typed += 1
                }
                continue
            }
            reordered.insert(row.name)
            #expect(again.count == row.bytes.count, "\(row.name)")
            #expect(try Message.decode(again).message == message, "\(row.name)")
        }
        #expect(typed >= file.typed)
        #expect(foreign == file.foreign)
        #expect(raw <= file.raw)
        #expect(reordered == file.reordered)
        #expect(refused == file.refused)
    }

    @Test("An unknown version byte and inputs that once crashed a printer are errors or messages, never traps")
    func hostile() throws {
        for row in try Vectors.rows("of-badversion") {
            #expect(throws: WireErrorBox.self) {
                do { _ = try Message.decode(row.bytes) } catch { throw WireErrorBox() }
            }
        }
        for row in try Vectors.rows("fuzz") { exercise(row.bytes) }
    }

    @Test("A message cut at any byte, or with any byte changed, never traps", arguments: ["of13", "of14", "of15"])
    func damaged(file: String) throws {
        for row in try Vectors.rows(file) {
            // Large messages are of many alike parts: a prime step still meets every place in one.
            let step = row.bytes.count > 2000 ? 37 : 1
            for length in stride(from: 0, to: row.bytes.count, by: step) {
                let cut = Array(row.bytes.prefix(length))
                // Ryu's meter features say 32 bytes in the header and have 40.
                if length != 32 || !row.name.contains("meter_features_reply"), (try? Message.decode(cut)) != nil {
                    Issue.record("\(row.name) cut at \(length)")
                }
                // The same with a header that agrees.
                if length >= 8 { exercise(withLength(cut)) }
            }
            for index in stride(from: 0, to: row.bytes.count, by: step) {
                for change: UInt8 in [0x01, 0x80, 0xff] {
                    var bytes = row.bytes
                    bytes[index] ^= change
                    exercise(bytes)
                }
            }
        }
    }

    private func withLength(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        bytes[2] = UInt8(bytes.count >> 8)
        bytes[3] = UInt8(bytes.count & 0xff)
        return bytes
    }

    /// Decodes, and does with the result what a session would do.
    private func exercise(_ bytes: [UInt8]) {
        guard let (header, message) = try? Message.decode(bytes),
            let version = OpenFlowVersion(rawValue: header.version)
        else { return }
        if case .multipartReply(let part) = message {
            switch part.body {
            case .flows(let flows):
                for entry in FlowBlock(readBack: flows.map(\.flow)).entries { #expect(!entry.decoded().text().isEmpty) }
            case .groupDescriptions(let groups):
                for entry in GroupBlock(readBack: groups).entries { #expect(!entry.decoded().description.isEmpty) }
            default: break
            }
        }
        #expect(message.encoded(version: version, xid: header.xid).count >= 8)
    }

    private struct WireErrorBox: Error {}
}

extension Message {
    /// Whether it is an experimenter's that this library has no names for.
    fileprivate var isForeign: Bool {
        switch self {
        case .experimenter(let body): body.isForeign
        case .multipartRequest(let request):
            if case .experimenter(let body) = request.body { body.isForeign } else { false }
        case .multipartReply(let reply): if case .experimenter(let body) = reply.body { body.isForeign } else { false }
        default: false
        }
    }

    /// Whether it is kept as bytes.
    fileprivate var isRaw: Bool {
        switch self {
        case .unknown, .experimenter: true
        case .multipartRequest(let request):
            switch request.body {
            case .unknown, .experimenter: true
            default: false
            }
        case .multipartReply(let reply):
            switch reply.body {
            case .unknown, .experimenter: true
            default: false
            }
        default: false
        }
    }
}

extension ExperimenterBody {
    /// Nicira and the ONF have the others.
    fileprivate var isForeign: Bool { experimenter != 0x2320 && experimenter != 0x4f4e_4600 }
}
