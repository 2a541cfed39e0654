/// Something that happened, for `weft get events`.
public struct EventRecord: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        case hostConnected = "HostConnected"
        case hostAway = "HostAway"
        case hostPending = "HostPending"
        case hostRefused = "HostRefused"
        case hostPrepared = "HostPrepared"
        case hostRepaired = "HostRepaired"
        case hostDegraded = "HostDegraded"
        case finding = "Finding"
        case nicBound = "NICBound"
        case nicQuarantined = "NICQuarantined"
        case addressBound = "AddressBound"
        case addressRefused = "AddressRefused"
        case revision = "Revision"
        case driftFound = "DriftFound"
        case flowsRepaired = "FlowsRepaired"
        case repairsContested = "RepairsContested"
        case roleLost = "RoleLost"
        case certificates = "Certificates"

        var level: LogEntry.Level {
            switch self {
            case .hostAway, .hostPending, .hostRepaired, .nicQuarantined, .finding, .driftFound, .flowsRepaired,
                .repairsContested, .addressRefused:
                .warning
            case .hostRefused, .hostDegraded, .roleLost: .error
            default: .info
            }
        }
    }

    /// Ascending from 1.
    public internal(set) var number: UInt64
    /// Milliseconds since 1970.
    public let wallTime: UInt64
    public let kind: Kind
    /// What it concerns, as `host/kvm1`.
    public let object: String
    public let message: String
}

/// The newest events; older ones are forgotten.
struct EventLog {
    static let capacity = 1000

    private(set) var records: [EventRecord] = []
    private var count: UInt64 = 0

    mutating func append(_ record: EventRecord) {
        count += 1
        var record = record
        record.number = count
        records.append(record)
        // Trimmed in large steps, so that an event costs constant time.
        if records.count >= 2 * Self.capacity { records.removeFirst(Self.capacity) }
    }

    var newest: ArraySlice<EventRecord> { records.suffix(Self.capacity) }
}
