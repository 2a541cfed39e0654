import JSON
import OVSDB

// The requests of a client (RFC 7047 section 4.1), with the answers that ovsdb-server has for them.

extension DatabaseServer {
    /// Acts on one message. Answers to nothing and notifications that are not known are ignored.
    mutating func handle(_ message: JSONValue, on connection: Int) throws(OVSDBError) {
        guard let method = message["method"], !method.isNull else { return }
        guard let name = method.string, let params = message["params"]?.array else {
            throw OVSDBError(.malformedMessage, "a request without a method's name or parameters")
        }
        // A transaction never waits, so there is none to cancel: `cancel` comes without an id.
        guard let id = message["id"], !id.isNull else { return }
        let reply: Reply
        do throws(OVSDBError) {
            reply = try answer(name, params, on: connection)
        } catch {
            reply = .error(error.replyJSON)
        }
        send(Self.encode(reply, id), to: connection)
    }

    /// The answer to a request.
    enum Reply {
        case result(JSONValue)
        /// The result as JSON text.
        case text([UInt8])
        case error(JSONValue)
    }

    private static func encode(_ reply: Reply, _ id: JSONValue) -> [UInt8] {
        var writer = TextWriter()
        writer.raw("{\"id\":")
        writer.json(id)
        switch reply {
        case .result(let value):
            writer.raw(",\"result\":")
            writer.json(value)
            writer.raw(",\"error\":null}")
        case .text(let bytes):
            writer.raw(",\"result\":")
            writer.raw(bytes)
            writer.raw(",\"error\":null}")
        case .error(let error):
            writer.raw(",\"error\":")
            writer.json(error)
            writer.raw("}")
        }
        return writer.bytes
    }

    private mutating func answer(
        _ method: String, _ params: [JSONValue], on connection: Int
    ) throws(OVSDBError) -> Reply {
        if let generation = Monitor.Generation(rawValue: method) {
            return try monitor(generation, params, on: connection)
        }
        switch method {
        case "echo": return .result(.array(params))
        case "list_dbs":
            return .result([.string(database.model.schema.name), .string(ServerAccount.model.schema.name)])
        case "get_server_id": return .result(.string(serverID.description))
        case "get_schema": return .text(try isOfServer(method, params) ? ServerAccount.model.schemaBytes : schemaBytes)
        case "set_db_change_aware":
            guard params.count == 1, params[0].bool != nil else {
                throw OVSDBError(.syntaxError, "set_db_change_aware: true or false parameter expected")
            }
            // The database never changes its schema, so there is nothing to be aware of.
            return .result([:])
        case "transact": return .result(.array(try transact(params, on: connection)))
        case "monitor_cond_change": return try changeConditions(params, on: connection)
        case "monitor_cancel": return cancelMonitor(params, on: connection)
        case "lock", "steal": return try lock(method, params, on: connection)
        case "unlock": return try unlock(params, on: connection)
        default: return .error("unknown method")
        }
    }

    private var schemaBytes: [UInt8] { database.model.schemaBytes }

    /// Whether the first parameter names the server's own database rather than the other one.
    func isOfServer(_ method: String, _ params: [JSONValue]) throws(OVSDBError) -> Bool {
        guard let name = params.first?.string else {
            throw OVSDBError(.syntaxError, "\(method) request params must begin with <db-name>")
        }
        if name == database.model.schema.name { return false }
        if name == ServerAccount.model.schema.name { return true }
        throw OVSDBError(.unknownDatabase, "\(method) request specifies unknown database \(name)")
    }

    private mutating func transact(_ params: [JSONValue], on connection: Int) throws(OVSDBError) -> [JSONValue] {
        let operations = Array(params.dropFirst())
        let held = locks.held(by: connection)
        guard try isOfServer("transact", params) == false else {
            // Clients only read it, so a copy will do.
            var copy = account
            return copy.run(operations, heldLocks: held).results
        }
        let outcome = database.run(operations, heldLocks: held)
        // As with ovsdb-server, updates come before the answer.
        publish(outcome.changes)
        return outcome.results
    }

    // MARK: Locks

    private mutating func lock(_ method: String, _ params: [JSONValue], on connection: Int) throws(OVSDBError) -> Reply
    {
        let name = try lockName(method, params)
        guard !locks.isQueued(name, connection) else {
            throw OVSDBError(.syntaxError, "must issue \"unlock\" before new \"\(method)\"")
        }
        if method == "lock" { return .result(["locked": .bool(locks.join(name, connection))]) }
        if let notice = locks.steal(name, connection) { send(notice.json, to: notice.connection) }
        return .result(["locked": true])
    }

    private mutating func unlock(_ params: [JSONValue], on connection: Int) throws(OVSDBError) -> Reply {
        let name = try lockName("unlock", params)
        guard locks.isQueued(name, connection) else {
            throw OVSDBError(.syntaxError, "unlock: \"unlock\" without \"lock\" or \"steal\"")
        }
        if let notice = locks.leave(name, connection) { send(notice.json, to: notice.connection) }
        return .result([:])
    }

    private func lockName(_ method: String, _ params: [JSONValue]) throws(OVSDBError) -> String {
        guard params.count == 1, let name = params[0].string, Identifier.isValid(name) else {
            throw OVSDBError(.syntaxError, "\(method) request params must be <id>")
        }
        return name
    }
}
