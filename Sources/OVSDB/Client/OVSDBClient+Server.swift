import JSON
import NetworkTypes

/// The server's own database, watched before and beside the one that is monitored.
extension OVSDBClient {
    /// Asks for the server's account of itself first, and to be told of changes instead of being disconnected.
    mutating func startServerWatch(now: MonotonicTime) {
        phase = .watchingServer
        request("set_db_change_aware", [true], .awareness, now: now)
        request("get_schema", [.string(ServerWatch.database)], .serverSchema, now: now)
    }

    mutating func requestSchema(now: MonotonicTime) {
        phase = .fetchingSchema
        request("get_schema", [.string(configuration.database)], .schema, now: now)
    }

    mutating func handleServerSchema(
        _ result: JSONValue, _ error: OVSDBError?, now: MonotonicTime
    ) throws(OVSDBError) {
        // A server older than Open vSwitch 2.9.
        if error != nil { return requestSchema(now: now) }
        let watch = try ServerWatch(name: configuration.database, schema: result)
        request(ServerWatch.method.rawValue, watch.request, .serverMonitor, now: now)
        serverWatch = watch
    }

    mutating func handleServerMonitor(
        _ result: JSONValue, _ error: OVSDBError?, now: MonotonicTime
    ) throws(OVSDBError) {
        if let error { throw error.within("\(ServerWatch.method.rawValue) of \(ServerWatch.database)") }
        try applyServerUpdate(result, now: now)
        requestSchema(now: now)
    }

    /// Follows the server's account; ends the session when it is not what is required.
    mutating func applyServerUpdate(_ json: JSONValue, now: MonotonicTime) throws(OVSDBError) {
        guard let requirement = configuration.server, let change = try serverWatch?.apply(json) else { return }
        if change.isStatusChanged || !isServerKnown { try check(requirement) }
        if change.isConverted { databaseWasConverted(now: now) }
    }

    private mutating func check(_ requirement: ServerRequirement) throws(OVSDBError) {
        isServerKnown = true
        guard let status = serverWatch?.status else {
            throw OVSDBError(.databaseUnavailable, "the server has no database \(configuration.database)")
        }
        events.append(.server(status))
        try requirement.check(status)
    }

    /// What the server says of the database; nil when it is not asked (`Configuration.server`) or does not say.
    public var serverStatus: DatabaseStatus? { serverWatch?.status }

    /// The schema is another. As a rule the server ends the monitor before it says so.
    private mutating func databaseWasConverted(now: MonotonicTime) {
        switch phase {
        // What is under way is answered by the new schema.
        case .idle, .watchingServer, .fetchingSchema, .closed: return
        case .requestingMonitor(let monitor), .live(let monitor): cancel(monitor)
        }
        if isLive { interrupt(OVSDBError(.monitorCanceled, "\(configuration.database) has another schema")) }
        lastTransactionID = .zero
        requestSchema(now: now)
    }

    private mutating func interrupt(_ reason: OVSDBError) { events.append(.interrupted(reason)) }

    /// The server ended the monitor. One that tells of changes does so when the database was converted, and goes on.
    mutating func monitorWasCanceled(now: MonotonicTime) throws(OVSDBError) {
        let reason = OVSDBError(.monitorCanceled, "the server ended the monitor of \(configuration.database)")
        guard isChangeAware else { throw reason }
        // A change of its filters that crossed is refused with it, and goes with the next monitor.
        requests.dropMonitors()
        lastTransactionID = .zero
        interrupt(reason)
        requestSchema(now: now)
    }
}
