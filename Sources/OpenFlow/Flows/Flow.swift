/// A flow as it should be, or is, in a switch.
public struct Flow: Hashable, Sendable {
    public var table: UInt8
    /// Higher wins.
    public var priority: UInt16
    public var cookie: UInt64
    public var match: Match
    public var instructions: [Instruction]
    /// Seconds without packets after which it goes; zero: never.
    public var idleTimeout: UInt16
    /// Seconds after which it goes; zero: never.
    public var hardTimeout: UInt16
    public var flags: FlowFlags
    /// For eviction; 1.4 and later.
    public var importance: UInt16

    public init(
        table: UInt8, priority: UInt16, cookie: UInt64, match: Match, instructions: [Instruction],
        idleTimeout: UInt16 = 0, hardTimeout: UInt16 = 0, flags: FlowFlags = [], importance: UInt16 = 0
    ) {
        self.table = table
        self.priority = priority
        self.cookie = cookie
        self.match = match
        self.instructions = instructions
        self.idleTimeout = idleTimeout
        self.hardTimeout = hardTimeout
        self.flags = flags
        self.importance = importance
    }

    /// A flow that applies `actions` and then goes on to table `goto`; neither: it drops.
    public init(
        table: UInt8, priority: UInt16, cookie: UInt64, match: Match, actions: [Action] = [], goto next: UInt8? = nil
    ) {
        var instructions: [Instruction] = []
        if !actions.isEmpty { instructions.append(.applyActions(actions)) }
        if let next { instructions.append(.goto(next)) }
        self.init(table: table, priority: priority, cookie: cookie, match: match, instructions: instructions)
    }
}

/// OFPFF_*, OpenFlow 1.5.1 section 7.3.4.2.
public struct FlowFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let sendFlowRemoved = FlowFlags(rawValue: 1)
    public static let checkOverlap = FlowFlags(rawValue: 2)
    public static let resetCounts = FlowFlags(rawValue: 4)
    public static let noPacketCounts = FlowFlags(rawValue: 8)
    public static let noByteCounts = FlowFlags(rawValue: 16)
}
