import JSON
public import NetworkTypes

extension OVSDBClient {
    /// Changes which rows of some tables are monitored, the others stay as they are. The rows that come and go by it
    /// are reported as updates, then `filtersApplied` follows; when the server refuses, `filtersRefused`, and the
    /// filters are as before. Before the monitor stands, it is set up with the new filters.
    ///
    /// Traps on a table that is not monitored.
    public mutating func setFilters(_ filters: [String: RowFilter], now: MonotonicTime) {
        precondition(isStarted, "an OVSDB session is started before its filters change")
        guard !isClosed else { return }
        self.filters.want(filters)
        settleFilters(now: now)
    }

    /// Asks the server for what is wanted, or tells that it is so, when a monitor stands and nothing is under way.
    mutating func settleFilters(now: MonotonicTime) {
        guard case .live(let monitor) = phase else { return }
        if monitor.method == .plain, filters.wanted != filters.applied {
            // RFC 7047 knows no conditions: a monitor without reports all rows.
            filters.refuse()
            return events.append(.filtersRefused(OVSDBError(.notSupported, "the server reports whole tables only")))
        }
        if let changes = filters.nextRequest() {
            let name = JSONValue.string(monitor.name)
            request("monitor_cond_change", [name, name, MonitorFilters.json(changes)], .filters, now: now)
        } else if filters.takeArrival() {
            events.append(.filtersApplied)
        }
    }

    mutating func handleFilters(_ error: OVSDBError?, now: MonotonicTime) {
        if let error {
            filters.refuse()
            events.append(.filtersRefused(error.within("monitor_cond_change")))
        } else {
            filters.confirm()
        }
        settleFilters(now: now)
    }
}
