import Wire

extension MultipartReply {
    /// The same answer in parts that fit a message of `version` each, all but the last with OFPMPF_REPLY_MORE (OpenFlow
    /// 1.5.1 section 7.3.5). They are cut between entries and filled in order; all are sent with the xid of the request.
    ///
    /// The answer itself alone when it fits a message, and also when nothing can make it fit: an entry that is too long by
    /// itself, or a body that has no entries or none that this library knows.
    public func parts(version: OpenFlowVersion) -> [MultipartReply] {
        let bodies = flowBodies(version) ?? countedBodies(version) ?? describedBodies(version) ?? [body]
        return bodies.indices.map { MultipartReply(bodies[$0], hasMore: $0 < bodies.count - 1 || hasMore) }
    }

    private func flowBodies(_ version: OpenFlowVersion) -> [Body]? {
        switch body {
        case .flows(let all): Self.split(all, version) { .flows($0) }
        case .flowStatistics(let all): Self.split(all, version) { .flowStatistics($0) }
        case .flowUpdates(let all): Self.split(all, version) { .flowUpdates($0) }
        case .groupDescriptions(let all): Self.split(all, version) { .groupDescriptions($0) }
        case .meterConfigurations(let all): Self.split(all, version) { .meterConfigurations($0) }
        default: nil
        }
    }

    private func countedBodies(_ version: OpenFlowVersion) -> [Body]? {
        switch body {
        case .tables(let all): Self.split(all, version) { .tables($0) }
        case .portStatistics(let all): Self.split(all, version) { .portStatistics($0) }
        case .queueStatistics(let all): Self.split(all, version) { .queueStatistics($0) }
        case .groupStatistics(let all): Self.split(all, version) { .groupStatistics($0) }
        case .meterStatistics(let all): Self.split(all, version) { .meterStatistics($0) }
        case .ipfixBridge(let all): Self.split(all, version) { .ipfixBridge($0) }
        case .ipfixFlows(let all): Self.split(all, version) { .ipfixFlows($0) }
        default: nil
        }
    }

    private func describedBodies(_ version: OpenFlowVersion) -> [Body]? {
        switch body {
        case .portDescriptions(let all): Self.split(all, version) { .portDescriptions($0) }
        case .queueDescriptions(let all): Self.split(all, version) { .queueDescriptions($0) }
        case .tableFeatures(let all): Self.split(all, version) { .tableFeatures($0) }
        case .tableDescriptions(let all): Self.split(all, version) { .tableDescriptions($0) }
        case .controllerStatuses(let all): Self.split(all, version) { .controllerStatuses($0) }
        // One part says all, or nobody knows where the entries end.
        case .description, .aggregate, .groupFeatures, .meterFeatures, .bundleFeatures, .experimenter, .unknown: nil
        case .flows, .flowStatistics, .flowUpdates, .groupDescriptions, .meterConfigurations, .tables, .portStatistics,
            .queueStatistics, .groupStatistics, .meterStatistics, .ipfixBridge, .ipfixFlows:
            nil
        }
    }

    private static func split<Entry>(
        _ entries: [Entry], _ version: OpenFlowVersion, _ body: ([Entry]) -> Body
    ) -> [Body]? {
        runs(of: entries) { MultipartReply(body($0)).encode(into: &$1, version: version) }?.map(body)
    }
}

extension MultipartRequest {
    /// The same question in parts that fit a message of `version` each, all but the last with OFPMPF_REQ_MORE (OpenFlow
    /// 1.5.1 section 7.3.5). They are cut between entries and filled in order; all are sent with the same xid.
    ///
    /// The question itself alone when it fits a message, and also when nothing can make it fit: an entry that is too long
    /// by itself, or a body that has no entries or none that this library knows.
    public func parts(version: OpenFlowVersion) -> [MultipartRequest] {
        let bodies = splitBodies(version) ?? [body]
        return bodies.indices.map { MultipartRequest(bodies[$0], hasMore: $0 < bodies.count - 1 || hasMore) }
    }

    private func splitBodies(_ version: OpenFlowVersion) -> [Body]? {
        switch body {
        case .tableFeatures(let all): Self.split(all, version) { .tableFeatures($0) }
        case .flowMonitors(let all): Self.split(all, version) { .flowMonitors($0) }
        // One part says all, or nobody knows where the entries end.
        case .description, .flows, .flowStatistics, .aggregate, .tables, .groupDescriptions, .meterConfigurations,
            .portDescriptions, .flowMonitor, .portStatistics, .queueStatistics, .queueDescriptions, .groupStatistics,
            .groupFeatures, .meterStatistics, .meterFeatures, .tableDescriptions, .controllerStatuses, .bundleFeatures,
            .ipfixBridge, .ipfixFlows, .experimenter, .unknown:
            nil
        }
    }

    private static func split<Entry>(
        _ entries: [Entry], _ version: OpenFlowVersion, _ body: ([Entry]) -> Body
    ) -> [Body]? {
        runs(of: entries) { MultipartRequest(body($0)).encode(into: &$1, version: version) }?.map(body)
    }
}

/// Entries of a multipart message in runs that fit a message each; nil when one entry is too long for that. There is a run
/// without entries when there are none. `write` writes the multipart message of some entries, without the message's header.
private func runs<Entry>(of entries: [Entry], _ write: ([Entry], inout ByteWriter) -> Void) -> [[Entry]]? {
    var writer = ByteWriter()
    write([], &writer)
    let head = writer.count
    let limit = Message.maximumBytes - MessageHeader.byteCount
    var finished: [[Entry]] = []
    var run: [Entry] = []
    var byteCount = head
    for entry in entries {
        writer.removeAll()
        write([entry], &writer)
        let added = writer.count - head
        guard head + added <= limit else { return nil }
        if byteCount + added > limit {
            finished.append(run)
            run = []
            byteCount = head
        }
        run.append(entry)
        byteCount += added
    }
    return finished + [run]
}
