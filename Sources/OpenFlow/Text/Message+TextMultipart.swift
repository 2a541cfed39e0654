import NetworkTypes

/// The flags of both directions, which stand behind the head; nothing where there are none.
enum MultipartFlags {
    static func text(hasMore: Bool, unknown: UInt16) -> String {
        guard hasMore || unknown != 0 else { return "" }
        let rest = unknown == 0 ? "" : "[***unknown flags 0x\(TextValue.digits(unknown, count: 4, radix: 16))***]"
        return " flags=" + (hasMore ? "[more]" : "") + rest
    }
}

extension MultipartRequest.Body {
    func text(version: OpenFlowVersion) -> String {
        switch self {
        case .flows(let filter), .flowStatistics(let filter), .aggregate(let filter): filter.text
        case .groupDescriptions(let id), .groupStatistics(let id): " group_id=\(TextValue.group(id))"
        case .meterConfigurations(let id), .meterStatistics(let id): " meter=\(TextValue.meter(id))"
        case .portDescriptions(let port): " port=\(TextValue.port(port))"
        case .portStatistics(let port): " port_no=\(TextValue.port(port))"
        case .queueStatistics(let filter): filter.text
        case .queueDescriptions(let filter):
            " port=\(TextValue.port(filter.port))" + (filter.queue == 0xffff_ffff ? "" : " queue=\(filter.queue)")
        case .flowMonitor(let monitor): monitor.text
        case .flowMonitors(let monitors): monitors.map(\.text).joined()
        case .tableFeatures(let tables): tables.text(version: version)
        case .bundleFeatures(let features): features.text(isRequest: true)
        case .description, .tables, .groupFeatures, .meterFeatures, .tableDescriptions, .controllerStatuses,
            .ipfixBridge, .ipfixFlows, .experimenter, .unknown:
            ""
        }
    }
}

extension MultipartReply.Body {
    func text(version: OpenFlowVersion) -> String {
        switch self {
        case .description(let description): description.text
        case .flows(let flows): TextWriter.text { for flow in flows { $0.write(flow) } }
        case .aggregate(let counters):
            " packet_count=\(counters.packets ?? .max) byte_count=\(counters.bytes ?? .max) flow_count=\(counters.flows ?? .max)"
        case .tables(let tables): tables.text
        case .groupDescriptions(let groups): groups.map { "\n " + $0.text(version: version) }.joined()
        case .meterConfigurations(let meters): meters.map { "\n" + $0.messageText }.joined()
        case .portDescriptions(let ports):
            "\n" + ports.sorted { $0.number.rawValue < $1.number.rawValue }.map(\.text).joined()
        case .flowUpdates(let updates): updates.map(\.text).joined()
        case .portStatistics(let ports): " \(ports.count) ports\n" + ports.map(\.text).joined()
        case .queueStatistics(let queues): " \(queues.count) queues\n" + queues.map(\.text).joined()
        case .queueDescriptions(let queues): queues.text
        case .groupStatistics(let groups): groups.map(\.text).joined()
        case .groupFeatures(let features): features.text
        case .meterStatistics(let meters): meters.map(\.text).joined()
        case .meterFeatures(let features): features.text
        case .tableDescriptions(let tables): tables.map(\.text).joined()
        case .flowStatistics(let flows): flows.map(\.text).joined()
        case .tableFeatures(let tables): tables.text(version: version)
        case .controllerStatuses(let statuses): statuses.map(\.text).joined()
        case .bundleFeatures(let features): features.text(isRequest: false)
        case .ipfixBridge(let bridges): bridges.map(\.bridgeText).joined()
        case .ipfixFlows(let flows): " \(flows.count) ids\n" + flows.map(\.flowText).joined()
        case .experimenter, .unknown: ""
        }
    }
}

extension SwitchDescription {
    fileprivate var text: String {
        "\nManufacturer: \(manufacturer)\nHardware: \(hardware)\nSoftware: \(software)\nSerial Num: \(serialNumber)\n"
            + "DP Description: \(datapath)"
    }
}

extension [TableStatistics] {
    /// A table that counted what the one before it did is only named; an empty line stands before and behind those.
    fileprivate var text: String {
        var text = "\n"
        var isDitto = false
        for (index, table) in enumerated() {
            let previous = index == 0 ? nil : self[index - 1]
            let wasDitto = isDitto
            isDitto =
                previous.map {
                    ($0.active, $0.lookups, $0.matches) == (table.active, table.lookups, table.matches)
                } ?? false
            if index > 0, !(isDitto && wasDitto) { text += "\n" }
            text +=
                isDitto
                ? "  table \(table.table): ditto\n"
                : "  table \(table.table):\n    active=\(table.active), lookup=\(table.lookups), matched=\(table.matches)\n"
        }
        return text
    }
}

extension GroupStatistics {
    fileprivate var text: String {
        var text = "\n group_id=\(id),"
        if duration.seconds != .max { text += "duration=\(TextValue.duration(duration))," }
        text += "ref_count=\(references),packet_count=\(packets),byte_count=\(bytes)"
        for (index, bucket) in buckets.enumerated() where bucket.packets != .max {
            text += ",bucket\(index):packet_count=\(bucket.packets),byte_count=\(bucket.bytes)"
        }
        return text
    }
}

extension GroupFeatures {
    fileprivate var text: String {
        var text = "\n Group table:\n    Types:  0x\(String(types, radix: 16))\n"
        text += "    Capabilities:  0x\(String(capabilities, radix: 16))\n"
        for (bit, name, limits) in [
            (0, "all", all), (1, "select", select), (2, "indirect", indirect), (3, "fast failover", fastFailover),
        ] where types & 1 << UInt32(bit) != 0 {
            text += "    \(name) group:\n       max_groups=\(TextValue.withBareZero(limits.maximum))\n       actions: "
            text += Self.actionText(limits.actions) + "\n"
        }
        return text
    }

    /// The kinds of actions that Open vSwitch knows, in its order.
    private static func actionText(_ bits: UInt32) -> String {
        let names = actionNames.filter { bits & 1 << UInt32($0.0) != 0 }.map(\.1)
        return names.isEmpty ? "<none>" : names.joined(separator: " ")
    }

    static let actionNames: [(Int, String)] = [
        (0, "output"), (22, "group"), (25, "set_field"), (18, "strip_vlan"), (17, "push_vlan"), (23, "mod_nw_ttl"),
        (24, "dec_ttl"), (15, "set_mpls_ttl"), (16, "dec_mpls_ttl"), (19, "push_mpls"), (20, "pop_mpls"),
        (21, "set_queue"),
    ]
}
