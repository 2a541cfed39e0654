extension Message {
    /// What 1.3 has as a message of the ONF's.
    var extensionName: String? {
        switch self {
        case .roleStatus: "ONFT_ROLE_STATUS"
        case .requestForward: "ONFT_REQUESTFORWARD"
        case .bundleControl: "ONFT_BUNDLE_CONTROL"
        case .bundleAdd: "ONFT_BUNDLE_ADD_MESSAGE"
        case .multipartRequest(let request): request.body.extensionName.map { $0 + " request" }
        case .multipartReply(let reply):
            if case .flowUpdates = reply.body { "ONFST_FLOW_MONITOR reply" } else { nil }
        default: nil
        }
    }

    /// As Open vSwitch calls it.
    var name: String {
        switch self {
        case .hello: "OFPT_HELLO"
        case .error: "OFPT_ERROR"
        case .echoRequest: "OFPT_ECHO_REQUEST"
        case .echoReply: "OFPT_ECHO_REPLY"
        case .experimenter: "OFPT_EXPERIMENTER"
        case .featuresRequest: "OFPT_FEATURES_REQUEST"
        case .featuresReply: "OFPT_FEATURES_REPLY"
        case .getConfigRequest: "OFPT_GET_CONFIG_REQUEST"
        case .getConfigReply: "OFPT_GET_CONFIG_REPLY"
        case .setConfig: "OFPT_SET_CONFIG"
        case .packetIn: "OFPT_PACKET_IN"
        case .packetIn2: "NXT_PACKET_IN2"
        case .flowRemoved: "OFPT_FLOW_REMOVED"
        case .portStatus: "OFPT_PORT_STATUS"
        case .packetOut: "OFPT_PACKET_OUT"
        case .flowModification: "OFPT_FLOW_MOD"
        case .groupModification: "OFPT_GROUP_MOD"
        case .meterModification: "OFPT_METER_MOD"
        case .portModification: "OFPT_PORT_MOD"
        case .tableModification: "OFPT_TABLE_MOD"
        case .queueConfigurationRequest: "OFPT_QUEUE_GET_CONFIG_REQUEST"
        case .queueConfigurationReply: "OFPT_QUEUE_GET_CONFIG_REPLY"
        case .multipartRequest(let request): request.body.name + " request"
        case .multipartReply(let reply): reply.body.name + " reply"
        case .barrierRequest: "OFPT_BARRIER_REQUEST"
        case .barrierReply: "OFPT_BARRIER_REPLY"
        case .roleRequest: "OFPT_ROLE_REQUEST"
        case .roleReply: "OFPT_ROLE_REPLY"
        case .getAsyncRequest: "OFPT_GET_ASYNC_REQUEST"
        case .getAsyncReply: "OFPT_GET_ASYNC_REPLY"
        case .setAsync: "OFPT_SET_ASYNC"
        case .setAsyncExtended: "NXT_SET_ASYNC_CONFIG2"
        case .roleStatus: "OFPT_ROLE_STATUS"
        case .tableStatus: "OFPT_TABLE_STATUS"
        case .requestForward: "OFPT_REQUESTFORWARD"
        case .controllerStatus: "OFPT_CONTROLLER_STATUS"
        case .flowMonitorCancel: "ONFT_FLOW_MONITOR_CANCEL"
        case .flowMonitorPaused: "ONFT_FLOW_MONITOR_PAUSED"
        case .flowMonitorResumed: "ONFT_FLOW_MONITOR_RESUMED"
        case .bundleControl: "OFPT_BUNDLE_CONTROL"
        case .bundleAdd: "OFPT_BUNDLE_ADD_MESSAGE"
        case .setPacketInFormat: "NXT_SET_PACKET_IN_FORMAT"
        case .nicira(let message): message.name
        case .unknown(let type, _): "OFPT_\(type)"
        }
    }
}

