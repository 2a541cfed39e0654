import NetworkTypes
import Testing

@testable import OpenFlow

/// What `Message.refusal` says of messages other than flow_mods is what ovs-ofctl answers to their bytes.
@Suite("Refused messages")
struct MessageRefusalTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let version: OpenFlowVersion
        let message: Message

        init(_ name: String, _ version: OpenFlowVersion, _ message: Message) {
            testDescription = "\(name), \(version)"
            self.version = version
            self.message = message
        }

        init(_ name: String, _ message: Message) { self.init(name, .v1_5, message) }
    }

    private static let plain = Bucket(id: 1, actions: [.output(PortNumber(1))])
    private static let weighted = Bucket(id: 1, weight: 1, actions: [.output(PortNumber(1))])
    private static let watching = Bucket(id: 1, watchPort: PortNumber(1), actions: [.output(PortNumber(1))])

    private static func group(
        _ command: GroupCommand, _ type: GroupType, _ buckets: [Bucket], bucket: UInt32 = 0xffff_ffff
    ) -> Message {
        .groupModification(GroupModification(command, Group(id: 1, type: type, buckets: buckets), bucket: bucket))
    }

    private static let groups: [Sample] = [OpenFlowVersion.v1_3, .v1_5].flatMap { version in
        [
            Sample("weight in an all group", version, group(.add, .all, [weighted])),
            Sample("weight in a changed group", version, group(.modify, .all, [weighted])),
            Sample("weight in a select group", version, group(.add, .select, [weighted])),
            Sample("no weight in a select group", version, group(.add, .select, [plain])),
            Sample("indirect with one", version, group(.add, .indirect, [plain])),
            Sample("indirect with none", version, group(.add, .indirect, [])),
            Sample("indirect that goes", version, group(.delete, .indirect, [])),
            Sample("failover that watches", version, group(.add, .fastFailover, [watching])),
            Sample("failover that does not", version, group(.add, .fastFailover, [plain])),
            Sample("an all group that watches", version, group(.add, .all, [watching])),
            Sample("buckets of a group that goes", version, group(.delete, .all, [plain])),
            Sample("add or modify", version, group(.addOrModify, .all, [plain])),
            Sample(
                "an action", version, group(.add, .all, [Bucket(id: 1, actions: [.output(PortNumber(0xffff_0000))])])),
        ]
    }

    private static let bucketIDs = [
        Sample("one id twice", group(.add, .all, [plain, plain])),
        Sample("an id out of range", group(.add, .all, [Bucket(id: 0xffff_ff01, actions: [])])),
        Sample("the last id", group(.add, .all, [Bucket(id: 0xffff_ff00, actions: [])])),
        Sample("insert first", group(.insertBucket, .all, [plain], bucket: 0xffff_fffd)),
        Sample("insert with a weight", group(.insertBucket, .all, [weighted], bucket: 0xffff_fffe)),
        Sample("insert at all", group(.insertBucket, .all, [plain], bucket: 0xffff_ffff)),
        Sample("insert at none", group(.insertBucket, .all, [plain], bucket: 0xffff_ff05)),
        Sample("add with a place", group(.add, .all, [plain], bucket: 1)),
        Sample("delete with a place", group(.delete, .all, [], bucket: 1)),
        Sample("remove", group(.removeBucket, .all, [], bucket: 1)),
        Sample("remove all", group(.removeBucket, .all, [], bucket: 0xffff_ffff)),
        Sample("remove and bring", group(.removeBucket, .all, [plain], bucket: 1)),
        Sample("an unknown property of a bucket", withUnknown([0, 9, 0, 8, 0, 0, 0, 1])),
        Sample(
            "an experimenter's property",
            withUnknown([0xff, 0xff, 0, 12, 0, 0, 0, 101] + [UInt8](repeating: 0, count: 8))),
    ]

    private static func withUnknown(_ property: [UInt8]) -> Message {
        var bucket = plain
        bucket.unknown = property
        return group(.add, .all, [bucket])
    }

    private static func meter(
        _ command: MeterCommand, _ flags: Meter.Flags, _ bands: [Meter.Band]
    ) -> Message {
        .meterModification(MeterModification(command, Meter(id: 1, flags: flags, bands: bands)))
    }

    private static let meters = [
        Sample("drop", .v1_3, meter(.add, .kilobitsPerSecond, [.drop(rate: 1, burst: 1)])),
        Sample(
            "remark, of a meter that goes", .v1_3,
            meter(.delete, .packetsPerSecond, [.remarkDSCP(rate: 1, burst: 1, levels: 1)])),
        Sample("both rates", .v1_4, meter(.add, [.kilobitsPerSecond, .packetsPerSecond], [.drop(rate: 1, burst: 1)])),
        Sample("both rates of a meter that goes", meter(.delete, [.kilobitsPerSecond, .packetsPerSecond], [])),
        Sample(
            "an experimenter's band", .v1_3,
            meter(.modify, .burst, [.experimenter(rate: 1, burst: 1, experimenter: 101, data: [])])),
        Sample(
            "a long band",
            meter(.add, .burst, [.experimenter(rate: 1, burst: 1, experimenter: 101, data: [0, 0, 0, 0, 0, 0, 0, 0])])
        ),
        Sample("an unknown band", meter(.add, .burst, [.unknown([0, 7, 0, 16] + [UInt8](repeating: 1, count: 12))])),
    ]

    private static let packets: [Sample] = OpenFlowVersion.allCases.flatMap { version in
        let ports = [0, 1, 0xfeff, 0xff00, 0xffff_ff00].map { PortNumber($0) } + [.inPort, .controller, .local, .any]
        return ports.map { port in
            Sample(
                "from \(port)", version,
                .packetOut(PacketOut(inPort: port, actions: [.output(PortNumber(1))], packet: [1, 2])))
        } + [
            Sample(
                "to no port", version,
                .packetOut(PacketOut(actions: [.output(PortNumber(0xffff_0000))], packet: [1, 2])))
        ]
    }

    private static func member(
        _ message: Message, xid: UInt32 = 7, cut: Int = 0, version: OpenFlowVersion = .v1_5
    ) -> Message {
        let bytes = message.encoded(version: version, xid: xid)
        return .bundleAdd(BundleAdd(bundle: 1, flags: .atomic, message: Array(bytes.dropLast(cut))))
    }

    private static let flow = Message.flowModification(
        FlowModification(.add, Flow(table: 0, priority: 1, cookie: 0, match: Match(), actions: [])))

    private static let bundles: [Sample] = [
        Sample("flow_mod", .v1_4, member(flow, version: .v1_4)),
        Sample("group_mod", member(group(.add, .all, [plain]))),
        Sample("another xid", member(flow, xid: 8)), Sample("an echo", member(.echoRequest([]))),
        Sample("a meter_mod", member(meter(.delete, [], []))), Sample("half of a message", member(flow, cut: 8)),
        Sample("less than a header", member(.barrierRequest, cut: 3)),
    ]

    private static let settings: [Sample] = [OpenFlowVersion.v1_4, .v1_5].flatMap { version in
        var unknown = AsyncConfiguration([.packetInPrimary: 1])
        unknown.unknown = [0, 17, 0, 8, 0, 0, 0, 2]
        var foreign = unknown
        foreign.unknown = [0xff, 0xfe, 0, 12, 0, 0, 0, 101] + [UInt8](repeating: 0, count: 8)
        func table(_ property: TableProperty) -> Message {
            .tableModification(TableModification(table: 1, configuration: 0, properties: [property]))
        }
        return [
            Sample("set_async", version, .setAsync(AsyncConfiguration([.packetInPrimary: 1]))),
            Sample("set_async of 1.5", version, .setAsync(AsyncConfiguration([.controllerStatusPrimary: 1]))),
            Sample("unknown set_async", version, .setAsync(unknown)),
            Sample("an experimenter's set_async", version, .setAsync(foreign)),
            Sample("eviction", version, table(.eviction(flags: 1))),
            Sample("vacancy", version, table(.vacancy(down: 50, up: 80, current: 0))),
            Sample("vacancy upside down", version, table(.vacancy(down: 80, up: 50, current: 0))),
            Sample("another property", version, table(.other(.unknown(type: 9, value: [0, 0, 0, 0])))),
        ]
    }

    private static let others: [Sample] = [
        Sample(
            "forwarded group",
            .requestForward(
                RequestForward(
                    .group(
                        GroupModification(
                            .add, Group(id: 1, type: .all, buckets: [weighted]))), xid: 1))),
        Sample(
            "forwarded barrier",
            .requestForward(
                RequestForward(
                    .unknown(Message.barrierRequest.encoded(version: .v1_5, xid: 1)), xid: 1))),
        Sample("a question of 1.5", .multipartRequest(MultipartRequest(.flowStatistics(FlowFilter())))),
        Sample("an unknown question", .multipartRequest(MultipartRequest(.unknown(type: 99, body: [])))),
        Sample("an experimenter", .experimenter(ExperimenterBody(experimenter: 101, type: 1, body: []))),
        Sample("an unknown type", .v1_3, .unknown(type: 99, body: [])),
    ]

    @Test(
        "They are refused as ovs-ofctl refuses them",
        .enabled(if: ReferencePrinter.isPresent, "\(ReferencePrinter.absence)"), arguments: OpenFlowVersion.allCases)
    func reference(version: OpenFlowVersion) throws {
        let all = [Self.groups, Self.bucketIDs, Self.meters, Self.packets, Self.bundles, Self.settings, Self.others]
        let samples = all.flatMap { $0 }.filter { $0.version == version }
        let answers = try ReferencePrinter.printed(
            samples.map { $0.message.encoded(version: version, xid: 7) }, version: version)
        try #require(answers.count == samples.count)
        var names: Set<String> = []
        for (sample, answer) in zip(samples, answers) {
            let refusal = sample.message.refusal(version: version, xid: 7)
            #expect(refusal?.code.name == decodeError(in: answer), "\(sample.testDescription): \(answer)")
            if let refusal { names.insert(refusal.code.name) }
        }
        #expect(names.count >= 3, "\(names)")
        print("\(version): \(samples.count) messages are refused or taken as ovs-ofctl does: \(names.sorted())")
    }

    @Test("What a switch would do with the member of a bundle depends on the number around it")
    func memberNumber() throws {
        let message = Self.member(Self.flow, xid: 7)
        #expect(message.refusal(xid: 7) == nil)
        #expect(message.refusal(xid: 8)?.code == .badMemberXID)
        #expect(message.refusal(xid: 8)?.description.contains("expected xid 0x8") == true)
    }
}
