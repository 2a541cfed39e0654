import NetworkTypes

@testable import OpenFlow

/// What stands in questions with long answers, and in the answers.
extension MessageSamples {
    static let span = FlowCounters.Span(seconds: 5, nanoseconds: 6_000_000)
    static let counters: FlowCounters = {
        var counters = FlowCounters()
        counters.duration = span
        counters.packets = 11
        counters.bytes = 1234
        return counters
    }()

    static let port: Port = {
        var ethernet = PortEthernet()
        ethernet.current = 0x840
        ethernet.currentSpeed = 10_000_000
        ethernet.maximumSpeed = 10_000_000
        return Port(
            number: PortNumber(1), hardwareAddress: MACAddress(rawValue: 0x0200_0000_0001), name: "p1",
            configuration: 0,
            state: 4, ethernet: ethernet)
    }()

    static let queues = [
        QueueDescription(port: PortNumber(1), queue: 5, properties: [.minimumRate(100), .maximumRate(500)]),
        QueueDescription(port: PortNumber(1), queue: 6),
    ]

    static let controllerStatus = ControllerStatus(
        shortID: 1, role: 1, reason: 0, channel: 0, properties: [.uri(Array("tls:192.0.2.1:6653".utf8))])

    static func requests(_ version: OpenFlowVersion) -> [MultipartRequest.Body] {
        let filter = FlowFilter(
            table: 3, outPort: PortNumber(2), outGroup: 7, cookie: 5, cookieMask: 0xff, match: match)
        var monitor = FlowMonitor.changes(id: 7)
        monitor.match = match
        let time = BundleFeatures.Time(seconds: 1, nanoseconds: 2)
        let schedule = BundleFeatures.Schedule(accuracy: time, maximumFuture: time, maximumPast: time, timestamp: time)
        return [
            .description, .flows(FlowFilter()), .flows(filter), .flowStatistics(FlowFilter()), .flowStatistics(filter),
            .aggregate(filter), .tables, .groupDescriptions(GroupModification.allGroups),
            .meterConfigurations(Meter.all), .meterConfigurations(4), .portDescriptions(.any), .flowMonitor(monitor),
            .flowMonitors([.changes(id: 8), .changes(id: 9)]), .portStatistics(.any), .portStatistics(PortNumber(1)),
            .queueStatistics(QueueFilter()), .queueStatistics(QueueFilter(port: PortNumber(1), queue: 5)),
            .queueDescriptions(QueueFilter(port: PortNumber(1), queue: 5)),
            .groupStatistics(GroupModification.allGroups),
            .groupStatistics(3), .groupFeatures, .meterStatistics(Meter.all), .meterStatistics(4), .meterFeatures,
            .tableFeatures([]), .tableFeatures([tableFeatures(version)]), .tableDescriptions, .controllerStatuses,
            .bundleFeatures(BundleFeatures(flags: 3)),
            .bundleFeatures(BundleFeatures(flags: 1, properties: [.time(schedule)])), .ipfixBridge, .ipfixFlows,
            .experimenter(experimenter), .unknown(type: 0x7777, body: [1, 2, 3, 4, 5, 6, 7, 8]),
        ]
    }

    static func tableFeatures(_ version: OpenFlowVersion) -> TableFeatures {
        var features = TableFeatures(table: 7, name: "classifier")
        features.metadataMatch = .max
        features.metadataWrite = .max
        features.maximumEntries = 1_000_000
        let fields = [Field.inPort, .ethernetSource, .ipv4Source, .tcpFlags].map {
            field -> TableFeatureProperty.FieldHead in
            let code = field.code(in: version)
            let length = field.byteCount + (code.classID == 0xffff ? 4 : 0)
            return .init(header: code.header | UInt32(length), experimenter: code.experimenter)
        }
        features.properties = [
            .kinds(.instructions, [.init(type: 1), .init(type: 4)]), .kinds(.instructionsMiss, [.init(type: 1)]),
            .tables(.next, [8, 9]), .tables(.nextMiss, [8]), .kinds(.writeActions, [.init(type: 0)]),
            .kinds(.writeActionsMiss, []), .kinds(.applyActions, [.init(type: 0), .init(type: 25)]),
            .kinds(.applyActionsMiss, []), .fields(.match, fields), .fields(.wildcards, fields),
            .fields(.writeSetField, fields), .fields(.writeSetFieldMiss, []), .fields(.applySetField, fields),
            .fields(.applySetFieldMiss, []),
        ]
        return features
    }

