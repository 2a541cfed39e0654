import NetworkTypes
import OpenFlow
import Testing

/// Bytes with a comment for each field, both ways.
@Suite("Encodings")
struct EncodingTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let name: String
        let version: OpenFlowVersion
        let message: Message
        let bytes: [UInt8]
        var testDescription: String { "\(name) \(version)" }
    }

    private static let flow = Flow(
        table: 3, priority: 100, cookie: 0x0102_0304_0506_0708,
        match: Match([
            MatchField(.inPort, 1), MatchField(.register(0), 0x11), MatchField(.register(1), 0x20, mask: 0xf0),
        ]),
        actions: [.meter(5), .setField(MatchField(.register(2), 0x30, mask: 0xf0)), .output(PortNumber(2))], goto: 4)

    static let samples = [
        Sample(
            name: "flow_mod", version: .v1_5, message: .flowModification(FlowModification(.add, flow)),
            bytes: hex(
                """
                06 0e 00 88 00 00 00 09     // version, type, 136 bytes, xid
                01 02 03 04 05 06 07 08     // cookie
                00 00 00 00 00 00 00 00     // cookie mask
                03 00 0000 0000 0064        // table, ADD, no time-outs, priority
                ffffffff ffffffff ffffffff  // buffer, out_port, out_group
                0000 0000                   // flags, importance
                0001 0020                   // match: OXM, 32 bytes
                80000004 00000001           // in_port
                80010110 00000011 00000020  // packet register 0 with a mask: registers 0 and 1
                         ffffffff 000000f0
                0004 0030 00000000          // apply actions, 48 bytes
                001d 0008 00000005          // meter
                0019 0010 00010508          // set-field, NXM register 2 with a mask
                     00000030 000000f0
                0000 0010 00000002 0000 000000000000 // output
                0001 0008 04 000000         // goto table 4
                """)),
        Sample(
            name: "flow_mod", version: .v1_3, message: .flowModification(FlowModification(.add, before15)),
            bytes: hex(
                """
                04 0e 00 90 00 00 00 09
                01 02 03 04 05 06 07 08
                00 00 00 00 00 00 00 00
                03 00 0000 0000 0064
                ffffffff ffffffff ffffffff
                0000 0000
                0001 0020                   // match: 32 bytes
                80000004 00000001           // in_port
                00010004 00000011           // NXM register 0
                00010308 00000020 000000f0  // NXM register 1 with a mask
                0006 0008 00000005          // the meter is an instruction
                0004 0030 00000000          // apply actions, 48 bytes
                ffff 0018 00002320 0007     // NXAST_REG_LOAD
                     0103                   // offset 4, 4 bits
                     00010404               // NXM register 2
                     0000000000000003       // value
                0000 0010 00000002 0000 000000000000
                0001 0008 04 000000
                """)),
        Sample(
            name: "bundle control", version: .v1_3,
            message: .bundleControl(BundleControl(.openRequest, bundle: 1, flags: [.atomic, .ordered])),
            bytes: hex(
                """
                04 04 0018 00000009         // an experimenter message
                4f4e4600 000008fc           // of the ONF, 2300
                00000001 0000 0003          // bundle, OPEN, atomic and ordered
                """)),
        Sample(
            name: "bundle control", version: .v1_4,
            message: .bundleControl(BundleControl(.commitRequest, bundle: 1, flags: [.atomic, .ordered])),
            bytes: hex("05 21 0010 00000009  00000001 0004 0003")),
        Sample(
            name: "group_mod", version: .v1_5,
            message: .groupModification(
                GroupModification(
                    .add, Group(id: 7, type: .select, buckets: [Bucket(id: 1, weight: 5, actions: [.group(2)])]))),
            bytes: hex(
                """
                06 0f 0030 00000009
                0000 01 00 00000007         // ADD, select, group 7
                0018 0000 ffffffff          // 24 bytes of buckets, command bucket: none
                0018 0008 00000001          // bucket of 24 bytes, 8 of actions, id 1
                0016 0008 00000002          // group action
                0000 0008 0005 0000         // weight
                """)),
        Sample(
            name: "group_mod", version: .v1_4,
            message: .groupModification(
                GroupModification(
                    .add, Group(id: 7, type: .select, buckets: [Bucket(id: 0, weight: 5, actions: [.group(2)])]))),
            bytes: hex(
                """
                05 0f 0028 00000009
                0000 01 00 00000007
                0018 0005 ffffffff ffffffff 00000000 // bucket: 24 bytes, weight, no watches
                0016 0008 00000002
                """)),
        Sample(
            name: "role request", version: .v1_5, message: .roleRequest(RoleMessage(.primary, generation: 3)),
            bytes: hex("06 18 0018 00000009  00000002 ffff 0000 0000000000000003")),
        Sample(
            name: "set_async", version: .v1_3,
            message: .setAsync(
                AsyncConfiguration([
                    .packetInPrimary: 2, .packetInSecondary: 0, .portStatusPrimary: 7, .portStatusSecondary: 0,
                    .flowRemovedPrimary: 0, .flowRemovedSecondary: 0,
                ])),
            bytes: hex(
                """
                04 1c 0020 00000009
                00000002 00000000           // packet-in: primary, secondary
                00000007 00000000           // port status
                00000000 00000000           // flow removed
                """)),
        Sample(
            name: "packet-out", version: .v1_5,
            message: .packetOut(PacketOut(inPort: PortNumber(1), actions: [.output(PortNumber(2))], packet: [0xab])),
            bytes: hex(
                """
                06 0d 0031 00000009
                ffffffff 0010 0000          // no buffer, 16 bytes of actions
                0001 000c 80000004 00000001 00000000 // match: in_port, padding
                0000 0010 00000002 0000 000000000000
                ab                          // the packet
                """)),
        Sample(
            name: "error", version: .v1_5,
            message: .error(OpenFlowError(type: 2, code: 0, data: [6, 14], xid: 9)),
            bytes: hex("06 01 000e 00000009  0002 0000 060e")),
    ]

    /// What the same flow reads as from before 1.5: the meter in front, as an instruction.
    private static var before15: Flow {
        var flow = flow
        flow.instructions = [
            .meter(5),
            .applyActions([.setField(MatchField(.register(2), 0x30, mask: 0xf0)), .output(PortNumber(2))]), .goto(4),
        ]
        return flow
    }

    @Test("A message has these bytes, and these bytes are the message", arguments: samples)
    func bytes(sample: Sample) throws {
        let encoded = sample.message.encoded(version: sample.version, xid: 9)
        #expect(hexText(encoded) == hexText(sample.bytes))
        let (header, message) = try Message.decode(sample.bytes)
        #expect(header.xid == 9)
        #expect(message == sample.message)
    }

    @Test("A meter in front of the actions is written as an instruction before 1.5")
    func meter() {
        let action = Message.flowModification(FlowModification(.add, Self.flow)).encoded(version: .v1_4, xid: 9)
        let instruction = Message.flowModification(FlowModification(.add, Self.before15)).encoded(
            version: .v1_4, xid: 9)
        #expect(action == instruction)
        #expect(Self.before15.canonical == Self.flow)
    }

    @Test("What is not known is kept and written back")
    func unknown() throws {
        let bytes = hex(
            """
            06 0e 0060 00000001 0000000000000000 0000000000000000 00 00 0000 0000 0001
            ffffffff ffffffff ffffffff 0000 0000
            0001 000a 00017e02 1234 000000000000  // a match on an unknown field
            0004 0018 00000000                    // apply:
            ffff 0010 00abcdef 0102030405060708   // somebody's action
            0099 0008 01020304                    // an unknown instruction
            """)
        let (_, message) = try Message.decode(bytes)
        #expect(message.encoded(version: .v1_5, xid: 1) == bytes)
    }

    @Test("A match with a field twice, or ones outside a mask, is refused")
    func refusals() {
        let head =
            "06 0e 0048 00000001 0000000000000000 0000000000000000 00 00 0000 0000 0001 ffffffff ffffffff ffffffff 0000 0000"
        let twice = hex("\(head) 0001 0010 80000a02 0800 80000a02 0806 00000000 00000000")
        let outside = hex("\(head) 0001 0014 00010108 000000ff 0000000f 00000000 00000000")
        for bytes in [twice, outside] {
            #expect((try? Message.decode(bytes)) == nil)
        }
    }
}
