extension OVSDBClient {
    /// A table to be monitored.
    public struct MonitoredTable: Hashable, Sendable {
        public var table: String
        /// The columns wanted; those the server lacks are left out. Nil is all of them.
        public var columns: [String]?
        /// The rows wanted, until `setFilters` changes that. A server older than Open vSwitch 2.6 reports all.
        public var rows: RowFilter

        public init(_ table: String, columns: [String]? = nil, rows: RowFilter = .all) {
            self.table = table
            self.columns = columns
            self.rows = rows
        }
    }

    /// What to do and how much to put up with.
    public struct Configuration: Hashable, Sendable {
        public var database = "Open_vSwitch"
        public var monitored: [MonitoredTable]
        /// A database with an older schema, or without a version, is refused.
        public var minimumSchemaVersion: SchemaVersion?
        /// What the server has to say of itself so that the session goes on; it ends with `databaseUnavailable`,
        /// `notLeader`, `staleServer` or `wrongCluster` otherwise, and the next server is to be tried. With it the
        /// session outlives a conversion of the database. Nil does not ask.
        public var server: ServerRequirement?
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
        /// The rows that the replica was given; a session with other filters gets everything. Tables that are not named
        /// have all.
        public let filters: [String: RowFilter]

        public init(lastTransactionID: OVSDBUUID, schema: DatabaseSchema, filters: [String: RowFilter] = [:]) {
            self.lastTransactionID = lastTransactionID
            self.schema = schema
            // One spelling for each meaning.
            self.filters = filters.filter { $0.value != .all }
        }
    }
}