extension NiciraMessage {
    var name: String {
        switch self {
        case .roleRequest: "NXT_ROLE_REQUEST"
        case .roleReply: "NXT_ROLE_REPLY"
        case .flowModification: "NXT_FLOW_MOD"
        case .flowRemoved: "NXT_FLOW_REMOVED"
        case .flowModTableID: "NXT_FLOW_MOD_TABLE_ID"
        case .packetIn: "NXT_PACKET_IN"
        case .flowAge: "NXT_FLOW_AGE"
        case .setAsync: "NXT_SET_ASYNC_CONFIG"
        case .setControllerID: "NXT_SET_CONTROLLER_ID"
        case .tlvTableModification: "NXT_TLV_TABLE_MOD"
        case .tlvTableRequest: "NXT_TLV_TABLE_REQUEST"
        case .tlvTableReply: "NXT_TLV_TABLE_REPLY"
        case .resume: "NXT_RESUME"
        case .flushConntrackZone: "NXT_CT_FLUSH_ZONE"
        case .flushConntrack: "NXT_CT_FLUSH"
        }
    }
}

extension MultipartRequest.Body {
    fileprivate var extensionName: String? {
        switch self {
        case .flowMonitor, .flowMonitors: "ONFST_FLOW_MONITOR"
        default: nil
        }
    }

    var name: String {
        switch self {
        case .description: "OFPST_DESC"
        case .flows: "OFPST_FLOW"
        case .flowStatistics: "OFPST_FLOW_STATS"
        case .aggregate: "OFPST_AGGREGATE"
        case .tables: "OFPST_TABLE"
        case .groupDescriptions: "OFPST_GROUP_DESC"
        case .meterConfigurations: "OFPST_METER_CONFIG"
        case .portDescriptions: "OFPST_PORT_DESC"
        case .flowMonitor, .flowMonitors: "OFPST_FLOW_MONITOR"
        case .portStatistics: "OFPST_PORT"
        case .queueStatistics: "OFPST_QUEUE"
        case .queueDescriptions: "OFPST_QUEUE_DESC"
        case .groupStatistics: "OFPST_GROUP"
        case .groupFeatures: "OFPST_GROUP_FEATURES"
        case .meterStatistics: "OFPST_METER"
        case .meterFeatures: "OFPST_METER_FEATURES"
        case .tableFeatures: "OFPST_TABLE_FEATURES"
        case .tableDescriptions: "OFPST_TABLE_DESC"
        case .controllerStatuses: "OFPST_CONTROLLER_STATUS"
        case .bundleFeatures: "OFPST_BUNDLE_FEATURES"
        case .ipfixBridge: "NXST_IPFIX_BRIDGE"
        case .ipfixFlows: "NXST_IPFIX_FLOW"
        case .experimenter: "OFPST_EXPERIMENTER"
        case .unknown(let type, _): "OFPST_\(type)"
        }
    }
}

extension MultipartReply.Body {
    var name: String {
        switch self {
        case .description: "OFPST_DESC"
        case .flows: "OFPST_FLOW"
        case .flowStatistics: "OFPST_FLOW_STATS"
        case .aggregate: "OFPST_AGGREGATE"
        case .tables: "OFPST_TABLE"
        case .groupDescriptions: "OFPST_GROUP_DESC"
        case .meterConfigurations: "OFPST_METER_CONFIG"
        case .portDescriptions: "OFPST_PORT_DESC"
        case .flowUpdates: "OFPST_FLOW_MONITOR"
        case .portStatistics: "OFPST_PORT"
        case .queueStatistics: "OFPST_QUEUE"
        case .queueDescriptions: "OFPST_QUEUE_DESC"
        case .groupStatistics: "OFPST_GROUP"
        case .groupFeatures: "OFPST_GROUP_FEATURES"
        case .meterStatistics: "OFPST_METER"
        case .meterFeatures: "OFPST_METER_FEATURES"
        case .tableFeatures: "OFPST_TABLE_FEATURES"
        case .tableDescriptions: "OFPST_TABLE_DESC"
        case .controllerStatuses: "OFPST_CONTROLLER_STATUS"
        case .bundleFeatures: "OFPST_BUNDLE_FEATURES"
        case .ipfixBridge: "NXST_IPFIX_BRIDGE"
        case .ipfixFlows: "NXST_IPFIX_FLOW"
        case .experimenter: "OFPST_EXPERIMENTER"
        case .unknown(let type, _): "OFPST_\(type)"
        }
    }
}
