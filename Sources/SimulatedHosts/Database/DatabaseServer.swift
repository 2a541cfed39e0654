public import JSON
public import OVSDB

/// An ovsdb-server with one database: bytes of any number of connections go in, bytes come out (RFC 7047 section 4 and
/// ovsdb-server(7), as Open vSwitch 3.1 does it for a database that is no member of a cluster).
///
/// ```swift
/// var server = DatabaseServer(SimulatedDatabase(model, seed: 1), seed: 2)
/// let connection = server.connect()
/// if let reason = server.receive(bytes, on: connection) { hangUp(reason) }
/// for connection in server.connectionsWithOutput { send(server.takeOutput(connection)) }
/// ```
///
/// It has no clock: it never asks a peer for an echo, and a `wait` that would have to wait fails at once. A monitor never
/// goes on where another ended (`found` is false), as it does not with a real server without a cluster.
public struct DatabaseServer: Sendable {
    struct Connection: Sendable {
        var splitter = JSONStreamSplitter(maxMessageBytes: 64 << 20)
        var output: [UInt8] = []
        var monitors: [Monitor] = []
    }

    public internal(set) var database: SimulatedDatabase
    /// What `get_server_id` answers.
    public let serverID: OVSDBUUID
    /// Counts the transactions that changed something.
    public private(set) var commitCount: UInt64 = 0

    var connections: [Int: Connection] = [:]
    var locks = LockQueues()
    private let seed: UInt64
    private var nextConnection = 1
    private var madeAccount: SimulatedDatabase?

    /// - Parameter seed: for the server's id and the rows of its own database.
    public init(_ database: SimulatedDatabase, seed: UInt64) {
        self.database = database
        self.seed = seed
        var source = UUIDSource(seed: seed)
        serverID = source.next()
    }

    /// The server's account of its databases; made when somebody asks for it.
    var account: SimulatedDatabase {
        mutating get {
            let account = madeAccount ?? ServerAccount.database(for: database.model, seed: seed)
            madeAccount = account
            return account
        }
    }

    // MARK: Connections

    /// A connection came about, whoever dialled. Answers its number, by which it is named from then on.
    public mutating func connect() -> Int {
        defer { nextConnection += 1 }
        connections[nextConnection] = Connection()
        return nextConnection
    }

    /// A connection is gone, with its monitors and locks. One that is not there is none already.
    public mutating func disconnect(_ connection: Int) {
        guard connections.removeValue(forKey: connection) != nil else { return }
        for notice in locks.leaveAll(connection) { send(notice.json, to: notice.connection) }
    }

    /// Takes bytes of a peer, in whatever pieces they came.
    ///
    /// - Returns: why the connection cannot go on, and was disconnected; nil when it goes on.
    public mutating func receive(_ bytes: [UInt8], on connection: Int) -> OVSDBError? {
        guard connections[connection] != nil else { return OVSDBError(.connectionClosed, "no such connection") }
        connections[connection]?.splitter.append(bytes)
        do throws(OVSDBError) {
            while let message = try nextMessage(connection) { try handle(message, on: connection) }
            return nil
        } catch {
            disconnect(connection)
            return error
        }
    }

    private mutating func nextMessage(_ connection: Int) throws(OVSDBError) -> JSONValue? {
        do throws(JSONError) {
            guard let bytes = try connections[connection]?.splitter.next() else { return nil }
            return try JSONParser.parse(bytes)
        } catch {
            throw OVSDBError(.malformedMessage, error.description)
        }
    }

    /// The bytes to send on a connection, in order; each is given once.
    public mutating func takeOutput(_ connection: Int) -> [UInt8] {
        guard let output = connections[connection]?.output, !output.isEmpty else { return [] }
        connections[connection]?.output = []
        return output
    }

    /// The connections that have bytes to send, in the order of their numbers.
    public var connectionsWithOutput: [Int] {
        connections.filter { !$0.value.output.isEmpty }.keys.sorted()
    }

    mutating func send(_ message: JSONValue, to connection: Int) { send(message.serializedBytes(), to: connection) }

    mutating func send(_ bytes: [UInt8], to connection: Int) {
        connections[connection]?.output.append(contentsOf: bytes)
    }

    // MARK: Transactions

    /// Executes operations as a program on the host does, `ovs-vsctl` say: one transaction, all or nothing. Monitors
    /// are told.
    ///
    /// - Returns: the `result` of a `transact`: that of each operation, and the error of the commit.
    @discardableResult
    public mutating func transact(_ operations: [JSONValue]) -> [JSONValue] {
        let outcome = database.run(operations, heldLocks: [])
        publish(outcome.changes)
        return outcome.results
    }

    /// Executes what `body` does as one transaction; monitors are told. Answers whether it took effect.
    @discardableResult
    mutating func transaction(_ body: (inout TransactionRun) -> Void) -> Bool {
        let outcome = database.transaction { run in
            body(&run)
            return ([], true)
        }
        publish(outcome.changes)
        return outcome.isSuccess
    }

    /// Tells every monitor what a transaction changed.
    mutating func publish(_ changes: [RowDelta]) {
        guard !changes.isEmpty else { return }
        commitCount += 1
        for connection in connections.keys.sorted() {
            for monitor in connections[connection]?.monitors ?? [] where !monitor.isOfServer {
                guard let updates = UpdateWriter.changes(monitor, changes) else { continue }
                send(Self.notification(monitor, updates), to: connection)
            }
        }
    }
}
