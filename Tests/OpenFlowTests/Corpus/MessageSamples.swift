import NetworkTypes

@testable import OpenFlow

/// Messages of every kind, several where the parts of a kind differ.
enum MessageSamples {
    /// All that a version can say.
    static func all(_ version: OpenFlowVersion) -> [Message] {
        (session(version) + changes(version) + flowChanges(version) + withUnknownBits(version) + asynchronous(version)
            + extensions
            + requests(version).map { ask($0) }
            + replies(version).map { tell($0) }).filter { MessageKind($0).versions.contains(version) }
    }

    private static func ask(_ body: MultipartRequest.Body) -> Message { .multipartRequest(MultipartRequest(body)) }
    private static func tell(_ body: MultipartReply.Body) -> Message { .multipartReply(MultipartReply(body)) }

    static let match = SampleFlows.match((.inPort, 1), (.etherType, 0x0800), (.ipProtocol, 6), (.tcpDestination, 80))
    static let flow = Flow(
        table: 2, priority: 100, cookie: 0x1234, match: match,
        actions: [.setField(.register(0), 5), .output(PortNumber(2))],
        goto: 3)
    static let group = SwitchCorpus.groups[2]
    static let experimenter = ExperimenterBody(experimenter: 0xabcdef, type: 7, body: [1, 2, 3, 4, 5, 6, 7, 8])
    static let frame: [UInt8] =
        [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x88, 0xb5] + [UInt8](repeating: 0, count: 50)

    static let masks = AsyncConfiguration([
        .packetInPrimary: 3, .packetInSecondary: 0, .portStatusPrimary: 7, .portStatusSecondary: 7,
        .flowRemovedPrimary: 15, .flowRemovedSecondary: 0,
    ])

    private static func session(_ version: OpenFlowVersion) -> [Message] {
        [
            .hello(Hello(.v1_3 ... .v1_5)), .hello(Hello(versions: nil)),
            .error(OpenFlowError(type: 4, code: 8, data: Message.barrierRequest.encoded(version: version, xid: 7))),
            .error(OpenFlowError(type: 0, code: 0, data: Array("no".utf8))), .echoRequest([]), .echoReply([1, 2, 3]),
            .experimenter(experimenter), .unknown(type: 0xee, body: [1, 2, 3, 4]), .featuresRequest,
            .featuresReply(Features(datapathID: DatapathID(0xabc), tableCount: 254, capabilities: 0x4f)),
            .getConfigRequest, .getConfigReply(SwitchConfiguration(flags: 0, missSendLength: 128)),
            .setConfig(SwitchConfiguration(flags: 3, missSendLength: 0xffff)), .barrierRequest, .barrierReply,
            .roleRequest(RoleMessage(.primary, generation: 9)), .roleReply(RoleMessage(.secondary, generation: .max)),
            .roleRequest(RoleMessage(.noChange, generation: 0)), .roleReply(RoleMessage(.noChange, generation: 0)),
            .roleRequest(RoleMessage(.equal, generation: 0)), .roleRequest(RoleMessage(.equal, generation: .max)),
            .getAsyncRequest, .getAsyncReply(masks),
            .setAsync(masks), .setAsyncExtended(masks), .setPacketInFormat(0),
            .setPacketInFormat(1), .setPacketInFormat(2),
            .bundleControl(BundleControl(.openRequest, bundle: 5, flags: [.atomic, .ordered])),
            .bundleControl(BundleControl(.commitReply, bundle: 5, flags: [])),
            .bundleAdd(
                BundleAdd(
                    bundle: 5, flags: .atomic,
                    message: Message.flowModification(FlowModification(.add, flow)).encoded(version: version, xid: 7))),
        ]
    }

