public import Compiler

/// Something on a host that was not as Weft had left it, and what was done about it.
public struct DriftRecord: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        /// A flow of Weft's was gone.
        case flowMissing = "FlowMissing"
        /// A flow of Weft's was another one.
        case flowChanged = "FlowChanged"
        /// A flow was there that Weft does not want.
        case flowForeign = "FlowForeign"
        case groupMissing = "GroupMissing"
        case groupChanged = "GroupChanged"
        case groupForeign = "GroupForeign"
        case meterMissing = "MeterMissing"
        case meterChanged = "MeterChanged"
        case meterForeign = "MeterForeign"
        /// The switch handled fragments in another way.
        case fragmentHandling = "FragmentHandling"
        /// A row of the host's database was another one.
        case row = "Row"
        /// The switch said that a flow was removed that Weft never installed so.
        case falseRemoval = "FalseRemoval"
        /// More of the same that is not listed one by one.
        case more = "More"
    }

    /// What noticed it.
    public enum Source: String, Hashable, Sendable {
        case flowMonitor = "flow monitor"
        case readBack = "read-back"
        case database = "database"
        case flowRemoved = "flow-removed message"
    }

    /// Ascending from 1 for each host.
    public internal(set) var number: UInt64 = 0
    /// Milliseconds since 1970.
    public internal(set) var wallTime: UInt64 = 0
    public let kind: Kind
    public let source: Source
    /// What was found, a flow or group in ovs-ofctl syntax; none where something was missing.
    public let found: String?
    /// What should have been there; none where something was too much.
    public let wanted: String?
    /// The object that the missing or changed part belongs to.
    public let owner: Owner?
    /// What was done.
    public let action: String

    init(
        _ kind: Kind, _ source: Source, found: String? = nil, wanted: String? = nil, owner: Owner? = nil, action: String
    ) {
        self.kind = kind
        self.source = source
        self.found = found
        self.wanted = wanted
        self.owner = owner
        self.action = action
    }

    /// In one line for people.
    public var summary: String {
        switch kind {
        case .flowMissing: "missing flow \(wanted ?? "-")"
        case .flowChanged: "changed flow \(found ?? "-")"
        case .flowForeign: "foreign flow \(found ?? "-")"
        case .groupMissing: "missing \(wanted ?? "-")"
        case .groupChanged: "changed \(found ?? "-")"
        case .groupForeign: "foreign \(found ?? "-")"
        case .meterMissing: "missing \(wanted ?? "-")"
        case .meterChanged: "changed \(found ?? "-")"
        case .meterForeign: "foreign \(found ?? "-")"
        case .fragmentHandling: "fragments handled in the way \(found ?? "-") instead of \(wanted ?? "-")"
        case .row, .more: found ?? wanted ?? "-"
        case .falseRemoval: "a flow that Weft did not install is said to be removed: \(found ?? "-")"
        }
    }
}

/// A host's newest drift; what is older is forgotten.
struct DriftLog {
    static let capacity = 64

    private(set) var records: [DriftRecord] = []
    /// Since the process began.
    private(set) var count: UInt64 = 0

    mutating func append(_ list: [DriftRecord], wallTime: UInt64) {
        for record in list {
            count += 1
            var record = record
            record.number = count
            record.wallTime = wallTime
            records.append(record)
        }
        if records.count > Self.capacity { records.removeFirst(records.count - Self.capacity) }
    }
}
