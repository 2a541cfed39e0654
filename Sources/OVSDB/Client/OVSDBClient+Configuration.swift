extension OVSDBClient {
    /// A table to be monitored.
    public struct MonitoredTable: Hashable, Sendable {
        public var table: String
        /// The columns wanted; those the server lacks are left out. Nil is all of them.
        public var columns: [String]?

        public init(_ table: String, columns: [String]? = nil) {
            self.table = table
            self.columns = columns
        }
    }

    /// What to do and how much to put up with.
    public struct Configuration: Hashable, Sendable {
        public var database = "Open_vSwitch"
        public var monitored: [MonitoredTable]
        /// A database with an older schema, or without a version, is refused.
        public var minimumSchemaVersion: SchemaVersion?
        /// After this much silence the peer is asked for an echo; after as much again it is taken for dead. Zero never asks.
        public var probeInterval = Duration.seconds(5)
        /// How long the first answer may take: until then a peer is anybody.
        public var handshakeDeadline = Duration.seconds(5)
        /// How long an answer may take.
        public var requestDeadline = Duration.seconds(10)
        /// The longest message that is read.
        public var maximumMessageBytes = 64 << 20
        /// How much may wait in `takeOutput()`; a transaction beyond it is refused with `queueFull`.
        public var maximumQueuedBytes = 16 << 20
        /// How many requests may be unanswered; a transaction beyond it is refused with `queueFull`.
        public var maximumPendingRequests = 1024

        public init(monitored: [MonitoredTable]) { self.monitored = monitored }
    }

    /// Where an earlier connection to the same server ended: with it a server can send only what changed since.
    public struct Resumption: Hashable, Sendable {
        public let lastTransactionID: OVSDBUUID
        /// The schema of the replica that is held; a server whose schema is another sends everything.
        public let schema: DatabaseSchema

        public init(lastTransactionID: OVSDBUUID, schema: DatabaseSchema) {
            self.lastTransactionID = lastTransactionID
            self.schema = schema
        }
    }

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
        /// The session is over; the connection is to be closed. Only failures of transactions given later follow.
        case closed(OVSDBError)
    }
}