    /// Flows and what is done with them, where the parts of one are none or rare.
    private static func flowChanges(_ version: OpenFlowVersion) -> [Message] {
        let metadata: [(UInt64, UInt64)] = [(0, .max), (0, 0), (0, 0xff), (5, .max), (7, 1)]
        var bare = flow
        bare.cookie = .max
        bare.idleTimeout = 30
        bare.importance = version == .v1_3 ? 0 : 9
        bare.flags = [.sendFlowRemoved, .checkOverlap, .resetCounts, .noPacketCounts, .noByteCounts]
        bare.instructions = [.clearActions, .writeActions([])]
        return metadata.map { value, mask in
            var flow = flow
            flow.instructions = [.writeMetadata(value, mask: mask)]
            return .flowModification(FlowModification(.add, flow))
        }
            + [.add, .modify, .modifyStrict, .delete, .deleteStrict].flatMap { command -> [Message] in
                [
                    .flowModification(FlowModification(command, bare)),
                    .flowModification(
                        FlowModification(command, flow, cookieMask: 0xff, outPort: .local, outGroup: 2, buffer: 7)),
                    .nicira(.flowModification(FlowModification(command, flow, outPort: PortNumber(1)))),
                ]
            }
    }

    /// With bits that have no meaning, which ovs-ofctl passes over or writes as numbers.
    private static func withUnknownBits(_ version: OpenFlowVersion) -> [Message] {
        var change = PortModification(port: PortNumber(3), hardwareAddress: MACAddress(rawValue: 0x0200_0000_0001))
        change.configuration = .max
        change.mask = 0x8000_0021
        change.properties = [.ethernet(advertise: 0xffff_0000)]
        var ethernet = PortEthernet()
        ethernet.current = 0x4_0840
        ethernet.peer = 0x8000_0000
        let port = Port(
            number: PortNumber(1), hardwareAddress: MACAddress(rawValue: 0x0200_0000_0001), name: "p1",
            configuration: .max, state: .max, ethernet: ethernet)
        let masks = AsyncConfiguration([
            .packetInPrimary: 0x3f, .packetInSecondary: 0xff00, .portStatusPrimary: 0xffff,
            .flowRemovedPrimary: 1 << 31,
        ])
        var monitor = FlowMonitor.changes(id: 7)
        if version > .v1_3 { monitor.outGroup = 0xffff_ff00 }
        return [
            .portModification(change), .portStatus(PortStatus(reason: .added, port: port)),
            .meterModification(
                MeterModification(.add, Meter(id: 4, flags: .init(rawValue: 0xff01), bands: [.drop(rate: 5, burst: 0)]))
            ),
            .getAsyncReply(masks), .nicira(.setAsync(masks)),
            .getConfigReply(SwitchConfiguration(flags: 0xfff5, missSendLength: 128)),
            .featuresReply(Features(datapathID: DatapathID(1), tableCount: 9, capabilities: .max)),
            .tableStatus(TableStatus(reason: 4, table: TableDescription(table: 2, configuration: 8))),
            .queueConfigurationReply(PortNumber(7), queues), ask(.flowMonitor(monitor)),
        ] + (version == .v1_5 ? [tell(.flows([FlowDescription(flow)])), tell(.aggregate(FlowCounters()))] : [])
    }

    private static func changes(_ version: OpenFlowVersion) -> [Message] {
        var port = PortModification(port: PortNumber(3), hardwareAddress: MACAddress(rawValue: 0x0200_0000_0001))
        port.configuration = 1
        port.mask = 1
        port.properties = [.ethernet(advertise: 0x248)]
        var optical = port
        optical.properties = [.ethernet(advertise: 1), .optical(.init())]
        let meter = SwitchCorpus.meters[2]
        let every = Group(id: GroupModification.allGroups, type: .all, buckets: [])
        var messages: [Message] = [
            .flowModification(FlowModification(.add, flow)),
            .flowModification(FlowModification(.modify, flow, cookieMask: .max)),
            .flowModification(FlowModification(.deleteStrict, flow, outPort: PortNumber(1), outGroup: 2)),
            .packetOut(PacketOut(inPort: PortNumber(1), actions: [.output(PortNumber(2))], packet: frame)),
            .packetOut(PacketOut(actions: [], packet: frame)),
            .groupModification(GroupModification(.delete, every)), .portModification(port),
            .meterModification(MeterModification(.add, meter)),
            .meterModification(MeterModification(.modify, SwitchCorpus.meters[0])),
            .meterModification(MeterModification(.delete, Meter(id: Meter.all, flags: [], bands: []))),
            .tableModification(TableModification(table: 3, configuration: version == .v1_3 ? 3 : 0)),
            .queueConfigurationRequest(.any), .queueConfigurationRequest(PortNumber(1)),
            .queueConfigurationReply(PortNumber(1), queues),
        ]
        messages += SwitchCorpus.groups.map { .groupModification(GroupModification(.add, $0.reduced(to: version))) }
        if version > .v1_3 {
            messages.append(
                .tableModification(
                    TableModification(
                        table: 0xff, configuration: 12,
                        properties: [.eviction(flags: 2), .vacancy(down: 10, up: 90, current: 0)])))
        }
        if version > .v1_3 { messages.append(.portModification(optical)) }
        if version == .v1_5 {
            messages.append(.groupModification(GroupModification(.insertBucket, group, bucket: 0xffff_fffe)))
            messages.append(
                .groupModification(
                    GroupModification(.removeBucket, Group(id: 3, type: .select, buckets: []), bucket: 1)))
            var hashing = group
            hashing.selection = SelectionMethod("hash", parameter: 7, fields: SampleFlows.match((.etherType, 0xffff)))
            messages.append(.groupModification(GroupModification(.modify, hashing)))
        }
        return messages
    }

