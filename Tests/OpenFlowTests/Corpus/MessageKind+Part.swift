/// The part that a message has in a session.
enum MessagePart: Hashable, Sendable {
    /// A controller sends it, and nothing answers it but an error.
    case order
    /// A controller sends it, and the switch answers with this.
    case question(MessageKind)
    /// Only switches send it.
    case ofSwitch
}

extension MessageKind {
    var part: MessagePart {
        switch self {
        case .hello, .error, .echoReply, .experimenter, .setConfig, .packetOut, .flowModification, .groupModification,
            .meterModification, .portModification, .tableModification, .setAsync, .setAsyncExtended, .flowMonitorCancel,
            .bundleAdd, .setPacketInFormat, .unknown, .niciraFlowModification, .flowModTableID, .flowAge,
            .niciraSetAsync, .setControllerID, .tlvTableModification, .resume, .flushConntrackZone, .flushConntrack:
            .order
        case .echoRequest: .question(.echoReply)
        case .featuresRequest: .question(.featuresReply)
        case .getConfigRequest: .question(.getConfigReply)
        case .queueConfigurationRequest: .question(.queueConfigurationReply)
        case .barrierRequest: .question(.barrierReply)
        case .roleRequest: .question(.roleReply)
        case .getAsyncRequest: .question(.getAsyncReply)
        case .bundleControl: .question(.bundleControl)
        case .niciraRoleRequest: .question(.niciraRoleReply)
        case .tlvTableRequest: .question(.tlvTableReply)
        case .askDescription: .question(.tellDescription)
        case .askFlows: .question(.tellFlows)
        case .askFlowStatistics: .question(.tellFlowStatistics)
        case .askAggregate: .question(.tellAggregate)
        case .askTables: .question(.tellTables)
        case .askGroupDescriptions: .question(.tellGroupDescriptions)
        case .askMeterConfigurations: .question(.tellMeterConfigurations)
        case .askPortDescriptions: .question(.tellPortDescriptions)
        case .askFlowMonitor: .question(.tellFlowUpdates)
        case .askFlowMonitors: .question(.tellFlowUpdates)
        case .askPortStatistics: .question(.tellPortStatistics)
        case .askQueueStatistics: .question(.tellQueueStatistics)
        case .askQueueDescriptions: .question(.tellQueueDescriptions)
        case .askGroupStatistics: .question(.tellGroupStatistics)
        case .askGroupFeatures: .question(.tellGroupFeatures)
        case .askMeterStatistics: .question(.tellMeterStatistics)
        case .askMeterFeatures: .question(.tellMeterFeatures)
        case .askTableFeatures: .question(.tellTableFeatures)
        case .askTableDescriptions: .question(.tellTableDescriptions)
        case .askControllerStatuses: .question(.tellControllerStatuses)
        case .askBundleFeatures: .question(.tellBundleFeatures)
        case .askIPFIXBridge: .question(.tellIPFIXBridge)
        case .askIPFIXFlows: .question(.tellIPFIXFlows)
        case .askExperimenter: .question(.tellExperimenter)
        case .askUnknown: .question(.tellUnknown)
        case .featuresReply, .getConfigReply, .packetIn, .packetIn2, .flowRemoved, .portStatus,
            .queueConfigurationReply, .barrierReply, .roleReply, .getAsyncReply, .roleStatus, .tableStatus,
            .requestForward, .controllerStatus, .flowMonitorPaused, .flowMonitorResumed, .niciraRoleReply,
            .niciraFlowRemoved, .niciraPacketIn, .tlvTableReply, .tellDescription, .tellFlows, .tellFlowStatistics,
            .tellAggregate, .tellTables, .tellGroupDescriptions, .tellMeterConfigurations, .tellPortDescriptions,
            .tellPortStatistics, .tellQueueStatistics, .tellQueueDescriptions, .tellGroupStatistics,
            .tellGroupFeatures, .tellMeterStatistics, .tellMeterFeatures, .tellTableFeatures, .tellTableDescriptions,
            .tellControllerStatuses, .tellBundleFeatures, .tellIPFIXBridge, .tellIPFIXFlows, .tellExperimenter,
            .tellUnknown, .tellFlowUpdates:
            .ofSwitch
        }
    }
}
