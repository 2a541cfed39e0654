public import NetworkTypes

/// OFPMP_*, section 7.3.5.
enum MultipartType {
    static let description: UInt16 = 0
    /// OFPMP_FLOW; in 1.5 OFPMP_FLOW_DESC.
    static let flows: UInt16 = 1
    static let aggregate: UInt16 = 2
    static let tables: UInt16 = 3
    static let portStatistics: UInt16 = 4
    static let queueStatistics: UInt16 = 5
    static let groupStatistics: UInt16 = 6
    static let groupDescription: UInt16 = 7
    static let groupFeatures: UInt16 = 8
    static let meterStatistics: UInt16 = 9
    static let meterConfiguration: UInt16 = 10
    static let meterFeatures: UInt16 = 11
    static let tableFeatures: UInt16 = 12
    static let portDescription: UInt16 = 13
    /// 1.4 and later, as the next.
    static let tableDescription: UInt16 = 14
    static let queueDescription: UInt16 = 15
    /// 1.4 and later; of the experimenter type in 1.3.
    static let flowMonitor: UInt16 = 16
    /// 1.5 only: counters without instructions.
    static let flowStatistics: UInt16 = 17
    /// 1.5 only, as the next.
    static let controllerStatus: UInt16 = 18
    static let bundleFeatures: UInt16 = 19
    static let experimenter: UInt16 = 0xffff
}

/// A question that may have a long answer.
public struct MultipartRequest: Hashable, Sendable {
    public enum Body: Hashable, Sendable {
        case description
        /// The flows themselves: OFPMP_FLOW, in 1.5 OFPMP_FLOW_DESC.
        case flows(FlowFilter)
        /// 1.5 only: what the flows counted.
        case flowStatistics(FlowFilter)
        case aggregate(FlowFilter)
        case tables
        /// One group's description in 1.5; earlier versions send all. 0xfffffffc: all.
        case groupDescriptions(UInt32)
        /// 0xffffffff: all.
        case meterConfigurations(UInt32)
        /// One port's description in 1.5; earlier versions send all.
        case portDescriptions(PortNumber)
        /// Answered by the flows that are there already, if they are asked for; changes follow by replies with xid 0.
        case flowMonitor(FlowMonitor)
        /// Several monitors at once, or none.
        case flowMonitors([FlowMonitor])
        /// `any`: all.
        case portStatistics(PortNumber)
        case queueStatistics(QueueFilter)
        /// 1.4 and later; 1.3 asks by `queueConfigurationRequest`.
        case queueDescriptions(QueueFilter)
        /// 0xfffffffc: all.
        case groupStatistics(UInt32)
        case groupFeatures
        /// 0xffffffff: all.
        case meterStatistics(UInt32)
        case meterFeatures
        /// Asks for the features when empty, else sets them.
        case tableFeatures([TableFeatures])
        /// 1.4 and later.
        case tableDescriptions
        /// 1.5 only.
        case controllerStatuses
        /// 1.5 only.
        case bundleFeatures(BundleFeatures)
        /// NXST_IPFIX_BRIDGE and NXST_IPFIX_FLOW.
        case ipfixBridge
        case ipfixFlows
        /// Of an experimenter that this library does not know.
        case experimenter(ExperimenterBody)
        case unknown(type: UInt16, body: [UInt8])
    }

    public var body: Body
    /// OFPMPF_REQ_MORE: another part follows.
    public var hasMore: Bool
    /// Bits that have no meaning, as they came.
    var unknownFlags: UInt16 = 0

    public init(_ body: Body, hasMore: Bool = false) {
        self.body = body
        self.hasMore = hasMore
    }
}

/// Which flows a question is about.
public struct FlowFilter: Hashable, Sendable {
    /// 0xff: all.
    public var table: UInt8
    public var outPort: PortNumber
    public var outGroup: UInt32
    public var cookie: UInt64
    /// Bits of the cookie that must agree.
    public var cookieMask: UInt64
    /// Fields that flows must at least have.
    public var match: Match

    /// Every flow, unless something is said.
    public init(
        table: UInt8 = 0xff, outPort: PortNumber = .any, outGroup: UInt32 = 0xffff_ffff, cookie: UInt64 = 0,
        cookieMask: UInt64 = 0, match: Match = Match()
    ) {
        self.table = table
        self.outPort = outPort
        self.outGroup = outGroup
        self.cookie = cookie
        self.cookieMask = cookieMask
        self.match = match
    }
}

/// One part of an answer.
public struct MultipartReply: Hashable, Sendable {
    public enum Body: Hashable, Sendable {
        indirect case description(SwitchDescription)
        case flows([FlowDescription])
        /// 1.5 only.
        case flowStatistics([FlowStatistics])
        case aggregate(FlowCounters)
        case tables([TableStatistics])
        case groupDescriptions([Group])
        case meterConfigurations([Meter])
        case portDescriptions([Port])
        case flowUpdates([FlowUpdate])
        case portStatistics([PortStatistics])
        case queueStatistics([QueueStatistics])
        /// 1.4 and later; 1.3 answers by `queueConfigurationReply`.
        case queueDescriptions([QueueDescription])
        case groupStatistics([GroupStatistics])
        case groupFeatures(GroupFeatures)
        case meterStatistics([MeterStatistics])
        case meterFeatures(MeterFeatures)
        case tableFeatures([TableFeatures])
        /// 1.4 and later.
        case tableDescriptions([TableDescription])
        /// 1.5 only.
        case controllerStatuses([ControllerStatus])
        /// 1.5 only.
        case bundleFeatures(BundleFeatures)
        case ipfixBridge([IPFIXStatistics])
        case ipfixFlows([IPFIXStatistics])
        /// Of an experimenter that this library does not know.
        case experimenter(ExperimenterBody)
        case unknown(type: UInt16, body: [UInt8])
    }

    public var body: Body
    /// OFPMPF_REPLY_MORE: another part follows.
    public var hasMore: Bool
    /// Bits that have no meaning, as they came.
    var unknownFlags: UInt16 = 0

    public init(_ body: Body, hasMore: Bool = false) {
        self.body = body
        self.hasMore = hasMore
    }
}
