@testable import OpenFlow

/// Every message of the library by name, those of multipart requests and replies and of Nicira each for itself. A new one
/// does not compile without a kind, and a kind without samples fails.
enum MessageKind: String, CaseIterable, Sendable {
    case hello, error, echoRequest, echoReply, experimenter, featuresRequest, featuresReply, getConfigRequest
    case getConfigReply, setConfig, packetIn, packetIn2, flowRemoved, portStatus, packetOut, flowModification
    case groupModification, meterModification, portModification, tableModification, queueConfigurationRequest
    case queueConfigurationReply, barrierRequest, barrierReply, roleRequest, roleReply, getAsyncRequest, getAsyncReply
    case setAsync, setAsyncExtended, roleStatus, tableStatus, requestForward, controllerStatus, flowMonitorCancel
    case flowMonitorPaused, flowMonitorResumed, bundleControl, bundleAdd, setPacketInFormat, unknown
    case niciraRoleRequest, niciraRoleReply, niciraFlowModification, niciraFlowRemoved, flowModTableID, niciraPacketIn
    case flowAge, niciraSetAsync, setControllerID, tlvTableModification, tlvTableRequest, tlvTableReply, resume
    case flushConntrackZone, flushConntrack
    case askDescription, askFlows, askFlowStatistics, askAggregate, askTables, askGroupDescriptions
    case askMeterConfigurations, askPortDescriptions, askFlowMonitor, askFlowMonitors, askPortStatistics
    case askQueueStatistics, askQueueDescriptions, askGroupStatistics, askGroupFeatures, askMeterStatistics
    case askMeterFeatures, askTableFeatures, askTableDescriptions, askControllerStatuses, askBundleFeatures
    case askIPFIXBridge, askIPFIXFlows, askExperimenter, askUnknown
    case tellDescription, tellFlows, tellFlowStatistics, tellAggregate, tellTables, tellGroupDescriptions
    case tellMeterConfigurations, tellPortDescriptions, tellFlowUpdates, tellPortStatistics, tellQueueStatistics
    case tellQueueDescriptions, tellGroupStatistics, tellGroupFeatures, tellMeterStatistics, tellMeterFeatures
    case tellTableFeatures, tellTableDescriptions, tellControllerStatuses, tellBundleFeatures, tellIPFIXBridge
    case tellIPFIXFlows, tellExperimenter, tellUnknown

    init(_ message: Message) {
        self =
            switch message {
            case .hello: .hello
            case .error: .error
            case .echoRequest: .echoRequest
            case .echoReply: .echoReply
            case .experimenter: .experimenter
            case .featuresRequest: .featuresRequest
            case .featuresReply: .featuresReply
            case .getConfigRequest: .getConfigRequest
            case .getConfigReply: .getConfigReply
            case .setConfig: .setConfig
            case .packetIn: .packetIn
            case .packetIn2: .packetIn2
            case .flowRemoved: .flowRemoved
            case .portStatus: .portStatus
            case .packetOut: .packetOut
            case .flowModification: .flowModification
            case .groupModification: .groupModification
            case .meterModification: .meterModification
            case .portModification: .portModification
            case .tableModification: .tableModification
            case .queueConfigurationRequest: .queueConfigurationRequest
            case .queueConfigurationReply: .queueConfigurationReply
            case .multipartRequest(let request): Self(request.body)
            case .multipartReply(let reply): Self(reply.body)
            case .barrierRequest: .barrierRequest
            case .barrierReply: .barrierReply
            case .roleRequest: .roleRequest
            case .roleReply: .roleReply
            case .getAsyncRequest: .getAsyncRequest
            case .getAsyncReply: .getAsyncReply
            case .setAsync: .setAsync
            case .setAsyncExtended: .setAsyncExtended
            case .roleStatus: .roleStatus
            case .tableStatus: .tableStatus
            case .requestForward: .requestForward
            case .controllerStatus: .controllerStatus
            case .flowMonitorCancel: .flowMonitorCancel
            case .flowMonitorPaused: .flowMonitorPaused
            case .flowMonitorResumed: .flowMonitorResumed
            case .bundleControl: .bundleControl
            case .bundleAdd: .bundleAdd
            case .setPacketInFormat: .setPacketInFormat
            case .nicira(let message): Self(message)
            case .unknown: .unknown
            }
    }