    static func replies(_ version: OpenFlowVersion) -> [MultipartReply.Body] {
        flowReplies(version) + countedReplies(version)
            + [
                .portDescriptions([port]), .portDescriptions([]), .queueDescriptions(queues),
                .groupDescriptions(SwitchCorpus.groups.map { $0.reduced(to: version) }),
                .meterConfigurations(SwitchCorpus.meters), .tableFeatures([tableFeatures(version)]),
                .tableDescriptions([
                    TableDescription(table: 0, configuration: 4, properties: [.eviction(flags: 3)]),
                    TableDescription(table: 1, configuration: 0),
                ]), .controllerStatuses([controllerStatus, controllerStatus]),
                .bundleFeatures(BundleFeatures(flags: 3)), .experimenter(experimenter),
                .unknown(type: 0x7777, body: [1, 2, 3, 4, 5, 6, 7, 8]),
            ]
    }

    private static func flowReplies(_ version: OpenFlowVersion) -> [MultipartReply.Body] {
        var aggregate = FlowCounters()
        aggregate.packets = 5
        aggregate.bytes = 500
        aggregate.flows = 3
        var change = flow
        change.flags = []
        let updates: [FlowUpdate] =
            [
                .change(.init(.added, change)), .change(.init(.removed, reason: 2, change)),
                .change(.init(.modified, change)),
                .ownChange(xid: 0x1234),
            ] + (version == .v1_3 ? [] : [.change(.init(.initial, change)), .paused, .resumed])
        return [
            .description(
                SwitchDescription(
                    manufacturer: "Nicira, Inc.", hardware: "Open vSwitch", software: "3.1.0", serialNumber: "None",
                    datapath: "None")),
            .flows([FlowDescription(flow, counters: counters), FlowDescription(flow, counters: counters)]), .flows([]),
            .flowStatistics([FlowStatistics(table: 2, priority: 7, match: match, counters: counters)]),
            .aggregate(aggregate), .flowUpdates(updates),
        ]
    }

    private static func countedReplies(_ version: OpenFlowVersion) -> [MultipartReply.Body] {
        var portCounters = PortStatistics(port: PortNumber(1), duration: span)
        portCounters.receivedPackets = 5
        portCounters.properties = [.ethernet(.init())]
        var groupFeatures = GroupFeatures(types: 15, capabilities: 7)
        groupFeatures.all.maximum = 0xffff_ff00
        groupFeatures.all.actions = 1
        groupFeatures.select.actions = .max
        var twoTypes = GroupFeatures(types: 0b1010, capabilities: 0)
        twoTypes.fastFailover.actions = 0x0040_8000
        var records = IPFIXStatistics()
        records.totalFlows = 7
        var counted = records
        counted.collectorSet = 9
        return [
            .tables([TableStatistics(table: 3, active: 5, lookups: 100, matches: 7)]), .portStatistics([portCounters]),
            .queueStatistics([
                QueueStatistics(port: PortNumber(1), queue: 5, bytes: 100, packets: 3, errors: 0, duration: span)
            ]),
            .groupStatistics([
                GroupStatistics(
                    id: 3, references: 1, packets: 5, bytes: 500, duration: span,
                    buckets: [.init(packets: 5, bytes: 500)])
            ]), .groupFeatures(groupFeatures),
            .groupFeatures(twoTypes), .groupFeatures(GroupFeatures(types: 0, capabilities: 0)),
            .meterStatistics([
                MeterStatistics(
                    id: 4, references: 1, packets: 5, bytes: 500, duration: span, bands: [.init(packets: 1, bytes: 100)]
                )
            ]),
            .meterFeatures(
                MeterFeatures(maximumMeters: 256, bandTypes: 2, capabilities: 15, maximumBands: 1, maximumColors: 0)),
            .ipfixBridge([records]), .ipfixFlows([counted]),
        ]
    }
}
