import JSON

/// Follows which rows a monitor reports: as wanted, as asked of the server, and as the server confirmed.
struct MonitorFilters {
    typealias Filters = [String: RowFilter]

    /// What the owner asked for last.
    private(set) var wanted: Filters
    /// What the server applies; wanted or not.
    private(set) var applied: Filters
    /// What an unanswered request asks for.
    private(set) var requested: Filters?
    /// Whether the owner waits to hear that its change took effect.
    private var isChangeAwaited = false

    init(_ tables: [OVSDBClient.MonitoredTable]) {
        wanted = Dictionary(uniqueKeysWithValues: tables.map { ($0.table, $0.rows) })
        applied = wanted
    }

    var isSettled: Bool { requested == nil }

    mutating func want(_ changes: Filters) {
        for (table, filter) in changes {
            precondition(wanted[table] != nil, "only a monitored table's rows can be chosen")
            wanted[table] = filter
        }
        isChangeAwaited = true
    }

    /// The replica that is gone on with has the rows that are wanted.
    mutating func resume() { applied = wanted }

    /// A monitor is asked for, with the filters that are wanted.
    mutating func monitorRequested() { requested = wanted }

    /// The server confirmed what was requested.
    mutating func confirm() {
        if let requested { applied = requested }
        requested = nil
    }

    /// The server refused what was requested: it goes on as before.
    mutating func refuse() {
        requested = nil
        wanted = applied
        isChangeAwaited = false
    }

    /// What is to be asked next: the tables whose filters differ from those that the server applies.
    mutating func nextRequest() -> Filters? {
        guard requested == nil, wanted != applied else { return nil }
        requested = wanted
        return wanted.filter { applied[$0.key] != $0.value }
    }

    /// Whether the owner is to be told, once, that the filters are as it wanted.
    mutating func takeArrival() -> Bool {
        guard isChangeAwaited, requested == nil, wanted == applied else { return false }
        isChangeAwaited = false
        return true
    }

    /// `<monitor-cond-update-requests>`.
    static func json(_ filters: Filters) -> JSONValue {
        .object(JSONObject(filters.sorted { $0.key < $1.key }.map { ($0.key, [["where": $0.value.json]]) }))
    }
}
