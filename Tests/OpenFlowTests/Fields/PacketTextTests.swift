import Foundation
import NetworkTypes
import TestSupport
import Testing

@testable import OpenFlow

@Suite(
    "Text of packets and rare messages", .enabled(if: ReferencePrinter.isPresent, "\(ReferencePrinter.absence)"))
struct PacketTextTests {
    /// Each message's text as ovs-ofctl prints it, without blanks at its end.
    static func printed(_ messages: [(Message, OpenFlowVersion)]) throws -> [String] {
        var stream: [UInt8] = []
        for (index, (message, version)) in messages.enumerated() {
            stream += message.encoded(version: version, xid: UInt32(index + 1))
        }
        let text = try ReferencePrinter.withFile(Data(stream)) { try ReferencePrinter.run(["ofp-parse", $0]) }
        var result: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.contains(" (xid=0x"), line.contains("):") {
                result.append(String(line))
            } else if !result.isEmpty {
                result[result.count - 1] += "\n" + line
            }
        }
        return result.map(trimmed)
    }

    /// Without blanks at the ends of lines and without empty lines.
    static func trimmed(_ text: String) -> String {
        text.split(separator: "\n").map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return String(line)
        }.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    static func compare(_ messages: [(Message, OpenFlowVersion)], _ what: String) throws {
        let expected = try printed(messages)
        try #require(expected.count == messages.count)
        for (index, (message, version)) in messages.enumerated() {
            let text = trimmed(message.text(version: version, xid: UInt32(index + 1)))
            #expect(text == expected[index], "\(what) \(hexText(message.encoded(version: version, xid: 1)))")
        }
        print("\(messages.count) \(what) printed as ovs-ofctl prints them")
    }

    private static func packetIn(_ packet: [UInt8], _ match: Match) -> (Message, OpenFlowVersion) {
        let message = PacketIn(
            totalLength: UInt16(packet.count), reason: 0, table: 1, cookie: 5, match: match, packet: packet)
        return (.packetIn(message), .v1_5)
    }

    @Test("Packets read as ovs-ofctl shows them, whole, cut anywhere and damaged")
    func packets() throws {
        var messages: [(Message, OpenFlowVersion)] = []
        let port = Match([MatchField(.inPort, 1)])
        var random = SeededGenerator(seed: 7)
        for (_, digits) in PacketSamples.frames {
            let frame = hex(digits)
            messages.append(Self.packetIn(frame, port))
            for end in stride(from: 0, to: frame.count, by: 3) {
                messages.append(Self.packetIn(Array(frame.prefix(end)), port))
            }
            guard frame.count > 14 else { continue }
            for _ in 0..<8 {
                var damaged = frame
                damaged[Int.random(in: 12..<frame.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                messages.append(Self.packetIn(damaged, port))
            }
            let type = UInt128(frame[12]) << 8 | UInt128(frame[13])
            let inner = Match([MatchField(.inPort, 1), MatchField(.packetType, 1 << 16 | type)])
            messages.append(Self.packetIn(Array(frame.dropFirst(14)), inner))
            messages.append(
                (.packetOut(PacketOut(inPort: PortNumber(1), actions: [.output(PortNumber(2))], packet: frame)), .v1_3))
        }
        try Self.compare(messages, "packets")
    }

    @Test("Continuations, tables of options, flushes of connections and counts of records")
    func rareMessages() throws {
        var messages: [(Message, OpenFlowVersion)] = []
        let mappings = [
            TLVMapping(optionClass: 0xffff, optionType: 0x80, optionLength: 4, index: 0),
            TLVMapping(optionClass: 0, optionType: 0, optionLength: 124, index: 63),
        ]
        for version in OpenFlowVersion.allCases {
            messages += [
                (.nicira(.tlvTableModification(TLVTableModification(.add, mappings: mappings))), version),
                (.nicira(.tlvTableModification(TLVTableModification(.delete, mappings: mappings))), version),
                (.nicira(.tlvTableModification(TLVTableModification(.clear))), version),
                (
                    .nicira(.tlvTableReply(TLVTable(maximumSpace: 256, maximumFields: 64, mappings: mappings))),
                    version
                ),
                (.nicira(.flushConntrackZone(5)), version),
                (.nicira(.flushConntrack(Self.flush(6, mapped: true))), version),
                (.nicira(.flushConntrack(Self.flush(58, mapped: false))), version),
                (.nicira(.flushConntrack(ConntrackFlush())), version),
                (.packetIn2(Self.paused(version)), version), (.nicira(.resume(Self.paused(version))), version),
            ]
        }
        var statistics = IPFIXStatistics()
        statistics.totalFlows = 5
        statistics.packets = .max
        statistics.collectorSet = 7
        messages.append((.multipartReply(MultipartReply(.ipfixFlows([statistics, statistics]))), .v1_3))
        statistics.collectorSet = 0
        messages.append((.multipartReply(MultipartReply(.ipfixBridge([statistics]))), .v1_3))
        try Self.compare(messages, "messages of Open vSwitch's own")
    }

    private static func flush(_ ipProtocol: UInt8, mapped: Bool) -> ConntrackFlush {
        let prefix: UInt128 = mapped ? 0xffff << 32 : 0xfd00 << 112
        return ConntrackFlush(
            ipProtocol: ipProtocol,
            properties: [
                .original([
                    .source(prefix | 0x0a00_0001), .destination(prefix | 0x0a00_0002),
                    ipProtocol == 6 ? .sourcePort(1) : .icmpID(7),
                    ipProtocol == 6 ? .destinationPort(80) : .icmpType(8),
                ]), .reply([.source(prefix | 0x0a00_0003)]), .zone(3),
            ])
    }

    /// A packet that waits for its resumption, with everything that a continuation may hold.
    private static func paused(_ version: OpenFlowVersion) -> PacketIn2 {
        func property(_ type: UInt16, _ value: [UInt8]) -> [UInt8] {
            let length = 4 + value.count
            return [UInt8(type >> 8), UInt8(type & 0xff), UInt8(length >> 8), UInt8(length & 0xff)] + value
                + [UInt8](repeating: 0, count: (8 - length % 8) % 8)
        }
        let output = hex("00000000 0000001000000002000000000000 0000")
        var packet = PacketIn2()
        packet.packet = hex(PacketSamples.frames[0].digits)
        packet.metadata = Match([MatchField(.inPort, 1), MatchField(.register(0), 5)])
        packet.userdata = [1, 2, 3]
        packet.continuation =
            property(0x8000, Array(1...16)) + property(0x8001, [0, 0, 0x12, 0x34]) + property(0x8001, [0])
            + property(0x8002, [0, 0, 0, 3]) + property(0x8003, []) + property(0x8006, output)
            + property(0x8004, [3]) + property(0x8005, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9])
            + property(0x8006, output) + property(0x8007, output) + property(0x8008, [0, 0, 0, 4])
        return packet
    }

    @Test("Features of tables, alike and not", arguments: OpenFlowVersion.allCases)
    func tableFeatures(version: OpenFlowVersion) throws {
        var tables: [TableFeatures] = []
        for number: UInt8 in 0...9 {
            var table = TableFeatures(table: number, name: number < 3 ? "table\(number)" : "")
            table.metadataMatch = .max
            table.maximumEntries = number < 6 ? 1000 : 2000
            table.capabilities = number < 5 ? 4 : 12
            table.properties = Self.properties(number)
            tables.append(table)
        }
        try Self.compare(
            [(.multipartReply(MultipartReply(.tableFeatures(tables))), version)], "tables' features, \(version)")
    }

    private static func properties(_ number: UInt8) -> [TableFeatureProperty] {
        let kinds = { (types: [UInt16]) in types.map { TableFeatureProperty.Kind(type: $0) } }
        let heads = { (fields: [Field], isMasked: Bool) in
            fields.map { field in
                let code = field.layout.code
                let length = UInt32(field.byteCount * (isMasked ? 2 : 1) + (code.classID == 0xffff ? 4 : 0))
                return TableFeatureProperty.FieldHead(
                    header: code.header | (isMasked ? 0x100 : 0) | length, experimenter: code.experimenter)
            }
        }
        let all = FieldRegistryTests.names.map(\.0).filter { $0.entry.access != .absent && $0.metadataNumber == nil }
        let writable = all.filter(\.isWritable)
        var result: [TableFeatureProperty] = [
            .kinds(.instructions, kinds(number < 8 ? [1, 2, 3, 4, 5] : [3, 4])),
            .tables(.next, number < 254 ? Array(number + 1...253) : []),
            .kinds(.writeActions, kinds([0, 22, 25, 17])),
            .kinds(.applyActions, kinds(number == 4 ? [0] : [0, 22, 25, 17])),
            .fields(.match, heads(all.filter(\.isMaskable), true) + heads(all.filter { !$0.isMaskable }, false)),
            .fields(.wildcards, heads(number == 7 ? [] : all, false)),
            .fields(.writeSetField, heads(number == 2 ? [] : writable, false)),
            .fields(.applySetField, heads(number == 2 ? [.register(1)] : writable, false)),
        ]
        if number == 3 { result.insert(.kinds(.instructionsMiss, kinds([4])), at: 1) }
        return result
    }
}