    /// The versions that have it.
    var versions: ClosedRange<OpenFlowVersion> {
        switch self {
        case .queueConfigurationRequest, .queueConfigurationReply, .setAsyncExtended, .flowMonitorCancel,
            .flowMonitorPaused, .flowMonitorResumed:
            .v1_3 ... .v1_3
        case .tableStatus, .askQueueDescriptions, .tellQueueDescriptions, .askTableDescriptions, .tellTableDescriptions:
            .v1_4 ... .v1_5
        case .controllerStatus, .askFlowStatistics, .tellFlowStatistics, .askControllerStatuses,
            .tellControllerStatuses,
            .askBundleFeatures, .tellBundleFeatures:
            .v1_5 ... .v1_5
        default: .v1_3 ... .v1_5
        }
    }

    private init(_ message: NiciraMessage) {
        self =
            switch message {
            case .roleRequest: .niciraRoleRequest
            case .roleReply: .niciraRoleReply
            case .flowModification: .niciraFlowModification
            case .flowRemoved: .niciraFlowRemoved
            case .flowModTableID: .flowModTableID
            case .packetIn: .niciraPacketIn
            case .flowAge: .flowAge
            case .setAsync: .niciraSetAsync
            case .setControllerID: .setControllerID
            case .tlvTableModification: .tlvTableModification
            case .tlvTableRequest: .tlvTableRequest
            case .tlvTableReply: .tlvTableReply
            case .resume: .resume
            case .flushConntrackZone: .flushConntrackZone
            case .flushConntrack: .flushConntrack
            }
    }

    private init(_ body: MultipartRequest.Body) {
        self =
            switch body {
            case .description: .askDescription
            case .flows: .askFlows
            case .flowStatistics: .askFlowStatistics
            case .aggregate: .askAggregate
            case .tables: .askTables
            case .groupDescriptions: .askGroupDescriptions
            case .meterConfigurations: .askMeterConfigurations
            case .portDescriptions: .askPortDescriptions
            case .flowMonitor: .askFlowMonitor
            case .flowMonitors: .askFlowMonitors
            case .portStatistics: .askPortStatistics
            case .queueStatistics: .askQueueStatistics
            case .queueDescriptions: .askQueueDescriptions
            case .groupStatistics: .askGroupStatistics
            case .groupFeatures: .askGroupFeatures
            case .meterStatistics: .askMeterStatistics
            case .meterFeatures: .askMeterFeatures
            case .tableFeatures: .askTableFeatures
            case .tableDescriptions: .askTableDescriptions
            case .controllerStatuses: .askControllerStatuses
            case .bundleFeatures: .askBundleFeatures
            case .ipfixBridge: .askIPFIXBridge
            case .ipfixFlows: .askIPFIXFlows
            case .experimenter: .askExperimenter
            case .unknown: .askUnknown
            }
    }

    private init(_ body: MultipartReply.Body) {
        self =
            switch body {
            case .description: .tellDescription
            case .flows: .tellFlows
            case .flowStatistics: .tellFlowStatistics
            case .aggregate: .tellAggregate
            case .tables: .tellTables
            case .groupDescriptions: .tellGroupDescriptions
            case .meterConfigurations: .tellMeterConfigurations
            case .portDescriptions: .tellPortDescriptions
            case .flowUpdates: .tellFlowUpdates
            case .portStatistics: .tellPortStatistics
            case .queueStatistics: .tellQueueStatistics
            case .queueDescriptions: .tellQueueDescriptions
            case .groupStatistics: .tellGroupStatistics
            case .groupFeatures: .tellGroupFeatures
            case .meterStatistics: .tellMeterStatistics
            case .meterFeatures: .tellMeterFeatures
            case .tableFeatures: .tellTableFeatures
            case .tableDescriptions: .tellTableDescriptions
            case .controllerStatuses: .tellControllerStatuses
            case .bundleFeatures: .tellBundleFeatures
            case .ipfixBridge: .tellIPFIXBridge
            case .ipfixFlows: .tellIPFIXFlows
            case .experimenter: .tellExperimenter
            case .unknown: .tellUnknown
            }
    }
}
