import JSON
import NetworkTypes

extension OVSDBClient {
    /// Acts on one message of the peer (JSON-RPC 1.0, RFC 7047 section 4).
    mutating func handle(_ message: JSONValue, now: MonotonicTime) throws(OVSDBError) {
        let id = message["id"] ?? .null
        if let method = message["method"], !method.isNull {
            guard let name = method.string, let params = message["params"]?.array else {
                throw .malformed("a request without a method's name or parameters")
            }
            if id.isNull {
                try handleNotification(name, params, now: now)
            } else {
                answer(name, params, id: id)
            }
        } else {
            try handleReply(message, id: id, now: now)
        }
    }

    /// Answers a request of the peer: echo is the only one a client serves (RFC 7047 section 4.1.11).
    private mutating func answer(_ method: String, _ params: [JSONValue], id: JSONValue) {
        if method == "echo" {
            send(["result": .array(params), "error": nil, "id": id])
        } else {
            send(["result": nil, "error": "unknown method", "id": id])
        }
    }

    private mutating func handleNotification(
        _ method: String, _ params: [JSONValue], now: MonotonicTime
    ) throws(OVSDBError) {
        if method == "locked" || method == "stolen" { return try handleLockNotification(method, params) }
        if method == ServerWatch.method.notification, params.first == ServerWatch.monitorName, serverWatch != nil {
            guard params.count == 2 else { throw .malformed("\(method) with \(params.count) parameters") }
            return try applyServerUpdate(params[1], now: now)
        }
        try handleMonitorNotification(method, params, now: now)
    }

    private mutating func handleMonitorNotification(
        _ method: String, _ params: [JSONValue], now: MonotonicTime
    ) throws(OVSDBError) {
        guard case .live(let monitor) = phase, params.first == .string(monitor.name), let schema else { return }
        switch method {
        case "monitor_canceled": try monitorWasCanceled(now: now)
        case monitor.method.notification:
            let hasTransactionID = monitor.method == .conditionalSince
            guard params.count == (hasTransactionID ? 3 : 2), let payload = params.last else {
                throw .malformed("\(method) with \(params.count) parameters")
            }
            let updates = try TableUpdates(json: payload, form: monitor.method.form, schema: schema)
            if hasTransactionID { lastTransactionID = try Self.transactionID(params[1]) }
            events.append(.updates(updates, isInitial: false))
        default: break
        }
    }

    private mutating func handleReply(_ message: JSONValue, id: JSONValue, now: MonotonicTime) throws(OVSDBError) {
        if id == "echo" { return }
        guard let number = id.integer, requests.hasIssued(number) else {
            throw .malformed("an answer to nothing that was asked")
        }
        // The answer of a request whose deadline passed, or that was given up, interests nobody.
        guard let request = requests.take(number) else { return }
        let error = message["error"].flatMap { $0.isNull ? nil : OVSDBError(json: $0) }
        let result = message["result"] ?? .null
        switch request.purpose {
        // An older server does not know it.
        case .awareness: isChangeAware = error == nil
        case .serverSchema: try handleServerSchema(result, error, now: now)
        case .serverMonitor: try handleServerMonitor(result, error, now: now)
        case .schema: try handleSchema(result, error, now: now)
        case .monitor: try handleMonitor(result, error, now: now)
        case .filters: handleFilters(error, now: now)
        case .cancellation(let number): handleCancellation(of: number)
        case .lock(let name): try handleLock(name, number, result, error)
        case .unlock(let name): handleUnlock(name, number, error)
        case .query(let id, let query): events.append(.answered(id: id, Self.outcome(query, result, error)))
        case .transaction(let id, let operationCount):
            events.append(.transacted(id: id, Self.outcome(result, error, operationCount: operationCount)))
        }
    }

