import NetworkTypes
import OpenFlow
import Testing

/// Messages that the conformance vectors have no row of: each decodes to a value and encodes to the same bytes.
@Suite("Kinds of messages")
struct MessageKindTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Behind the header.
        let body: String
        var type: UInt8 = 4
        var version: OpenFlowVersion = .v1_3
        let isExpected: @Sendable (Message) -> Bool

        init(
            _ name: String, type: UInt8 = 4, version: OpenFlowVersion = .v1_3, _ body: String,
            _ isExpected: @escaping @Sendable (Message) -> Bool
        ) {
            testDescription = name
            self.type = type
            self.version = version
            self.body = body
            self.isExpected = isExpected
        }

        var bytes: [UInt8] {
            let body = hex(body)
            let length = UInt16(8 + body.count)
            return [version.rawValue, type, UInt8(length >> 8), UInt8(length & 0xff), 0, 0, 0, 7] + body
        }
    }

    static let samples = [
        Sample("role request", "00002320 0000000a 00000001") { $0 == .nicira(.roleRequest(.primary)) },
        Sample("flow_mod_table_id", "00002320 0000000f 01000000 00000000") { $0 == .nicira(.flowModTableID(true)) },
        Sample("set_packet_in_format", "00002320 00000010 00000002") { $0 == .setPacketInFormat(2) },
        Sample("flow age", "00002320 00000012") { $0 == .nicira(.flowAge) },
        Sample("set_async", "00002320 00000013 00000001 00000002 00000003 00000004 00000005 00000006") {
            if case .nicira(.setAsync(let masks)) = $0 { masks.masks[.packetInPrimary] == 1 } else { false }
        },
        Sample("set_controller_id", version: .v1_5, "00002320 00000014 00000000 0000007b") {
            $0 == .nicira(.setControllerID(123))
        },
        Sample("TLV table mod", "00002320 00000018 0000 000000000000 ffff 01 04 0002 0000") {
            $0
                == .nicira(
                    .tlvTableModification(
                        .init(
                            .add, mappings: [.init(optionClass: 0xffff, optionType: 1, optionLength: 4, index: 2)])))
        },
        Sample("TLV table request", "00002320 00000019") { $0 == .nicira(.tlvTableRequest) },
        Sample(
            "TLV table reply", "00002320 0000001a 00000100 0040 00000000000000000000 ffff 01 04 0002 0000"
        ) {
            if case .nicira(.tlvTableReply(let table)) = $0 { table.maximumFields == 64 } else { false }
        },
        Sample("ct_flush_zone", "00002320 0000001d 000000000000 000d") { $0 == .nicira(.flushConntrackZone(13)) },
        Sample(
            "ct_flush",
            """
            00002320 00000020 06 00000000000000 0000 0040 00000000 0000 0014 00000000000000000000ffff0a0a0001 00000000 \
            0001 0014 00000000000000000000ffff0a0a0002 00000000 0002 0006 0050 0000 0002 0006 000d 0000
            """
        ) {
            guard case .nicira(.flushConntrack(let flush)) = $0 else { return false }
            return flush.ipProtocol == 6
                && flush.properties == [
                    .original([.source(0xffff_0a0a_0001), .destination(0xffff_0a0a_0002), .sourcePort(80)]), .zone(13),
                ]
        },
        Sample(
            "NXT_PACKET_IN",
            """
            00002320 00000011 ffffffff 0040 00 01 0000000000000005 0008 000000000000 00010004 00000001 \
            0000 aabb
            """
        ) {
            if case .nicira(.packetIn(let packet)) = $0 { packet.cookie == 5 && packet.table == 1 } else { false }
        },
        Sample(
            "resume with an unknown property",
            """
            00002320 0000001c 0000 0006 aabb 0000 0003 0005 02 000000 0004 0010 00000000 0000000000000009 \
            0005 0005 01 000000 0006 0004 00000000 0008 000c 00000000 11223344 00000000 0063 0005 01 000000
            """
        ) {
            guard case .nicira(.resume(let packet)) = $0 else { return false }
            return packet.cookie == 9 && packet.continuation == [0x11, 0x22, 0x33, 0x44] && packet.others.count == 1
        },
        Sample(
            "NXT_FLOW_REMOVED",
            """
            00002320 0000000e 0000000000000001 8000 02 06 00000001 00000002 003c 0006 0000000000000003 \
            0000000000000004 8000 0a 02 0800 0000
            """
        ) {
            guard case .nicira(.flowRemoved(let removed)) = $0 else { return false }
            return removed.table == 5 && removed.counters.packets == 3
        },
        Sample(
            "NXT_FLOW_MOD",
            "00002320 0000000d 0000000000000001 0203 0000 0000 8000 ffffffff ffff 0001 0000 000000000000"
        ) {
            guard case .nicira(.flowModification(let modification)) = $0 else { return false }
            return modification.command == .delete && modification.flow.table == 2 && modification.outPort == .any
        },
        Sample("flow monitor cancel", "4f4e4600 0000074e 00000007") { $0 == .flowMonitorCancel(7) },
        Sample("IPFIX request", type: 18, "ffff 0000 00000000 00002320 00000003") {
            $0 == .multipartRequest(MultipartRequest(.ipfixBridge))
        },
        Sample(
            "IPFIX flows", type: 19,
            "ffff 0000 00000000 00002320 00000004" + String(repeating: "0000000000000001", count: 10)
                + "00000005 00000000"
        ) {
            guard case .multipartReply(let reply) = $0, case .ipfixFlows(let flows) = reply.body else { return false }
            return flows.map(\.collectorSet) == [5]
        },
        Sample(
            "experimenter's meter band", type: 29,
            "0000 0001 00000005 ffff 0018 00000064 00000000 0000abcd 0102030405060708"
        ) {
            guard case .meterModification(let modification) = $0 else { return false }
            return modification.meter.bands
                == [.experimenter(rate: 100, burst: 0, experimenter: 0xabcd, data: [1, 2, 3, 4, 5, 6, 7, 8])]
        },
        Sample(
            "1.5 meter features", type: 19, version: .v1_5,
            "000b 0000 00000000 00000010 00000006 0000000f 05 06 0000 00000003 00000000"
        ) {
            guard case .multipartReply(let reply) = $0, case .meterFeatures(let features) = reply.body else {
                return false
            }
            return features.features == 3
        },
    ]

    @Test("It decodes to its value and encodes to the same bytes", arguments: samples)
    func roundTrip(sample: Sample) throws {
        let (_, message) = try Message.decode(sample.bytes)
        #expect(sample.isExpected(message), "\(message)")
        #expect(message.encoded(version: sample.version, xid: 7) == sample.bytes)
    }

    @Test("Cut at any byte it is an error or another message, never a trap", arguments: samples)
    func cut(sample: Sample) throws {
        for count in 8..<sample.bytes.count {
            var bytes = Array(sample.bytes.prefix(count))
            bytes[2] = UInt8(count >> 8)
            bytes[3] = UInt8(count & 0xff)
            guard let (_, message) = try? Message.decode(bytes) else { continue }
            // What the cut left is a value, which encodes to what is read as the same value.
            #expect(try Message.decode(message.encoded(version: sample.version, xid: 7)).message == message)
        }
    }

    @Test("The selection method of a group reads and writes as the property that Open vSwitch sends")
    func selection() throws {
        var group = Group(id: 1, type: .select, buckets: [])
        #expect(group.selection == nil)
        let fields = Match([MatchField(.etherType, 0x0800), MatchField(.ipv4Source, 0xffff_ff00)])
        let method = SelectionMethod("hash", parameter: 7, fields: fields)
        group.selection = method
        #expect(group.properties.count % 8 == 0)
        #expect(Array(group.properties.prefix(12)) == hex("ffff0036 0000154d 00000001"))
        #expect(group.selection == method)
        #expect(group.description.contains("selection_method=hash"))
        // One byte short of its fields.
        group.properties.removeLast(8)
        #expect(group.selection == nil)
    }
}
