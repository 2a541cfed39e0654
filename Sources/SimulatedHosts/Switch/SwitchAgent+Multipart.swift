import NetworkTypes
import OpenFlow

extension SwitchAgent {
    /// Multipart requests, section 7.3.5. They come whole: parts of a request are answered one by one.
    mutating func answer(_ wanted: MultipartRequest, _ request: Request) throws(OpenFlowError) {
        let asked = Message.multipartRequest(wanted)
        if let refusal = asked.refusal(version: request.version) { throw OpenFlowError(refusal) }
        switch wanted.body {
        case .flows(let filter): try answerFlows(filter, request)
        case .flowMonitor(let monitor): try start([monitor], request)
        case .flowMonitors(let monitors): try start(monitors, request)
        default:
            guard let body = try answer(wanted.body, version: request.version) else { throw .badMultipart }
            for part in MultipartReply(body).parts(version: request.version) { reply(.multipartReply(part), request) }
        }
    }

    private func answer(
        _ body: MultipartRequest.Body, version: OpenFlowVersion
    ) throws(OpenFlowError) -> MultipartReply.Body? {
        switch body {
        case .description: .description(configuration.description)
        case .aggregate(let filter): .aggregate(try aggregate(filter, version))
        case .tables: .tables(tableStatistics)
        case .tableFeatures(let wanted): wanted.isEmpty ? .tableFeatures(tableFeatures) : nil
        case .tableDescriptions:
            .tableDescriptions((0..<FlowChange.tableCount).map { TableDescription(table: $0, configuration: 0) })
        case .groupDescriptions(let id): .groupDescriptions(groups.filter { id == Self.allGroups || $0.id == id })
        case .groupStatistics(let id): .groupStatistics(groupStatistics(id))
        case .groupFeatures: .groupFeatures(groupFeatures)
        case .meterConfigurations(let id): .meterConfigurations(try found(id).map(\.meter))
        case .meterStatistics(let id): .meterStatistics(try found(id).map(statistics))
        case .meterFeatures:
            .meterFeatures(
                MeterFeatures(
                    maximumMeters: 262_144, bandTypes: 2, capabilities: 15, maximumBands: 8, maximumColors: 0))
        case .portDescriptions(let port): .portDescriptions(ports.filter { port == .any || $0.number == port })
        case .portStatistics(let port): .portStatistics(portStatistics(port))
        case .queueStatistics: .queueStatistics([])
        case .queueDescriptions: .queueDescriptions([])
        default: nil
        }
    }

    static var allGroups: UInt32 { GroupModification.allGroups }

    private func found(_ id: UInt32) throws(OpenFlowError) -> [SwitchState.StoredMeter] {
        if id == Meter.all { return state.meters.keys.sorted().compactMap { state.meters[$0] } }
        guard let meter = state.meters[id] else { throw .unknownMeter }
        return [meter]
    }

    private func statistics(_ stored: SwitchState.StoredMeter) -> MeterStatistics {
        let id = stored.meter.id
        return MeterStatistics(
            id: id, references: UInt32(state.store.flows.count { $0.body.ownMeter == id }), packets: 0, bytes: 0,
            duration: (now - stored.created).span,
            bands: stored.meter.bands.map { _ in .init(packets: 0, bytes: 0) })
    }

    private func groupStatistics(_ id: UInt32) -> [GroupStatistics] {
        state.groups.keys.sorted().filter { id == Self.allGroups || $0 == id }.compactMap { number in
            guard let stored = state.groups[number] else { return nil }
            return GroupStatistics(
                id: number, references: UInt32(state.store.flows.count { $0.body.uses(group: number) }),
                packets: 0, bytes: 0, duration: (now - stored.created).span,
                buckets: stored.group.buckets.map { _ in .init(packets: 0, bytes: 0) })
        }
    }

    /// All types with all that there is, as Open vSwitch says: weights, liveness and chains; actions up to set-field.
    private var groupFeatures: GroupFeatures {
        var features = GroupFeatures(types: 0xf, capabilities: 0x7)
        var limits = GroupFeatures.Limits()
        limits.maximum = 0xffff_ff00
        limits.actions = 0x03ff_8001
        (features.all, features.select, features.indirect, features.fastFailover) = (limits, limits, limits, limits)
        return features
    }

    private func portStatistics(_ port: PortNumber) -> [PortStatistics] {
        ports.filter { port == .any || $0.number == port }.map { found in
            var statistics = PortStatistics(port: found.number, duration: now.sinceBeginning.span)
            statistics.properties = [.ethernet(PortStatistics.Ethernet())]
            return statistics
        }
    }

    private var tableStatistics: [TableStatistics] {
        var counts = [UInt32](repeating: 0, count: Int(FlowChange.tableCount))
        for flow in state.store.flows { counts[Int(flow.table)] += 1 }
        return counts.enumerated().map { TableStatistics(table: UInt8($0), active: $1, lookups: 0, matches: 0) }
    }

    /// In short: without properties.
    private var tableFeatures: [TableFeatures] {
        (0..<FlowChange.tableCount).map { number in
            var table = TableFeatures(table: number, name: number == 0 ? "classifier" : "table\(number)")
            (table.metadataMatch, table.metadataWrite) = (.max, .max)
            table.maximumEntries = 1_000_000
            return table
        }
    }
}

extension MonotonicTime {
    fileprivate var sinceBeginning: Duration { self - MonotonicTime(nanoseconds: 0) }
}