    private static func asynchronous(_ version: OpenFlowVersion) -> [Message] {
        var packet = PacketIn2()
        packet.packet = frame
        packet.table = 3
        packet.cookie = 5
        packet.reason = 1
        packet.metadata = SampleFlows.match((.inPort, 1), (.metadata, 7))
        packet.userdata = [1, 2, 3]
        packet.continuation = [0, 1, 0, 8, 0, 0, 0, 0]
        let group = RequestForward(.group(GroupModification(.add, group.reduced(to: version))), xid: 7)
        let meter = RequestForward(.meter(MeterModification(.modify, SwitchCorpus.meters[0])), xid: 8)
        return [
            .packetIn(
                PacketIn(
                    totalLength: UInt16(frame.count), reason: 1, table: 2, cookie: 7,
                    match: SampleFlows.match((.inPort, 1)), packet: frame)),
            .packetIn2(packet), .nicira(.resume(packet)),
            .nicira(
                .packetIn(
                    PacketIn(
                        totalLength: UInt16(frame.count), reason: 0, table: 2, cookie: 7,
                        match: SampleFlows.match((.inPort, 1)), packet: frame))),
            .flowRemoved(FlowRemoved(flow, reason: 2, counters: counters)),
            .nicira(.flowRemoved(FlowRemoved(flow, reason: 0, counters: counters))),
            .portStatus(PortStatus(reason: .modified, port: port)),
            .roleStatus(RoleStatus(.secondary, .primaryRequest, generation: 7)),
            .tableStatus(
                TableStatus(
                    reason: 3,
                    table: TableDescription(
                        table: 2, configuration: 8, properties: [.vacancy(down: 10, up: 20, current: 15)]))),
            .requestForward(group), .requestForward(meter),
            .controllerStatus(controllerStatus), .flowMonitorCancel(7), .flowMonitorPaused, .flowMonitorResumed,
        ]
    }

    private static let extensions: [Message] = [
        .nicira(.roleRequest(.primary)), .nicira(.roleReply(.secondary)),
        .nicira(.flowModification(FlowModification(.add, flow))), .nicira(.flowModTableID(true)), .nicira(.flowAge),
        .nicira(.setAsync(masks)), .nicira(.setControllerID(77)),
        .nicira(
            .tlvTableModification(
                TLVTableModification(
                    .add, mappings: [.init(optionClass: 0xffff, optionType: 1, optionLength: 4, index: 2)]))),
        .nicira(.tlvTableModification(TLVTableModification(.clear))), .nicira(.tlvTableRequest),
        .nicira(
            .tlvTableReply(
                TLVTable(
                    maximumSpace: 256, maximumFields: 64,
                    mappings: [.init(optionClass: 0xffff, optionType: 1, optionLength: 4, index: 2)]))),
        .nicira(.flushConntrackZone(13)),
        .nicira(
            .flushConntrack(
                ConntrackFlush(
                    ipProtocol: 6,
                    properties: [
                        .original([
                            .source(0xffff_0a00_0001), .destination(0xffff_0a00_0002), .sourcePort(1),
                            .destinationPort(2),
                        ]), .zone(7),
                    ]))),
    ]
}
