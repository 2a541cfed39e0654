extension MultipartReply.Body {
    /// Joins the parts of one answer, in the time that their sizes take. Nil when they are of different types, or of one
    /// that has a single part.
    init?(joining parts: [MultipartReply.Body]) {
        guard parts.count != 1 else {
            self = parts[0]
            return
        }
        guard let joined = Self.flowParts(parts) ?? Self.countedParts(parts) ?? Self.otherParts(parts) else {
            return nil
        }
        self = joined
    }

    /// What `select` finds in all parts; nil unless it finds something in each, or when there are none.
    private static func all<Entry>(
        _ parts: [MultipartReply.Body], _ select: (MultipartReply.Body) -> [Entry]?
    ) -> [Entry]? {
        var result: [Entry] = []
        for part in parts {
            guard let entries = select(part) else { return nil }
            result += entries
        }
        return parts.isEmpty ? nil : result
    }

    private static func flowParts(_ parts: [MultipartReply.Body]) -> MultipartReply.Body? {
        switch parts.first {
        case .flows: all(parts) { if case .flows(let found) = $0 { found } else { nil } }.map { .flows($0) }
        case .flowStatistics:
            all(parts) { if case .flowStatistics(let found) = $0 { found } else { nil } }.map { .flowStatistics($0) }
        case .flowUpdates:
            all(parts) { if case .flowUpdates(let found) = $0 { found } else { nil } }.map { .flowUpdates($0) }
        case .groupDescriptions:
            all(parts) { if case .groupDescriptions(let found) = $0 { found } else { nil } }
                .map { .groupDescriptions($0) }
        case .meterConfigurations:
            all(parts) { if case .meterConfigurations(let found) = $0 { found } else { nil } }
                .map { .meterConfigurations($0) }
        case .portDescriptions:
            all(parts) { if case .portDescriptions(let found) = $0 { found } else { nil } }
                .map { .portDescriptions($0) }
        case .queueDescriptions:
            all(parts) { if case .queueDescriptions(let found) = $0 { found } else { nil } }
                .map { .queueDescriptions($0) }
        default: nil
        }
    }

    private static func countedParts(_ parts: [MultipartReply.Body]) -> MultipartReply.Body? {
        switch parts.first {
        case .tables: all(parts) { if case .tables(let found) = $0 { found } else { nil } }.map { .tables($0) }
        case .portStatistics:
            all(parts) { if case .portStatistics(let found) = $0 { found } else { nil } }.map { .portStatistics($0) }
        case .queueStatistics:
            all(parts) { if case .queueStatistics(let found) = $0 { found } else { nil } }.map { .queueStatistics($0) }
        case .groupStatistics:
            all(parts) { if case .groupStatistics(let found) = $0 { found } else { nil } }.map { .groupStatistics($0) }
        case .meterStatistics:
            all(parts) { if case .meterStatistics(let found) = $0 { found } else { nil } }.map { .meterStatistics($0) }
        case .ipfixBridge:
            all(parts) { if case .ipfixBridge(let found) = $0 { found } else { nil } }.map { .ipfixBridge($0) }
        case .ipfixFlows:
            all(parts) { if case .ipfixFlows(let found) = $0 { found } else { nil } }.map { .ipfixFlows($0) }
        default: nil
        }
    }

    private static func otherParts(_ parts: [MultipartReply.Body]) -> MultipartReply.Body? {
        switch parts.first {
        case .tableFeatures:
            all(parts) { if case .tableFeatures(let found) = $0 { found } else { nil } }.map { .tableFeatures($0) }
        case .tableDescriptions:
            all(parts) { if case .tableDescriptions(let found) = $0 { found } else { nil } }
                .map { .tableDescriptions($0) }
        case .controllerStatuses:
            all(parts) { if case .controllerStatuses(let found) = $0 { found } else { nil } }
                .map { .controllerStatuses($0) }
        case .unknown(let type, _):
            all(parts) { if case .unknown(type, let found) = $0 { found } else { nil } }
                .map { .unknown(type: type, body: $0) }
        case .experimenter(let first):
            all(parts) { part in
                guard case .experimenter(let body) = part, body.experimenter == first.experimenter,
                    body.type == first.type
                else { return nil }
                return body.body
            }.map { .experimenter(ExperimenterBody(experimenter: first.experimenter, type: first.type, body: $0)) }
        // One part says all.
        case .description, .aggregate, .groupFeatures, .meterFeatures, .bundleFeatures: nil
        case .flows, .flowStatistics, .flowUpdates, .groupDescriptions, .meterConfigurations, .portDescriptions,
            .queueDescriptions, .tables, .portStatistics, .queueStatistics, .groupStatistics, .meterStatistics,
            .ipfixBridge, .ipfixFlows, nil:
            nil
        }
    }
}
