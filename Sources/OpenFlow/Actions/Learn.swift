/// A flow that makes flows: NXAST_LEARN and NXAST_LEARN2 of `nicira-ext.h`.
public struct Learn: Hashable, Sendable {
    /// NX_LEARN_F_*, but for "write result", which `result` stands for.
    public struct Flags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        /// Learned flows have OFPFF_SEND_FLOW_REM.
        public static let sendFlowRemoved = Flags(rawValue: 1)
        /// Learned flows go with the last flow that holds a learn action of the same table and cookie.
        public static let deleteLearned = Flags(rawValue: 2)
    }

    /// One part of the flow that is learned.
    public enum Specification: Hashable, Sendable {
        /// The learned flow matches on `field`, with the value that `from` has in the packet. Same width.
        case match(SubField, from: SubField)
        case matchValue(SubField, UInt128)
        /// The learned flow sets `field` to the value that `from` has in the packet. Same width.
        case load(SubField, from: SubField)
        case loadValue(SubField, UInt128)
        /// The learned flow outputs to the port that the field holds now.
        case output(SubField)
    }

    /// 0…254.
    public var table: UInt8
    public var priority: UInt16
    public var cookie: UInt64
    /// Seconds; zero: never.
    public var idleTimeout: UInt16
    /// Seconds; zero: never.
    public var hardTimeout: UInt16
    /// Seconds, after a TCP FIN or RST; zero: unchanged.
    public var finIdleTimeout: UInt16
    /// Seconds, after a TCP FIN or RST; zero: unchanged.
    public var finHardTimeout: UInt16
    public var flags: Flags
    /// The most flows of that table and cookie; zero: no limit.
    public var limit: UInt32
    /// A bit that is set to whether the limit let the flow in.
    public var result: SubField?
    public var specifications: [Specification]

    public init(
        table: UInt8 = 1, priority: UInt16 = 32768, cookie: UInt64 = 0, idleTimeout: UInt16 = 0,
        hardTimeout: UInt16 = 0, finIdleTimeout: UInt16 = 0, finHardTimeout: UInt16 = 0, flags: Flags = [],
        limit: UInt32 = 0, result: SubField? = nil, _ specifications: [Specification] = []
    ) {
        self.table = table
        self.priority = priority
        self.cookie = cookie
        self.idleTimeout = idleTimeout
        self.hardTimeout = hardTimeout
        self.finIdleTimeout = finIdleTimeout
        self.finHardTimeout = finHardTimeout
        self.flags = flags
        self.limit = limit
        self.result = result
        self.specifications = specifications
    }
}
