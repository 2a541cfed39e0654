import NetworkTypes
import OpenFlow
import Testing
import Wire

/// A length has sixteen bits: what is one byte too long is an error, and nothing of it is written.
@Suite("Lengths at their limits")
struct MessageLengthTests {
    /// A message that grows by one byte for each of `count`.
    struct Elastic: CustomTestStringConvertible, Sendable {
        let name: String
        let message: @Sendable (_ count: Int) -> Message

        var testDescription: String { name }

        init(_ name: String, _ message: @escaping @Sendable (_ count: Int) -> Message) {
            self.name = name
            self.message = message
        }
    }

    private static func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x5a, count: count) }

    static let elastic = [
        Elastic("OFPT_PACKET_OUT") {
            .packetOut(PacketOut(actions: [.output(PortNumber(1))], packet: bytes($0)))
        },
        Elastic("OFPT_ECHO_REQUEST") { .echoRequest(bytes($0)) },
        Elastic("OFPT_ERROR") { .error(OpenFlowError(type: 1, code: 6, data: bytes($0), xid: 1)) },
        Elastic("OFPT_EXPERIMENTER") { .experimenter(ExperimenterBody(experimenter: 7, type: 8, body: bytes($0))) },
        Elastic("OFPT_BUNDLE_ADD_MESSAGE") {
            .bundleAdd(BundleAdd(bundle: 1, flags: .atomic, message: bytes($0)))
        },
        Elastic("OFPST_EXPERIMENTER request") {
            let body = ExperimenterBody(experimenter: 7, type: 8, body: bytes($0))
            return .multipartRequest(MultipartRequest(.experimenter(body)))
        },
        Elastic("OFPST_99 request") { .multipartRequest(MultipartRequest(.unknown(type: 99, body: bytes($0)))) },
    ]

    @Test(
        "65,535 bytes are a message, and 65,536 are an error that says so", arguments: elastic,
        OpenFlowVersion.allCases)
    func limit(elastic: Elastic, version: OpenFlowVersion) throws {
        let room = Message.maximumBytes - elastic.message(0).encoded(version: version, xid: 1).count
        let longest = try elastic.message(room).encodedIfSendable(version: version, xid: 1)
        #expect(longest.count == 65_535)
        #expect(longest[2...3] == [0xff, 0xff])
        #expect(try Message.decode(longest).message == elastic.message(room))

        var writer = ByteWriter()
        writer.write(UInt32(0x0102_0304))
        let error = #expect(throws: MessageLengthError.self) {
            try elastic.message(room + 1).encode(version: version, xid: 1, into: &writer)
        }
        let name = elastic.message(0).typeName(version: version)
        #expect(name.hasSuffix(elastic.name.dropFirst(4)), "\(name)")
        #expect(error?.description == "\(name) of 65536 bytes, at most 65535")
        #expect(error?.found == 65_536 && error?.limit == 65_535 && error?.part == nil)
        #expect(writer.bytes == [1, 2, 3, 4], "nothing of it was written")
        try Message.barrierRequest.encode(version: version, xid: 9, into: &writer)
        #expect(writer.bytes == [1, 2, 3, 4, version.rawValue, 20, 0, 8, 0, 0, 0, 9])
    }

    private static let outputs = [Action](repeating: .output(PortNumber(1)), count: 5000)

    /// Actions whose own lengths, or counts, are beyond sixteen bits, and the bytes that they would have.
    static let actions: [(name: String, actions: [Action], byteCount: Int)] = [
        ("outputs", outputs, 80_000),
        ("clone", [.clone(outputs)], 16 + 80_000),
        ("clones", [.clone([.clone(outputs)])], 32 + 80_000),
        (
            "ct", [.conntrack(Conntrack(commit: true, actions: .init(repeating: .setField(.ctMark, 1), count: 5000)))],
            24 + 80_000
        ),
        ("note", [.note(bytes(70_006))], 10 + 70_006),
        (
            "learn",
            [.learn(Learn(.init(repeating: .match(SubField(.inPort16), from: SubField(.inPort16)), count: 5000)))],
            32 + 70_000
        ),
        (
            "userdata", [.controller(maxLength: 0xffff, userdata: bytes(70_004), meter: nil)],
            16 + 4 + 70_004
        ),
        ("controller ids", [.decrementTTLForControllers(.init(repeating: 1, count: 70_000))], 16 + 140_000),
        (
            "bundle",
            [
                .bundle(
                    PortBundle(
                        .ethernetSource, algorithm: .activeBackup, members: .init(repeating: .local, count: 70_000)))
            ], 32 + 140_000
        ),
        ("unknown", [.unknown(bytes(70_000))], 70_000),
    ]

    @Test("Actions with inner lengths beyond sixteen bits make the message an error", arguments: actions.indices)
    func nested(index: Int) {
        let (name, actions, byteCount) = Self.actions[index]
        let flow = Flow(table: 0, priority: 1, cookie: 0, match: Match(), actions: actions)
        for version in OpenFlowVersion.allCases {
            let error = #expect(throws: MessageLengthError.self, "\(name)") {
                try Message.flowModification(FlowModification(.add, flow)).encodedIfSendable(version: version, xid: 1)
            }
            // The header, flow_mod's fixed part, an empty match and the instruction.
            let found = 8 + 40 + 8 + 8 + byteCount
            #expect(error?.description == "OFPT_FLOW_MOD of \(found) bytes, at most 65535", "\(name)")
        }
        let block = #expect(throws: MessageLengthError.self) { try FlowBlock(sendable: [flow]) }
        #expect(block?.message == "OFPT_FLOW_MOD" && block?.found == 64 + byteCount)
        let read = FlowBlock(readBack: [flow]).entries.map { $0.decoded().instructions }
        #expect(read == [[]], "what was read back keeps its key alone")
        // In a packet-out and in a group the same list stands without an instruction.
        let error = #expect(throws: MessageLengthError.self) {
            try Message.packetOut(PacketOut(actions: actions, packet: [])).encodedIfSendable(version: .v1_3, xid: 1)
        }
        #expect(error?.description == "OFPT_PACKET_OUT of \(8 + 16 + byteCount) bytes, at most 65535")
    }

    @Test("Groups, meters, flow monitors and forwarded requests that are too long are errors")
    func lists() throws {
        let bucket = Bucket(id: 1, actions: [.output(PortNumber(1))])
        let group = Group(id: 1, type: .all, buckets: .init(repeating: bucket, count: 4000))
        let meter = Meter(id: 1, flags: [], bands: .init(repeating: .drop(rate: 1, burst: 1), count: 4096))
        let monitors = [FlowMonitor](repeating: .changes(id: 1), count: 3000)
        for version in OpenFlowVersion.allCases {
            let messages: [(Message, String)] = [
                (.groupModification(GroupModification(.add, group)), "GROUP_MOD"),
                (.meterModification(MeterModification(.add, meter)), "METER_MOD"),
                (.multipartRequest(MultipartRequest(.flowMonitors(monitors))), "FLOW_MONITOR request"),
            ]
            for (message, name) in messages {
                let error = #expect(throws: MessageLengthError.self) {
                    try message.encodedIfSendable(version: version, xid: 1)
                }
                #expect(error?.message.hasSuffix(name) ?? false, "\(name)")
                #expect(error?.found ?? 0 > 65_535 && error?.limit == 65_535 && error?.part == nil)
            }
            let forward = RequestForward(.group(GroupModification(.add, group)), xid: 5)
            let error = #expect(throws: MessageLengthError.self) {
                try Message.requestForward(forward).encodedIfSendable(version: version, xid: 1)
            }
            #expect(error?.part == "OFPT_GROUP_MOD" && error?.limit == 65_535)
        }
        #expect(throws: MessageLengthError.self) { try GroupBlock(sendable: [group]) }
        // 16 bytes of header and head and 4096 bands of 16.
        let error = #expect(throws: MessageLengthError.self) { try MeterBlock(sendable: [meter]) }
        #expect(error?.description == "OFPT_METER_MOD of 65552 bytes, at most 65535")
        var shorter = meter
        shorter.bands.removeLast(2)
        #expect(try MeterBlock(sendable: [shorter]).bytes.count == 65_520)
    }

    @Test("Metadata of a service header has at most 240 bytes", arguments: [239, 240, 241, 247, 248, 255, 256, 300])
    func serviceHeader(count: Int) throws {
        let metadata = Encap.Property.nshMetadata(class: 0x1234, type: 5, Self.bytes(count))
        let encap = Action.encap(Encap(Encap.nsh, [.nshMetadataType(2), metadata]))
        let flow = Flow(table: 0, priority: 1, cookie: 0, match: Match(), actions: [encap])
        let message = Message.flowModification(FlowModification(.add, flow))
        for version in OpenFlowVersion.allCases {
            guard count > 240 else {
                let bytes = try message.encodedIfSendable(version: version, xid: 1)
                #expect(try Message.decode(bytes).message == message)
                continue
            }
            let error = #expect(throws: MessageLengthError.self) {
                try message.encodedIfSendable(version: version, xid: 1)
            }
            #expect(error?.description == "OFPT_FLOW_MOD: NSH metadata of \(count) bytes, at most 240")
            // Inside another action it is found as well.
            let nested = Message.packetOut(PacketOut(actions: [.clone([encap])], packet: []))
            #expect(throws: MessageLengthError.self) { try nested.encodedIfSendable(version: version, xid: 1) }
        }
        guard count > 240 else { return }
        #expect(throws: MessageLengthError.self) { try FlowBlock(sendable: [flow]) }
        let others = SampleFlows.all[0]
        let block = FlowBlock(readBack: [others, flow, others])
        #expect(block.entries.map { $0.decoded().instructions.isEmpty } == [false, true, false])
        #expect(FlowBlock(block.entries) == block)
    }

    /// The tag as one word is written as its identifier and its priority, which takes five bytes more.
    @Test("A message that was read may be too long once its fields are spelled as this library does")
    func grownByReading() throws {
        let head = hex(
            """
            06 0e fff8 00000001 0000000000000000 0000000000000000 00 00 0000 0000 0001
            ffffffff ffffffff ffffffff 0000 0000
            0001 0010 80000a02 0800 00000802 1005 // eth_type, vlan_tci
            0004 ffb8 00000000                    // apply:
            ffff ffb0 00abcdef                    // somebody's action
            """)
        let bytes = head + [UInt8](repeating: 1, count: 65_528 - head.count)
        let (header, message) = try Message.decode(bytes)
        #expect(header.length == 65_528)
        let error = #expect(throws: MessageLengthError.self) {
            try message.encodedIfSendable(version: .v1_5, xid: 1)
        }
        #expect(error?.description == "OFPT_FLOW_MOD of 65536 bytes, at most 65535")
    }
}
