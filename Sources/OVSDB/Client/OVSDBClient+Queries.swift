public import JSON
public import NetworkTypes

extension OVSDBClient {
    /// Something to ask of the server beside the monitor and transactions.
    public enum Query: Hashable, Sendable {
        /// The names of its databases (RFC 7047 section 4.1.1).
        case databases
        /// The uuid of the server process (Open vSwitch 2.12).
        case serverID
        /// The whole schema of a database, with what is not monitored (RFC 7047 section 4.1.2).
        case schema(database: String)
        /// Changes the schema of the database, and its contents with it, to this `<database-schema>` (Open vSwitch
        /// 2.9). Every client's monitors end by it. A cluster has no ephemeral columns: Open vSwitch 3.1 says yes to a
        /// schema with such, and takes no transactions any more.
        case convert(JSONValue)
    }

    /// The answer to the query of the same name.
    public enum Answer: Hashable, Sendable {
        case databases([String])
        case serverID(OVSDBUUID)
        case schema(DatabaseSchema)
        case converted
    }

    /// Asks the server; the answer comes as `answered` with this id, exactly once, at the latest after the request's
    /// deadline. The ids are those of transactions or not, as the owner likes.
    public mutating func ask(_ query: Query, id: UInt64, now: MonotonicTime) {
        precondition(isStarted, "an OVSDB session is started before it asks")
        let (method, params) = call(query)
        if let refusal = submit(method, params, .query(id: id, query), now: now) {
            events.append(.answered(id: id, .failure(refusal)))
        }
    }

    private func call(_ query: Query) -> (method: String, params: [JSONValue]) {
        switch query {
        case .databases: ("list_dbs", [])
        case .serverID: ("get_server_id", [])
        case .schema(let database): ("get_schema", [.string(database)])
        case .convert(let schema): ("convert", [.string(configuration.database), schema])
        }
    }

    static func answer(to query: Query, _ result: JSONValue) throws(OVSDBError) -> Answer {
        switch query {
        case .databases:
            guard let list = result.array else { throw .malformed("the databases are \(result.kindDescription)") }
            let names = list.compactMap(\.string)
            guard names.count == list.count else { throw .malformed("a database's name is not a string") }
            return .databases(names)
        case .serverID:
            guard let id = result.string.flatMap(OVSDBUUID.init) else { throw .malformed("the server's id is no uuid") }
            return .serverID(id)
        case .schema: return .schema(try DatabaseSchema(json: result))
        case .convert: return .converted
        }
    }

    /// Asks the server to give a transaction up (RFC 7047 section 4.1.4), one that waits, say. Its outcome is
    /// `canceled`, or what came first. Does nothing when it is not under way, or cancelled already.
    public mutating func cancel(transaction id: UInt64, now: MonotonicTime) {
        guard !isClosed, let number = requests.number(ofTransaction: id), !requests.isCancelled(number) else { return }
        send(["method": "cancel", "params": [.integer(number)], "id": nil])
        // Open vSwitch 3.1 drops the transaction without the answer that RFC 7047 demands. It takes things in order, so
        // the answer to a later request says that none will come.
        request("echo", [], .cancellation(of: number), now: now)
    }

    /// The server has taken the cancellation of a transaction.
    mutating func handleCancellation(of number: Int64) {
        guard case .transaction(let id, _)? = requests.take(number)?.purpose else { return }
        events.append(.transacted(id: id, .failure(OVSDBError(.canceled, "as was asked"))))
    }
}
