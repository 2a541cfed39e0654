/// Something that happened, for `weft get events`.
public struct EventRecord: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        case hostConnected = "HostConnected"
        case hostAway = "HostAway"
        case hostPending = "HostPending"
        case hostRefused = "HostRefused"
        /// A host's system-id was taken from what answered at its address.
        case hostTrusted = "HostTrusted"
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
        case certificateExpires = "CertificateExpires"
        /// A session ended, or did not begin, with a peer that is no host of any document.
        case sessionFailed = "SessionFailed"
        /// A peer caused more events than are told.
        case eventsWithheld = "EventsWithheld"

        var level: LogEntry.Level {
            switch self {
            case .hostAway, .hostPending, .hostTrusted, .certificateExpires, .hostRepaired, .nicQuarantined, .finding,
                .driftFound, .flowsRepaired,
                .repairsContested, .addressRefused, .sessionFailed, .eventsWithheld:
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

/// The newest events; older ones are forgotten. Peers that nobody knows have a small part of the room, so that they cannot
/// push out what matters.
struct EventLog {
    static let capacity = 1000
    static let strangersCapacity = 250

    private(set) var records: [EventRecord] = []
    private var count: UInt64 = 0
    /// Numbers of the events in `records` that strangers caused.
    private var strangers: [UInt64] = []

    mutating func append(_ record: EventRecord, isFromStranger: Bool = false) {
        count += 1
        var record = record
        record.number = count
        records.append(record)
        if isFromStranger { makeRoom(forStranger: count) }
        // Trimmed in large steps, so that an event costs constant time.
        if records.count >= 2 * Self.capacity { records.removeFirst(Self.capacity) }
    }

    private mutating func makeRoom(forStranger number: UInt64) {
        strangers.append(number)
        guard strangers.count > Self.strangersCapacity else { return }
        let oldest = strangers.removeFirst()
        if let position = records.firstIndex(where: { $0.number >= oldest }), records[position].number == oldest {
            records.remove(at: position)
        }
    }

    var newest: ArraySlice<EventRecord> { records.suffix(Self.capacity) }
}
