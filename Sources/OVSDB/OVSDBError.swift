/// A failure in a conversation with an OVSDB server: the server's own error (RFC 7047 section 3.1 `<error>`) or one
/// that this end noticed.
public struct OVSDBError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is. A server's codes are its own words, so there may be more than are named here.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        public let description: String

        public init(_ text: String) { description = text }

        // Words of a server (RFC 7047 sections 3.1 and 4.1.3, and Open vSwitch's).
        public static let aborted = Self("aborted")
        /// The transaction was cancelled. In a cluster it may have been on its way and take effect all the same.
        public static let canceled = Self("canceled")
        /// The cluster did not take the transaction; whether it takes effect later is not known.
        public static let clusterError = Self("cluster error")
        public static let constraintViolation = Self("constraint violation")
        public static let domainError = Self("domain error")
        /// A row is inserted with the uuid of another (Open vSwitch).
        public static let duplicateUUID = Self("duplicate uuid")
        public static let duplicateUUIDName = Self("duplicate uuid-name")
        public static let notAllowed = Self("not allowed")
        public static let notOwner = Self("not owner")
        public static let notSupported = Self("not supported")
        public static let permissionError = Self("permission error")
        public static let rangeError = Self("range error")
        public static let referentialIntegrityViolation = Self("referential integrity violation")
        public static let resourcesExhausted = Self("resources exhausted")
        public static let syntaxError = Self("syntax error")
        /// A `wait` operation did not come true: the guard of a transaction failed.
        public static let timedOut = Self("timed out")
        public static let unknownColumn = Self("unknown column")
        public static let unknownDatabase = Self("unknown database")
        public static let unknownMethod = Self("unknown method")

        // What this end noticed.
        /// The connection ended or was closed by us; whether pending transactions took effect is not known.
        public static let connectionClosed = Self("connection closed")
        /// No answer within the deadline; whether the transaction took effect is not known.
        public static let deadlineExceeded = Self("deadline exceeded")
        /// The peer's bytes are not what RFC 7047 says.
        public static let malformedMessage = Self("malformed message")
        /// The database is older than we need or lacks a table.
        public static let incompatibleSchema = Self("incompatible schema")
        /// The server does not have the database, or is cut off from its cluster.
        public static let databaseUnavailable = Self("database unavailable")
        /// The server does not lead its cluster, and a leader is required.
        public static let notLeader = Self("not leader")
        /// The server lags behind what was seen of its cluster before.
        public static let staleServer = Self("stale server")
        /// The server belongs to another cluster than is required.
        public static let wrongCluster = Self("wrong cluster")
        /// The server ended our monitor.
        public static let monitorCanceled = Self("monitor canceled")
        /// Too much waits for the peer to read or answer it.
        public static let queueFull = Self("queue full")
    }

    public let code: Code
    /// A sentence for people; may be empty.
    public let details: String
    /// Which operation of a transaction failed, counted from 0; nil when the commit failed or none is concerned.
    public let operationIndex: Int?

    public init(_ code: Code, _ details: String = "", operationIndex: Int? = nil) {
        self.code = code
        self.details = details
        self.operationIndex = operationIndex
    }

    public var description: String {
        let place = operationIndex.map { "operation \($0): " } ?? ""
        return details.isEmpty ? "\(place)\(code)" : "\(place)\(code): \(details)"
    }

    /// The same error with the object it concerns named in front.
    func within(_ object: String) -> Self {
        Self(code, details.isEmpty ? object : "\(object): \(details)", operationIndex: operationIndex)
    }
}
