extension OVSDBClient {
    /// What the owner of the client has to know.
    public enum Event: Hashable, Sendable {
        /// The monitor stands; its initial updates follow. Unless `found`, they are everything there is: start from a
        /// new `Replica(schema: client.schema)`. Else they are what changed since the resumption.
        case ready(schemaVersion: String, found: Bool)
        /// To be applied to the replica in order.
        case updates(TableUpdates, isInitial: Bool)
        /// The transaction given this id took effect, or did not, or nobody knows (`connectionClosed`,
        /// `deadlineExceeded`).
        case transacted(id: UInt64, Result<TransactionResult, OVSDBError>)
        /// The answer to the query given this id.
        case answered(id: UInt64, Result<Answer, OVSDBError>)
        /// What became of a lock that was asked for.
        case lock(String, LockEvent)
        /// What the server says of the database, at first and when it changes (`Configuration.server`).
        case server(DatabaseStatus)
        /// The database changed its schema, so the server ended the monitor. Another `ready` with `found` false
        /// follows; until then the replica is stale.
        case interrupted(OVSDBError)
        /// The rows reported are those that `setFilters` chose last.
        case filtersApplied
        /// The server does not take what `setFilters` chose last: the filters are as before.
        case filtersRefused(OVSDBError)
        /// The session is over; the connection is to be closed. Only failures of transactions and queries given later
        /// follow.
        case closed(OVSDBError)
    }
}