    private static func outcome(
        _ result: JSONValue, _ error: OVSDBError?, operationCount: Int
    ) -> Result<TransactionResult, OVSDBError> {
        if let error { return .failure(error) }
        do throws(OVSDBError) {
            return .success(try TransactionResult(json: result, operationCount: operationCount))
        } catch {
            return .failure(error)
        }
    }

    private static func outcome(
        _ query: Query, _ result: JSONValue, _ error: OVSDBError?
    ) -> Result<Answer, OVSDBError> {
        if let error { return .failure(error) }
        do throws(OVSDBError) {
            return .success(try answer(to: query, result))
        } catch {
            return .failure(error)
        }
    }

    private static func transactionID(_ json: JSONValue) throws(OVSDBError) -> OVSDBUUID {
        guard let id = json.string.flatMap(OVSDBUUID.init) else { throw .malformed("a transaction's id is not a uuid") }
        return id
    }
}

extension OVSDBClient {
    private mutating func handleSchema(
        _ result: JSONValue, _ error: OVSDBError?, now: MonotonicTime
    ) throws(OVSDBError) {
        if let error { throw error.within("get_schema of \(configuration.database)") }
        let full: DatabaseSchema
        do throws(OVSDBError) {
            full = try DatabaseSchema(json: result)
        } catch {
            throw .malformed("the schema of \(configuration.database): \(error)")
        }
        adopt(try full.restricted(to: configuration), now: now)
    }

    /// Asks for the contents of a database with this schema.
    mutating func adopt(_ schema: DatabaseSchema, now: MonotonicTime) {
        self.schema = schema
        let given = Resumption(lastTransactionID: .zero, schema: schema, filters: filters.wanted)
        if let earlier, earlier.schema == schema, earlier.filters == given.filters {
            lastTransactionID = earlier.lastTransactionID
            filters.resume()
        }
        earlier = nil
        requestMonitor(.conditionalSince, now: now)
    }

    mutating func requestMonitor(_ method: MonitorMethod, now: MonotonicTime) {
        guard let schema else { preconditionFailure("a monitor is asked for when the schema is known") }
        // A name of its own for each monitor tells updates of one that was cancelled from those of its successor.
        monitorCount += 1
        let monitor = Monitor(name: "weft-\(monitorCount)", method: method)
        phase = .requestingMonitor(monitor)
        filters.monitorRequested()
        var params: [JSONValue] = [
            .string(configuration.database), .string(monitor.name),
            method.requests(for: schema, filters: filters.wanted),
        ]
        if method == .conditionalSince { params.append(.string(lastTransactionID.description)) }
        request(method.rawValue, params, .monitor, now: now)
    }

    private mutating func handleMonitor(
        _ result: JSONValue, _ error: OVSDBError?, now: MonotonicTime
    ) throws(OVSDBError) {
        guard case .requestingMonitor(let monitor) = phase, let schema else {
            preconditionFailure("a monitor's answer is awaited in one phase only")
        }
        if let error {
            guard error.code == .unknownMethod, let fallback = monitor.method.fallback else {
                throw error.within(monitor.method.rawValue)
            }
            lastTransactionID = .zero
            return requestMonitor(fallback, now: now)
        }
        var payload = result
        var found = false
        var transactionID = OVSDBUUID.zero
        if monitor.method == .conditionalSince {
            guard let parts = result.array, parts.count == 3, let flag = parts[0].bool else {
                throw .malformed("the answer to \(monitor.method.rawValue) is not [found, id, updates]")
            }
            (found, transactionID, payload) = (flag, try Self.transactionID(parts[1]), parts[2])
            guard !found || lastTransactionID != .zero else {
                throw .malformed("the server resumes what was never begun")
            }
        }
        let updates = try TableUpdates(json: payload, form: monitor.method.form, schema: schema)
        lastTransactionID = transactionID
        phase = .live(monitor)
        filters.confirm()
        events.append(.ready(schemaVersion: schema.version?.description ?? "", found: found))
        events.append(.updates(updates, isInitial: true))
        settleFilters(now: now)
    }
}
