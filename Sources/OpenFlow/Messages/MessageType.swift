/// OFPT_*, OpenFlow 1.5.1 section 7.1.1; the same numbers in 1.3 and 1.4 as far as those have them.
enum MessageType {
    static let hello: UInt8 = 0
    static let error: UInt8 = 1
    static let echoRequest: UInt8 = 2
    static let echoReply: UInt8 = 3
    static let experimenter: UInt8 = 4
    static let featuresRequest: UInt8 = 5
    static let featuresReply: UInt8 = 6
    static let getConfigRequest: UInt8 = 7
    static let getConfigReply: UInt8 = 8
    static let setConfig: UInt8 = 9
    static let packetIn: UInt8 = 10
    static let flowRemoved: UInt8 = 11
    static let portStatus: UInt8 = 12
    static let packetOut: UInt8 = 13
    static let flowMod: UInt8 = 14
    static let groupMod: UInt8 = 15
    static let portMod: UInt8 = 16
    static let tableMod: UInt8 = 17
    static let multipartRequest: UInt8 = 18
    static let multipartReply: UInt8 = 19
    static let barrierRequest: UInt8 = 20
    static let barrierReply: UInt8 = 21
    /// 1.3 only, and its reply.
    static let queueConfigurationRequest: UInt8 = 22
    static let queueConfigurationReply: UInt8 = 23
    static let roleRequest: UInt8 = 24
    static let roleReply: UInt8 = 25
    static let getAsyncRequest: UInt8 = 26
    static let getAsyncReply: UInt8 = 27
    static let setAsync: UInt8 = 28
    static let meterMod: UInt8 = 29
    /// 1.4 and later, as all that follow; experimenter messages of the ONF in 1.3.
    static let roleStatus: UInt8 = 30
    static let tableStatus: UInt8 = 31
    static let requestForward: UInt8 = 32
    static let bundleControl: UInt8 = 33
    static let bundleAdd: UInt8 = 34
    /// 1.5 only.
    static let controllerStatus: UInt8 = 35
}

/// Experimenter messages that this library reads or writes.
enum ExperimenterMessage {
    /// NXT_SET_PACKET_IN_FORMAT.
    static let setPacketInFormat: UInt32 = 16
    /// NXT_SET_ASYNC_CONFIG2: the properties of 1.4 for 1.3.
    static let setAsync: UInt32 = 27
    /// NXT_PACKET_IN2.
    static let packetIn2: UInt32 = 30
    /// ONF extension 187 for OpenFlow 1.3: messages there, flow updates later.
    static let flowMonitorCancel: UInt32 = 1870
    static let flowMonitorPaused: UInt32 = 1871
    static let flowMonitorResumed: UInt32 = 1872
    /// ONF extension 191 for OpenFlow 1.3.
    static let roleStatus: UInt32 = 1911
    /// ONF extension 230 for OpenFlow 1.3.
    static let bundleControl: UInt32 = 2300
    static let bundleAdd: UInt32 = 2301
    /// ONF extension 235 for OpenFlow 1.3.
    static let requestForward: UInt32 = 2350
}

/// Multipart messages of experimenters.
enum ExperimenterMultipart {
    /// ONF extension 187 for OpenFlow 1.3.
    static let flowMonitor: UInt32 = 1870
    /// NXST_* of `nicira-ext.h`.
    static let ipfixBridge: UInt32 = 3
    static let ipfixFlow: UInt32 = 4
}
