public import NetworkTypes

/// A message of either direction, without its header: OpenFlow 1.5.1 section 7.3 and on.
public enum Message: Hashable, Sendable {
    case hello(Hello)
    case error(OpenFlowError)
    case echoRequest([UInt8])
    case echoReply([UInt8])
    case experimenter(ExperimenterBody)
    case featuresRequest
    case featuresReply(Features)
    case getConfigRequest
    case getConfigReply(SwitchConfiguration)
    case setConfig(SwitchConfiguration)
    case packetIn(PacketIn)
    /// NXT_PACKET_IN2: what Open vSwitch sends after `setPacketInFormat(2)`.
    case packetIn2(PacketIn2)
    case flowRemoved(FlowRemoved)
    case portStatus(PortStatus)
    case packetOut(PacketOut)
    case flowModification(FlowModification)
    case groupModification(GroupModification)
    case meterModification(MeterModification)
    indirect case portModification(PortModification)
    case tableModification(TableModification)
    /// OFPT_QUEUE_GET_CONFIG_REQUEST of 1.3, `any`: all ports. Later versions ask by `queueDescriptions`.
    case queueConfigurationRequest(PortNumber)
    /// OFPT_QUEUE_GET_CONFIG_REPLY of 1.3: the port that was asked for, and its queues.
    case queueConfigurationReply(PortNumber, [QueueDescription])
    case multipartRequest(MultipartRequest)
    case multipartReply(MultipartReply)
    case barrierRequest
    case barrierReply
    case roleRequest(RoleMessage)
    case roleReply(RoleMessage)
    case getAsyncRequest
    case getAsyncReply(AsyncConfiguration)
    case setAsync(AsyncConfiguration)
    /// NXT_SET_ASYNC_CONFIG2: what `setAsync` of 1.4 can say, in 1.3. Sent to switches of 1.3 only.
    case setAsyncExtended(AsyncConfiguration)
    case roleStatus(RoleStatus)
    /// 1.4 and later.
    case tableStatus(TableStatus)
    case requestForward(RequestForward)
    /// 1.5 only.
    case controllerStatus(ControllerStatus)
    /// ONFT_FLOW_MONITOR_CANCEL, of 1.3, with the monitor's id.
    case flowMonitorCancel(UInt32)
    /// ONFT_FLOW_MONITOR_PAUSED and _RESUMED, of 1.3; later versions have updates that say so.
    case flowMonitorPaused
    case flowMonitorResumed
    case bundleControl(BundleControl)
    case bundleAdd(BundleAdd)
    /// NXT_SET_PACKET_IN_FORMAT: 0 standard, 2 NXT_PACKET_IN2.
    case setPacketInFormat(UInt32)
    case nicira(NiciraMessage)
    /// A type this library does not know, with its body as it came.
    case unknown(type: UInt8, body: [UInt8])
}

/// An experimenter message with its body as it came (section 7.5.5).
public struct ExperimenterBody: Hashable, Sendable {
    public var experimenter: UInt32
    public var type: UInt32
    public var body: [UInt8]

    public init(experimenter: UInt32, type: UInt32, body: [UInt8]) {
        self.experimenter = experimenter
        self.type = type
        self.body = body
    }
}
